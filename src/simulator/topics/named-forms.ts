import { lowerFirst, nounPhrase, upperFirst } from './noun-phrases.js';
import { clauseOf, type Clause } from './questions.js';
import type { TopicParts } from './topic-parts.js';

const NUMBERS = 'two three four five six seven eight nine ten eleven twelve'.split(' ');

/** Lists, histories, comparisons and claims; null for anything else. */
export function asNamedForm(plain: string): TopicParts | null {
  return asList(plain) ?? asHistory(plain) ?? asVersus(plain) ?? asTitled(plain) ?? asClaim(plain);
}

/** `five` for 5, `20` for 20. */
export function numberWord(count: number): string {
  return NUMBERS[count - 2] ?? String(count);
}

function asList(plain: string): TopicParts | null {
  const found =
    /^(?:the |my )?(?:(?:top|best) )?(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:best |greatest |most important |biggest |surprising )?(?!years|days|minutes|hours|percent|century|seconds|weeks|degrees)(.+)$/iu.exec(
      plain,
    );
  if (!found) return null;
  const [, number = '', noun = ''] = found;
  const count = /^\d/u.test(number) ? Number(number) : NUMBERS.indexOf(number.toLowerCase()) + 2;
  if (count < 2) return null;
  const head = noun.replace(/ (?:that|which|to|you|every|for) .*$/iu, '');
  const { phrase } = nounPhrase(head);
  return {
    ...{ form: 'list', phrase, isPlural: true, focus: lowerFirst(noun), count },
    clause: `what makes ${phrase} stand out`,
    question: `What makes ${phrase} stand out?`,
  };
}

function asHistory(plain: string): TopicParts | null {
  const found =
    /^(?:the |a )?((?:(?:short|brief|strange|secret|hidden|true|real|early) )?(?:history|story|origins?|rise|invention|rise and fall|future|fall)) of (.+)$/iu.exec(
      plain,
    );
  if (found) {
    const [, kind = 'history', rest = ''] = found;
    const noun = nounPhrase(rest);
    const word = kind.toLowerCase().replace(/^(?:short|brief) /u, '');
    const focus = `the ${word} of ${noun.phrase}`;
    return /future/u.test(word)
      ? { form: 'thing', ...noun, focus, count: null, clause: `what the future of ${noun.phrase} may bring`, question: `What will the future of ${noun.phrase} bring?` }
      : { form: 'history', ...noun, focus, count: null, clause: `how the story of ${noun.phrase} unfolded`, question: `How did the story of ${noun.phrase} unfold?` }; // prettier-ignore
  }
  const about =
    /^(?:(?:the |an? )?(?:science|art|basics|secrets?|truth|introduction|guide|beginner['’]s guide|magic|power|psychology|physics|economics) (?:of|about|behind|to)|understanding|introducing|inside) (.+)$/iu.exec(
      plain,
    )?.[1];
  return about === undefined ? null : thing(about, lowerFirst(plain));
}

function asVersus(plain: string): TopicParts | null {
  const [, first = '', second = ''] = /^(.+?) (?:vs\.?|versus|or) (.+)$/iu.exec(plain) ?? [];
  if (first === '' || second === '' || first.split(' ').length > 3 || second.split(' ').length > 3)
    return null;
  const phrase = `${nounPhrase(first).phrase} and ${nounPhrase(second).phrase}`;
  return {
    ...{ form: 'versus', phrase, isPlural: true, focus: phrase, count: null },
    clause: `how ${phrase} compare`,
    question: `${upperFirst(nounPhrase(first).phrase)} or ${nounPhrase(second).phrase}?`,
  };
}

function asTitled(plain: string): TopicParts | null {
  const titled = /^([^:]+): .+$/u.exec(plain)?.[1] ?? /^(.+) explained$/iu.exec(plain)?.[1];
  return titled === undefined ? null : thing(titled, null);
}

function thing(name: string, focus: string | null): TopicParts {
  const noun = nounPhrase(name);
  return {
    ...{ form: 'what', ...noun, focus: focus ?? noun.phrase, count: null },
    clause: `what lies behind ${noun.phrase}`,
    question: `What lies behind ${noun.phrase}?`,
  };
}

function asClaim(plain: string): TopicParts | null {
  const isAsked = /^(?:who|what|which|when|where|if|is|are|do|does)\b/iu.test(plain);
  const found: Clause | null = !isAsked && plain.split(' ').length >= 3 ? clauseOf(plain, true) : null;
  if (found === null || found.rest === '' || /^the [\p{L}-]+ (?:of|that)/iu.test(plain)) return null;
  return {
    ...{ form: 'claim', phrase: found.subject.phrase, isPlural: found.subject.isPlural },
    ...{ focus: found.focus, count: null },
    clause: `whether ${found.statement}`,
    question: `Is it true that ${found.statement}?`,
  };
}
