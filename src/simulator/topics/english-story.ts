import { openings, PAIRS, PARAGRAPHS, COUNTED_OPENINGS } from './angle-sentences.js';
import { ASSUMPTIONS, CALLS, HOOKS, ofForm, STAKES, TAKEAWAYS, TIES, TURNS } from './arc-sentences.js';
import type { Angle, Domain } from './domain.js';
import { ANYTHING, tellingDomain } from './domains.js';
import { NEEDED, type Slot } from './fitting.js';
import type { KnownTopic } from './known-topic.js';
import { knownTopic } from './known-topics.js';
import { numberWord } from './named-forms.js';
import { upperFirst } from './noun-phrases.js';
import { refsOf, type Refs, type Say } from './refs.js';
import type { Outline, Story, StorySection } from './story.js';
import { endingTitle, openingTitle } from './story-titles.js';
import type { Topic } from './topic.js';
import { countWords, shuffled, type Dice } from './words.js';

const SHORT_BUDGET = 45;
/** Two sections said well are better than three that are only named. */
const SMALL_BUDGET = 115;
const PLANNED_BUDGET = 280;
const WORDS_PER_SECTION = 260;
const FEWEST_WORDS_OF_A_COUNT = 19;
const WORTH_OF_A_FACT = 8;

/** Tells a topic in English: a question, what people assume, angles that explain it, a turn, what to keep. */
export class EnglishStory implements Story {
  readonly domain: Domain;
  readonly openingTitle: string;
  readonly endingTitle: string;
  private readonly known: KnownTopic | null;
  private readonly angles: readonly Angle[];
  /** Some fields go from a beginning to an end: what comes may vary, its order does not. */
  private readonly isInOrder: boolean;
  private readonly said = new Set<string>();
  private spare: string[] = [];
  private ties: string[] = [];

  /**
   * @param order decides which angles come, and in which order: the same in the plan and in the script
   * @param dice decides the wording
   */
  constructor(
    private readonly topic: Topic,
    order: Dice,
    private readonly dice: Dice,
  ) {
    this.domain = tellingDomain(topic);
    this.known = knownTopic(topic.raw);
    const [opening, ...further] = this.domain.angles;
    const own = [...(opening ? [opening] : []), ...shuffled(further, order)];
    this.isInOrder = this.domain.name === 'history' || this.domain.name === 'how to';
    const general = shuffled(ANYTHING.angles, order);
    this.angles = [...(this.known?.angles ?? []), ...own, ...(this.domain === ANYTHING ? [] : general)].filter(
      (angle, index, all) => all.findIndex(({ name }) => name === angle.name) === index,
    ); // prettier-ignore
    this.ties = topic.form === 'list' ? [] : this.say(ofForm(TIES, topic.form));
    this.openingTitle = openingTitle(topic);
    this.endingTitle = endingTitle(topic.form);
  }

  hook(wordBudget: number): string {
    if (this.known) return this.topic.question;
    const texts = this.say(ofForm(HOOKS, this.topic.form));
    const longest = Math.max(6, wordBudget * 0.2);
    return texts.find((text) => countWords(text) <= longest) ?? shortest(texts);
  }

  callToAction(): string {
    return this.say(CALLS.slice(4))[0] ?? 'Follow for more.';
  }

  sections(count: number, wordBudget: number): StorySection[] {
    const { count: listed } = this.topic;
    const fitting =
      listed !== null && listed <= this.angles.length && wordBudget / listed >= FEWEST_WORDS_OF_A_COUNT
        ? listed
        : this.known && count <= 5
          ? Math.min(count, this.known.angles.length)
          : wordBudget < SMALL_BUDGET
            ? Math.min(count, 2)
            : count;
    const chosen = this.angles.slice(0, fitting);
    const { angles } = this.domain;
    if (this.isInOrder && chosen.every((angle) => angles.includes(angle)))
      chosen.sort((one, other) => angles.indexOf(one) - angles.indexOf(other));
    return this.titled(chosen);
  }

