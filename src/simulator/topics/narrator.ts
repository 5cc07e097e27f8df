import type { Domain } from './domain.js';
import { domainOf } from './domains.js';
import { CLOSERS, HOOKS, POINTS, type Form, type Words } from './sentence-forms.js';
import type { Topic } from './topic.js';
import { countWords, shuffled, type Dice } from './words.js';

const SHORTEST_WORDS = 6;
const LONGEST_WORDS = 18;
/** About one general fact in so many sentences: they say nothing of the topic itself. */
const FACT_EVERY = 7;

/** Says sentences about one topic, never the same twice. */
export class Narrator {
  private readonly said = new Set<string>();
  private readonly points: string[];
  private readonly facts: string[];
  private spoken = 0;

  constructor(
    private readonly topic: Topic,
    private readonly dice: Dice,
    readonly domain: Domain = domainOf(topic),
  ) {
    this.facts = shuffled(this.domain.facts, dice);
    this.points = this.mixForms();
  }

  /** @param aspect what the sentence should be about, if it can; null for any */
  words(aspect: string | null): Words {
    const [first = 'details', second = 'patterns'] = shuffled(
      this.domain.aspects.filter((name) => name !== aspect),
      this.dice,
    );
    return this.wordsWith(aspect ?? first, aspect === null ? second : first);
  }

  hook(): string {
    return this.sayOneOf(HOOKS, null);
  }

  /**
   * The last sentence.
   * @param leftWords room that is left: the sentence fills it, or leaves enough for another; null for any length
   */
  closer(leftWords: number | null = null): string {
    if (leftWords === null) return this.sayOneOf(CLOSERS, null);
    const texts = shuffled(CLOSERS, this.dice).map((form) => form(this.words(null)));
    const { shortest } = this.range;
    const missing = (text: string): number => {
      const rest = leftWords - countWords(text);
      return rest >= shortest ? 0 : Math.abs(rest);
    };
    return this.say(texts.reduce((best, text) => (missing(text) < missing(best) ? text : best)));
  }

  /**
   * The next sentence in the middle of an episode.
   * @param wantedWords as many words, if any sentence left has them; null for any length
   */
  point(wantedWords: number | null): string | null {
    this.spoken += 1;
    if (wantedWords === null && this.spoken % FACT_EVERY === 3) {
      const fact = this.facts.pop();
      if (fact !== undefined && this.isNew(fact)) return this.say(fact);
    }
    const index = this.points.findIndex((text) => wantedWords === null || countWords(text) === wantedWords);
    if (index < 0) return null;
    const [text] = this.points.splice(index, 1);
    if (text === undefined) return null;
    return this.isNew(text) ? this.say(text) : this.point(wantedWords);
  }

  /** Words of the shortest and longest sentence that can still be said. */
  get range(): { shortest: number; longest: number } {
    const lengths = this.points.map(countWords);
    return { shortest: Math.min(...lengths), longest: Math.max(...lengths) };
  }

  /** Fills one of these forms, another one each time as long as there are some. */
  sayOneOf(forms: readonly Form[], aspect: string | null): string {
    const texts = shuffled(forms, this.dice).map((form) => form(this.words(aspect)));
    return this.say(texts.find((text) => this.isNew(text)) ?? texts[0] ?? this.topic.raw);
  }

  /** Every form comes once with some aspects before any comes again with others. */
  private mixForms(): string[] {
    const aspects = shuffled(this.domain.aspects, this.dice);
    const rounds = aspects.map((_, round) =>
      shuffled(POINTS, this.dice).map((form, index) => {
        const a = aspects[(index + round) % aspects.length] ?? 'details';
        const b = aspects[(index + round * 3 + 5) % aspects.length] ?? 'patterns';
        return form(
          this.wordsWith(a, b === a ? (aspects[(index + round + 1) % aspects.length] ?? 'patterns') : b),
        );
      }),
    );
    const all = rounds.flat();
    const fitting = all.filter(
      (text) => countWords(text) >= SHORTEST_WORDS && countWords(text) <= LONGEST_WORDS,
    );
    return fitting.length > 40 ? fitting : all;
  }

  private wordsWith(a: string, b: string): Words {
    const { phrase, clause, isPlural } = this.topic;
    const { experts } = this.domain;
    return {
      ...{ t: phrase, T: upperFirst(phrase), clause, Clause: upperFirst(clause), a, A: upperFirst(a), b },
      ...{
        is: isPlural ? 'are' : 'is',
        has: isPlural ? 'have' : 'has',
        experts,
        Experts: upperFirst(experts),
      },
      s: (verb) => (isPlural ? verb : thirdPerson(verb)),
    };
  }

  private isNew(text: string): boolean {
    return !this.said.has(text);
  }

  private say(text: string): string {
    this.said.add(text);
    return text;
  }
}

function thirdPerson(verb: string): string {
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(?:s|sh|ch|x|o)$/u.test(verb) ? `${verb}es` : `${verb}s`;
}

export function upperFirst(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
