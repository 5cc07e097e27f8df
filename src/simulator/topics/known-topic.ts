import type { Angle } from './domain.js';

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
