import { angle, type Domain } from './domain.js';
import { CULTURE_DOMAINS } from './domains-of-culture.js';
import { LIFE_DOMAINS } from './domains-of-life.js';
import { SCIENCE_DOMAINS } from './domains-of-science.js';
import type { Topic } from './topic.js';

/** What can be looked at in anything at all; also what a long episode goes on with. */
export const ANYTHING: Domain = {
  name: 'anything',
  words: /^$/u,
  settings: ['To find out, we have to forget what we think we know about {t}.', 'Simple questions can go deep, and {f} may turn out to be one of them.', 'Good explanations begin with a careful look at {t}.'],
  angles: [
    angle('First impressions', 'first impressions', 'hands lifting a cloth from a hidden object|a door opening to bright light', 'A first impression is quick, and it is hard to correct.', 'It shows us what stands out and hides what matters.', 'That is why a second look is worth the time.'),
    angle('The small details', 'small details', 'a magnifying glass over fine details|dust in a beam of light', 'Details look boring until one of them explains the rest.', 'Experts are people who notice them early.', 'One small thing can turn a whole story around.'),
    angle('A common mistake', 'common mistakes', 'crossed out words in a notebook|a wrong turn on a quiet road', 'A mistake that many people share is easy to believe.', 'It usually contains a grain of truth.', 'Finding the grain is better than laughing at the mistake.'),
    angle('Where it shows up', 'everyday life', 'people passing on a busy street|a kitchen table in morning light', 'Big ideas become clear in small, ordinary moments.', 'Daily life gives examples for free.', 'We overlook what we see every day.'),
    angle('The bigger picture', 'the bigger picture', 'a wide horizon at the end of the day|a slow flight above a landscape', 'Nothing stands entirely alone.', 'Step back far enough, and separate things begin to connect.', 'A wider view often makes a hard question simpler.'),
    angle('The people involved', 'the people involved', 'friends talking around a table|faces in warm light', 'Behind most subjects stand people who care about them.', 'They disagree more often than outsiders think.', 'Their doubts are as useful as their answers.'),
    angle('How it changes', 'change over time', 'shadows moving across a wall|clouds racing over an open field', 'What seems fixed today was different once.', 'Change is slow for a long time and then fast.', 'Knowing the way makes the present easier to read.'),
    angle('The honest limits', 'the limits of what we know', 'a path disappearing into mist|a lamp in a dark room', 'An honest answer also says where it ends.', 'Not knowing is where learning starts.', 'The best answers raise better questions.'),
    angle('A simple example', 'a simple example', 'building blocks on a clean table|chalk lines on a dark board', 'A clear example can replace a long lecture.', 'It turns an idea into something we can picture.', 'If the example works, the rest will follow.'),
    angle('Why people care', 'the reasons people care', 'a listener leaning forward|lights going on in many windows', 'Curiosity grows when we give it a little time.', 'People remember what touches their own life.', 'Caring about something is the first step to understanding it.'),
  ],
  experts: 'people who know the subject',
}; // prettier-ignore

/** What helps in learning to do anything, in the order in which it is needed. */
export const DOING: Domain = {
  name: 'how to',
  words: /^$/u,
  settings: ['To begin with {f}, all we need is a clear plan and a little time.', 'Like most skills, {f} can be taken one small step at a time.'],
  angles: [
    angle('Know your goal', 'a clear goal', 'a hand drawing a simple plan on paper|a finish line in soft light', 'Decide what a good result would look like before you start.', 'A clear picture of the end makes every step easier.', 'It also tells you when to stop.'),
    angle('Prepare first', 'preparation', 'tools laid out neatly on a clean table|hands clearing a bright workspace', 'Have everything ready before the first step.', 'A few calm minutes now save a lot of hurry later.', 'If something is missing, this is the moment to notice it.'),
    angle('Start small', 'the first step', 'hands beginning a simple task|one foot on the first step of a stair', 'Begin with the simplest version that works.', 'A small success gives you the courage to go on.', 'Difficult parts are easier when the easy ones already stand.'),
    angle('One step at a time', 'a steady order', 'hands working slowly and carefully|a row of stepping stones in water', 'Finish one step before you begin the next.', 'Slow work is often the fastest, because nothing has to be done twice.', 'If you lose the thread, go back to the last step that was right.'),
    angle('Learn from mistakes', 'mistakes', 'crossed out notes and a fresh page|a second attempt in warm light', 'Mistakes show you exactly where to look.', 'Change one thing at a time, so that you know what helped.', 'Nobody gets it right the first time.'),
    angle('Practise, then check', 'practice', 'the same movement repeated in soft light|a satisfied look at a finished piece', 'A little practice every day beats a long day once a month.', 'Compare the result with your goal, and be honest.', 'After a while, your hands will know what to do.'),
  ],
  experts: 'people with experience',
}; // prettier-ignore

const WITH_OWN_SKILLS = new Set(['cooking', 'sport', 'finance']);

/** The field a topic is told from: its own, or how things are learned, or how things came to be. */
export function tellingDomain(topic: Topic): Domain {
  const domain = domainOf(topic);
  if (topic.form === 'how-to') return WITH_OWN_SKILLS.has(domain.name) ? domain : DOING;
  if (topic.form === 'history') return CULTURE_DOMAINS.find(({ name }) => name === 'history') ?? domain;
  return domain;
}

/** The field that most words of a topic belong to; the first words weigh a little more. */
export function domainOf(topic: Topic): Domain {
  let best: Domain = ANYTHING;
  let bestScore = 0;
  for (const domain of [...LIFE_DOMAINS, ...SCIENCE_DOMAINS, ...CULTURE_DOMAINS]) {
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
