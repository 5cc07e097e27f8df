/** A field of knowledge: what can be said of anything in it without inventing facts. */
export interface Domain {
  readonly name: string;
  /** Matches words of a topic in lower case. */
  readonly words: RegExp;
  /** Noun phrases that fit behind "the role of" and "look at". */
  readonly aspects: readonly string[];
  /** Careful general sentences, 6 to 18 words. */
  readonly facts: readonly string[];
  /** Places and things a camera can see. */
  readonly views: readonly string[];
  /** Who knows about it, plural. */
  readonly experts: string;
}