  outline({ wordBudget, sectionTitles, hook, callToAction }: Outline): {
    slots: Slot[];
    sections: StorySection[];
  } {
    const planned = sectionTitles
      .map((title) => this.angles.find((angle) => angle.title === title.replace(/^\d+\. /u, '')))
      .filter((angle) => angle !== undefined);
    const chosen = planned.length > 0 ? [...new Set(planned)] : this.sections(Math.max(1, Math.round(wordBudget / 38)), wordBudget).map(({ angle }) => angle); // prettier-ignore
    const isShort = wordBudget < SHORT_BUDGET;
    const more = Math.ceil(wordBudget / WORDS_PER_SECTION) - chosen.length;
    const others = this.angles.filter((angle) => !chosen.includes(angle)).slice(0, Math.max(0, more));
    const sections = this.titled([...chosen, ...others]);
    const perSection = wordBudget > PLANNED_BUDGET ? (wordBudget * 1.05) / sections.length : 0;
    const fixed = (text: string | null, others: readonly string[]): string[] =>
      text === null || text.trim() === '' || (isShort && countWords(text) > wordBudget / 3) ? [...others] : isShort ? [text, ...others] : [text]; // prettier-ignore
    const place = (texts: readonly string[], worth: number, section: number | null = -1): Slot => ({
      choices: texts.map((text) => [text]),
      ...{ worth, section },
    });
    const hooks = fixed(hook, this.say(ofForm(HOOKS, this.topic.form)));
    const isFull = wordBudget > 60;
    const isRoomy = wordBudget > 125;
    const isList = this.topic.form === 'list';
    const first = Math.max(
      0,
      this.angles.findIndex((angle) => angle === sections[0]?.angle),
    );
    const { form } = this.topic;
    const calls = fixed(callToAction, this.say(CALLS));
    const slots = [
      place(hooks, NEEDED),
      ...(this.known && isShort ? [place(this.known.answers, 40)] : []),
      place(this.known?.assumptions ?? this.say(ofForm(ASSUMPTIONS, this.topic.form)), isList && !isRoomy ? 1 : isFull ? 28 : 12),
      ...(isRoomy && !isList ? [place(this.settings(), 9)] : []),
      ...(wordBudget > 250 || isList ? [place(this.say(this.stakes(sections.length)), 9)] : []),
      ...sections.flatMap((section, index) => this.sectionSlots(section.angle, { index, count: sections.length, perSection, wordBudget })),
      place(this.known?.turns ?? this.say(ofForm(TURNS, form), first), isRoomy ? 18 : isList ? 1 : 9, null),
      place(this.known?.takeaways ?? this.say(ofForm(TAKEAWAYS, form), first), isRoomy ? 20 : 14, null),
      { ...place(calls, NEEDED, null), gains: calls.map((text) => (text.includes(this.topic.phrase) ? 6 : 0)) },
    ]; // prettier-ignore
    return { slots, sections };
  }

  sentence(): string {
    if (this.spare.length === 0)
      this.spare = this.angles.flatMap((_, index) =>
        shuffled(PARAGRAPHS, this.dice).slice(0, 2).map(([say]) => say?.(this.refs(index)) ?? this.topic.question),
      ); // prettier-ignore
    return this.spare.shift() ?? this.topic.question;
  }

  private titled(angles: readonly Angle[]): StorySection[] {
    return angles.map((angle, index) => {
      const refs = this.refs(this.angles.indexOf(angle));
      const isOwn = this.known?.angles.includes(angle) === true;
      const points = angle.facts.slice(0, isOwn ? 3 : 2).map((fact) => fact.replace(/\.$/u, ''));
      return {
        title: this.topic.form === 'list' ? `${angles.length - index}. ${angle.title}` : angle.title,
        keyPoints: isOwn ? points : [`What ${refs.a} may mean for ${refs.f}`, ...points],
        angle,
      };
    });
  }

