import type { Angle } from './domain.js';
import { KNOWN_OF_NATURE } from './known-topics-of-nature.js';
import { KNOWN_OF_PEOPLE } from './known-topics-of-people.js';

/** A topic that is asked for often, with well-known facts about it. */
export interface KnownTopic {
  /** A topic is this one when each of these finds something in it, in lower case. */
  readonly words: readonly RegExp[];
  /** The shortest honest answers, for the shortest episodes. */
  readonly answers: readonly string[];
  /** What most people think. */
  readonly assumptions: readonly string[];
  readonly angles: readonly Angle[];
  readonly turns: readonly string[];
  readonly takeaways: readonly string[];
}

/** @param raw a topic as typed */
export function knownTopic(raw: string): KnownTopic | null {
  const text = raw.toLowerCase();
  const isShort = text.split(' ').length <= 9;
  const found = [...KNOWN_OF_NATURE, ...KNOWN_OF_PEOPLE].find(({ words }) =>
    words.every((word) => word.test(text)),
  );
  return isShort && found && !/\b(?:vs|versus|top|best|or|not)\b/u.test(text) ? found : null;
}
