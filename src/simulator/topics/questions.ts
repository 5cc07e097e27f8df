import { isPluralNoun, lowerFirst, nounPhrase, upperFirst, type NounPhrase } from './noun-phrases.js';
import type { TopicParts } from './topic-parts.js';
import { findVerb, gerund, HELPING, pastTense, thirdPerson } from './verbs.js';

/** A sentence taken apart: `octopuses` `have` `three hearts`. */
export interface Clause {
  readonly subject: NounPhrase;
  /** `octopuses have three hearts` */
  readonly statement: string;
  /** Behind why or how, ready to ask: `do octopuses have three hearts`. */
  readonly asked: string;
  /** What the statement is about, as a noun: `three hearts`, `the blue sky`, `purring`. */
  readonly focus: string;
  readonly rest: string;
}

const WITH_OBJECT = /^(?:have|make|produce|create|need|build|use|invent|love|fear)$/u;
const NEEDS_NO_NAME =
  /^(?:work|matter|exist|happen|form|live|act|behave|go|come|become|get|seem|look|feel)$/u;

/** Questions and instructions; null for anything else. */
export function asQuestion(plain: string): TopicParts | null {
  const toDo = /^how (?:to|do (?:i|you|we)|can (?:i|you|we)|should (?:i|you|we)) ([a-z]+)(?: (.+))?$/iu.exec(
    plain,
  );
  if (toDo) return asInstruction((toDo[1] ?? '').toLowerCase(), toDo[2] ?? '');
  const [, word, said] = /^(why|how) (.+)$/iu.exec(plain) ?? [];
  if (word !== undefined && said !== undefined) {
    const found = /^(?:do|does|did) /iu.test(said) || HELPING.test(said.split(' ')[0] ?? '') ? turnedClause(said) : clauseOf(said, false); // prettier-ignore
    if (found === null) return null;
    const start = word.toLowerCase();
    return {
      ...{ form: 'question', ...found.subject, focus: found.focus, count: null },
      clause: `${start} ${found.statement}`,
      question: `${start === 'why' ? 'Why' : 'How'} ${found.asked}?`,
    };
  }
  const open = /^(who|what|which|where|when) (?!(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|if)\b)/iu.test(plain); // prettier-ignore
  const told = open ? clauseOf(plain, false) : null;
  if (
    told !== null &&
    told.rest !== '' &&
    told.rest.split(' ').length <= 4 &&
    !/^(?:when|if|to|in|on) /iu.test(told.rest)
  ) {
    const noun = nounPhrase(told.rest);
    const asked = lowerFirst(plain);
    return { form: 'what', ...noun, focus: noun.phrase, count: null, clause: asked, question: `${plain}?` };
  }
  const turned = /^(?:is|are|was|were|can|could|do|does|did|should|will) (?!there |it |this |that )/iu.test(plain) ? turnedClause(plain) : null; // prettier-ignore
  if (turned !== null && turned.subject.phrase.split(' ').length <= 3)
    return {
      ...{ form: 'claim', ...turned.subject, focus: turned.focus, count: null },
      clause: `whether ${turned.statement}`,
      question: `${upperFirst(turned.asked)}?`,
    };
  const what = /^(what|who) (is|are|was|were) (.+)$/iu.exec(plain);
  if (!what) return null;
  const noun = nounPhrase(what[3] ?? '');
  const isName = /^(?:the|a|an) /iu.test(what[3] ?? '');
  const name = isName ? noun.phrase : lowerFirst(what[3] ?? '');
  const [asks, verb] = [(what[1] ?? 'what').toLowerCase(), (what[2] ?? 'is').toLowerCase()];
  return {
    ...{ form: 'what', ...noun, phrase: name, focus: name, count: null },
    clause: `${asks} ${name} ${verb}`,
    question: `${asks === 'who' ? 'Who' : 'What'} ${verb} ${name}?`,
  };
}

function asInstruction(verb: string, object: string): TopicParts {
  const action = [gerund(verb), object].filter((part) => part !== '').join(' ');
  const plainly = [verb, object].filter((part) => part !== '').join(' ');
  return {
    ...{ form: 'how-to', phrase: action, isPlural: false, focus: action, count: null },
    clause: `how to ${plainly}`,
    question: `How do you ${plainly}?`,
  };
}

