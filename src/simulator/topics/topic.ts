import { nounPhrase, quoted } from './noun-phrases.js';
import { asNamedForm } from './named-forms.js';
import { asQuestion } from './questions.js';
import type { TopicParts } from './topic-parts.js';

/** A topic as a person typed it, in forms that fit into English sentences. */
export interface Topic extends TopicParts {
  /** As typed, white space collapsed; `this topic` when there is nothing. */
  readonly raw: string;
  /** Words of the topic that mean something, in lower case. */
  readonly keywords: readonly string[];
}

const LONGEST_PHRASE_WORDS = 6;
const LONGEST_CLAUSE_WORDS = 9;
const LONGEST_QUESTION_WORDS = 14;
const STOP = new Set('the a an of to in on for and or why how what is are was were do does did have has with without that this these those from by at your you our my its their it we they who when where which top best most ever can will be into about as not no so'.split(' ')); // prettier-ignore

export function readTopic(text: string): Topic {
  const raw = text.replace(/[\s\p{Cc}]+/gu, ' ').trim() || 'this topic';
  const keywords = [...new Set(raw.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].filter(
    (word) => !STOP.has(word),
  );
  const plain = raw.replace(/[?!.…]+$/u, '').trim();
  const isOrdinary = /^[\p{Script=Latin}\p{N} ,'’&:%-]+$/u.test(plain) && !/,.*,/.test(plain);
  const parts = isOrdinary ? (asQuestion(plain) ?? asNamedForm(plain) ?? asThing(plain)) : null;
  return { raw, keywords, ...(parts === null ? asQuote(raw, plain) : shortened(parts, raw, plain)) };
}

function asThing(plain: string): TopicParts | null {
  if (/^(?:why|how|what|when|where|who|which|is|are|can|does|do|did|should|will|would)\b/iu.test(plain))
    return null;
  const noun = nounPhrase(plain);
  return {
    ...{ form: 'thing', ...noun, focus: noun.phrase, count: null },
    clause: `why ${noun.phrase} ${noun.isPlural ? 'matter' : 'matters'}`,
    question: `Why ${noun.isPlural ? 'do' : 'does'} ${noun.phrase} matter?`,
  };
}

/** What is too long to be said again and again is said once in whole and then named in short. */
function shortened(parts: TopicParts, raw: string, plain: string): TopicParts {
  const isLong = (text: string, most: number): boolean => text.split(' ').length > most;
  if (isLong(parts.phrase, LONGEST_PHRASE_WORDS)) return asQuote(raw, plain);
  return {
    ...parts,
    focus: isLong(parts.focus, LONGEST_PHRASE_WORDS) ? parts.phrase : parts.focus,
    clause: isLong(parts.clause, LONGEST_CLAUSE_WORDS) ? `this puzzle about ${parts.phrase}` : parts.clause,
    question: isLong(parts.question, LONGEST_QUESTION_WORDS)
      ? `What is behind ${quoted(raw)}?`
      : parts.question,
  };
}

function asQuote(raw: string, plain: string): TopicParts {
  // Symbols alone are not spoken: after the first time, only words are quoted.
  const spoken = plain.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word)).join(' '); // prettier-ignore
  const short = spoken === '' ? 'this topic' : quoted(spoken, 4);
  const isShortQuestion =
    /^(?:who|what|which|when|where|why|how|is|are|was|were|can|could|do|does|did|should|will|would) [\p{L}\p{N} ,'’-]+$/iu.test(
      plain,
    ) && plain.split(' ').length <= LONGEST_QUESTION_WORDS;
  return {
    ...{ form: 'quoted', phrase: short, isPlural: false, focus: short, count: null },
    clause: `what lies behind ${short}`,
    question: isShortQuestion ? `${plain}?` : `What comes to mind when you hear ${quoted(raw)}?`,
  };
}