  private sectionSlots(
    angle: Angle,
    at: { index: number; count: number; perSection: number; wordBudget: number },
  ): Slot[] {
    const here = this.angles.indexOf(angle);
    const { index, count, perSection, wordBudget } = at;
    const isOwn = this.known?.angles.includes(angle) === true;
    const starts = isOwn ? [] : this.openings(here, index, count);
    const prefixes = angle.facts.map((_, last) => angle.facts.slice(0, last + 1));
    const whole = isOwn ? prefixes : starts.flatMap((start) => [[start], ...prefixes.map((facts) => [start, ...facts])]); // prettier-ignore
    // A section that only names its subject says nothing, and a good answer needs two sentences at its start.
    const least =
      wordBudget < SHORT_BUDGET ? 1 : perSection > 0 ? angle.facts.length : isOwn && index > 0 ? 1 : 2;
    const choices = whole.filter((choice) => choice.length >= least);
    // A countdown leaves no number out.
    const isCounted = this.topic.form === 'list' && wordBudget / count >= FEWEST_WORDS_OF_A_COUNT - 3;
    const gains = choices.map(({ length }) => (length - 1) * WORTH_OF_A_FACT);
    const slots: Slot[] = [{ choices, gains, worth: isCounted ? NEEDED : 30, section: index }];
    let words = countWords(choices[0]?.join(' ') ?? '');
    const add = (says: readonly Say[], refs: Refs): void => {
      const texts = says.map((say) => upperFirst(say(refs))).filter((text) => !this.said.has(text));
      for (const text of texts) this.said.add(text);
      if (texts.length > 0) slots.push({ choices: [texts], worth: 1, section: index });
      words += countWords(texts.join(' '));
    };
    const tie = isOwn ? undefined : this.ties.pop();
    if (tie !== undefined) slots.push({ choices: [[tie]], worth: 7, section: index });
    const paragraphs = shuffled(PARAGRAPHS, this.dice);
    if (perSection === 0) paragraphs.length = isOwn ? 1 : 2;
    for (const [turn, says] of paragraphs.entries()) {
      if (perSection > 0 && words >= perSection) break;
      add(says, this.refs(here, turn));
    }
    for (let turn = 0; words < perSection && turn < this.angles.length * PAIRS.length; turn += 1) {
      const say = PAIRS[turn % PAIRS.length];
      if (say) add([say], this.refs(here, Math.floor(turn / PAIRS.length)));
    }
    return slots;
  }

  private openings(here: number, index: number, count: number): string[] {
    const refs = this.refs(here);
    const isList = this.topic.form === 'list';
    const says = isList ? COUNTED_OPENINGS : openings(refs, index === 0);
    const fitting = isList || index === 0 ? says : says.slice(2);
    const turned = fitting.map(
      (_, turn) => fitting[(turn + Math.max(0, index - 1) * 2) % fitting.length] ?? (() => refs.f),
    );
    const counted = count - index <= 12 ? numberWordOf(count - index) : String(count - index);
    return turned
      .slice(0, 2)
      .map((say) => (isList ? `Number ${counted}: ${say(refs)}` : upperFirst(say(refs))));
  }

  private settings(): string[] {
    const { t, f } = this.refs(0);
    return this.domain.settings.map((text) => upperFirst(text.replaceAll('{t}', () => t).replaceAll('{f}', () => f))); // prettier-ignore
  }

  private stakes(sectionCount: number): readonly Say[] {
    if (this.topic.form !== 'list') return STAKES;
    return [(w) => `Here are ${numberWordOf(sectionCount)} ways to look at ${w.t}.`];
  }

  /** @param turn another one brings another second angle */
  private refs(here: number, turn = 0): Refs {
    const angle = this.angles[here] ?? this.angles[0] ?? ANYTHING.angles[0];
    const others = this.angles.filter((other) => other !== angle);
    const other = others[(here + turn) % others.length] ?? angle;
    if (!angle || !other) throw new RangeError('A field of knowledge needs angles');
    return refsOf(this.topic, this.domain, angle, other);
  }

  /** @param first the angle that the episode opens with */
  private say(says: readonly Say[], first = 0): string[] {
    return shuffled(says, this.dice).map((say) => upperFirst(say(this.refs(first))));
  }
}

function numberWordOf(count: number): string {
  return count === 1 ? 'one' : numberWord(count);
}

function shortest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (countWords(text) < countWords(best) ? text : best));
}