/** Takes a statement apart at its first finite verb. @param isStrict a noun with a verb-like word is no sentence */
export function clauseOf(said: string, isStrict: boolean): Clause | null {
  const words = said.split(' ');
  for (let index = 1; index < words.length; index += 1) {
    const verb = findVerb(words[index] ?? '');
    const before = words.slice(0, index).join(' ');
    if (!verb || /(?:^| )(?:the|a|an|my|your|our|of|in)$/iu.test(before)) continue;
    const isPlural = isPluralNoun(before);
    if (verb.form === 'BASE' && !isPlural) continue;
    if (verb.form === 'THIRD' && isPlural) continue;
    if (isStrict && index > 3) return null;
    return build(before, verb.base, words.slice(index + 1).join(' '), verb.form);
  }
  const last = words.at(-1) ?? '';
  if (isStrict || words.length !== 2) return null;
  const isPlural = isPluralNoun(words[0] ?? '');
  if (isPlural) return build(words[0] ?? '', last.toLowerCase(), '', 'BASE');
  return last.endsWith('s')
    ? build(words[0] ?? '', last.toLowerCase().replace(/s$/u, ''), '', 'THIRD')
    : null;
}

/** `do cats purr`, `is the sky blue`. */
function turnedClause(said: string): Clause | null {
  const [helper = '', ...words] = said.split(' ');
  const lower = helper.toLowerCase();
  const isBe = /^(?:is|are|was|were)$/u.test(lower);
  const at = isBe ? predicateStart(words) : words.findIndex((word, index) => index > 0 && findVerb(word)?.form === 'BASE'); // prettier-ignore
  const cut = at > 0 ? at : words.length === 2 ? 1 : -1;
  if (cut < 0) return null;
  const subject = words.slice(0, cut).join(' ');
  const predicate = words.slice(cut);
  if (isBe || HELPING.test(lower)) return build(subject, lower, predicate.join(' '), 'HELPING');
  const form = lower === 'do' ? 'BASE' : lower === 'does' ? 'THIRD' : 'PAST';
  return build(subject, (predicate[0] ?? '').toLowerCase(), predicate.slice(1).join(' '), form);
}

function predicateStart(words: readonly string[]): number {
  const marker = words.findIndex((word, index) => index > 0 && /^(?:so|not|too|very|getting|called|considered|made|always|never|important|in|on|at|more|less|such|a|an|the)$/iu.test(word)); // prettier-ignore
  if (marker > 0) return marker;
  const preposition = words.findIndex((word, index) => index > 1 && /^(?:for|to|of|with|by|than|from)$/iu.test(word)); // prettier-ignore
  return preposition > 1 ? preposition - 1 : words.length - 1;
}

function build(
  subjectWords: string,
  base: string,
  rest: string,
  form: 'BASE' | 'THIRD' | 'PAST' | 'HELPING',
): Clause {
  const found = nounPhrase(subjectWords);
  const isPerson = /^(?:we|you|i|they)$/iu.test(subjectWords);
  const name = /^(?:the|a|an) /iu.test(subjectWords) ? found.phrase : lowerName(subjectWords, found.phrase);
  const doing = [gerund(base), rest].filter((part) => part !== '').join(' ');
  const inflected = { BASE: base, THIRD: thirdPerson(base), PAST: pastTense(base), HELPING: base }[form];
  const asked = form === 'HELPING' ? [base, name, rest] : [{ BASE: 'do', THIRD: 'does', PAST: 'did' }[form], name, base, rest]; // prettier-ignore
  const join = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
  return {
    subject: isPerson ? { phrase: doing, isPlural: false } : { ...found, phrase: name },
    statement: join([name, inflected, rest]),
    asked: join(asked),
    focus: isPerson ? doing : focusOf({ name, base, rest, form, doing }),
    rest,
  };
}

interface Taken {
  readonly name: string;
  readonly base: string;
  readonly rest: string;
  readonly form: string;
  readonly doing: string;
}

function focusOf({ name, base, rest, form, doing }: Taken): string {
  if (form === 'HELPING') {
    const isOneWord = /^[\p{Ll}-]+$/u.test(rest) && !/(?:ed|en|ing|made)$/u.test(rest);
    const bare = name.replace(/^(?:the|a|an) /u, '');
    if (isOneWord && /^(?:is|are)$/u.test(base)) return /^(?:the|a|an) /u.test(name) ? `the ${rest} ${bare}` : `${rest} ${bare}`; // prettier-ignore
    const [verb = '', ...more] = rest.split(' ');
    const isModal = !/^(?:is|are|was|were)$/u.test(base);
    return isModal && more.length < 5 && verb !== '' ? [gerund(verb), ...more].join(' ') : name;
  }
  if (WITH_OBJECT.test(base) && rest !== '' && rest.split(' ').length <= 4) return rest;
  if (NEEDS_NO_NAME.test(base) || rest.split(' ').length > 4) return name;
  return doing;
}

/** Behind "why" a bare singular stays bare when it was typed so: "why glass breaks". */
function lowerName(typed: string, phrase: string): string {
  return phrase.startsWith('the ') && !/^the /iu.test(typed) ? phrase.slice(4) : phrase;
}
