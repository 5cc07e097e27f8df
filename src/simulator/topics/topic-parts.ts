export type TopicForm =
  'question' | 'how-to' | 'history' | 'list' | 'versus' | 'what' | 'claim' | 'thing' | 'quoted';

/** How a topic is spoken of inside English sentences. */
export interface TopicParts {
  readonly form: TopicForm;
  /** The subject in the middle of a sentence: `octopuses`, `brewing coffee`, or the raw text in quotes. */
  readonly phrase: string;
  readonly isPlural: boolean;
  /** What is asked about it, as a noun: `three hearts`, `purring`, `the history of zero`. */
  readonly focus: string;
  /** Behind "understand", "explain", "see": `why octopuses have three hearts`. */
  readonly clause: string;
  /** Direct, with its question mark. */
  readonly question: string;
  /** How many things a list promises. */
  readonly count: number | null;
}
