/** One side from which a topic can be looked at: a section of an episode. */
export interface Angle {
  /** For the screen and the list of chapters: at most six words. */
  readonly title: string;
  /** A noun phrase inside a sentence: "the body", "steady heat". */
  readonly name: string;
  /** What a camera can see there. */
  readonly views: readonly string[];
  /** Whole sentences, true in general, 4 to 18 words, in an order in which they can be said. */
  readonly facts: readonly string[];
}

/** A field of knowledge: what can be said of anything in it without inventing facts. */
export interface Domain {
  readonly name: string;
  /** Matches words of a topic in lower case. */
  readonly words: RegExp;
  /** Sentences that lead into the field; `{t}` is the subject, `{f}` what is asked about it. */
  readonly settings: readonly string[];
  readonly angles: readonly Angle[];
  /** Who knows about it, plural. */
  readonly experts: string;
}

/** @param views separated by `|` */
export function angle(title: string, name: string, views: string, ...facts: string[]): Angle {
  return { title, name, views: views.split('|'), facts };
}
