import type { Domain } from './domain.js';
import { CULTURE_DOMAINS } from './domains-of-culture.js';
import { NATURE_DOMAINS } from './domains-of-nature.js';
import type { Topic } from './topic.js';

/** What can be looked at in anything at all. */
const ANYTHING: Domain = {
  name: 'anything',
  words: /^$/u,
  aspects: ['small details', 'first attempts', 'common mistakes', 'useful patterns', 'hidden costs', 'simple tools', 'good questions', 'everyday examples', 'honest limits', 'early signs', 'different points of view', 'patience', 'clear language', 'the bigger picture'], // prettier-ignore
  facts: [
    'Simple questions often have surprisingly deep answers.',
    'Most good explanations begin with a careful look.',
    'A clear example can replace a long lecture.',
    'What everybody knows is not always true.',
    'Curiosity grows when we give it a little time.',
    'The best answers usually raise better questions.',
  ],
  views: [
    'soft light moving across a textured wall',
    'hands arranging objects on a clean table',
    'abstract shapes drifting through warm colours',
    'a slow walk along a bright corridor',
    'pages turning in a gentle breeze',
    'a wide horizon at the end of the day',
  ],
  experts: 'people who study it',
};

/** The field that most words of a topic belong to; the first words weigh a little more. */
export function domainOf(topic: Topic): Domain {
  let best: Domain = ANYTHING;
  let bestScore = 0;
  for (const domain of [...NATURE_DOMAINS, ...CULTURE_DOMAINS]) {
    const score = topic.keywords.reduce(
      (sum, word, index) => sum + (domain.words.test(word) ? 1 + 0.5 / (index + 1) : 0),
      0,
    );
    if (score <= bestScore) continue;
    best = domain;
    bestScore = score;
  }
  return best;
}
