import type { Assignment } from './assignment.js';
import { foreignNarrator } from './foreign-narrator.js';
import { Narrator, upperFirst } from './narrator.js';
import { KEY_POINTS, SECTION_TITLES } from './sentence-forms.js';
import { readTopic, type Topic } from './topic.js';
import { countWords, diceOf, shorten, shuffled, type Dice } from './words.js';

export interface WrittenPlan {
  readonly hook: string;
  readonly sections: readonly { title: string; keyPoints: string[]; brollSuggestions: string[] }[];
  readonly callToAction: string;
}

export interface WrittenScene {
  readonly speaker: 'AVATAR' | 'VOICEOVER';
  readonly narration: string;
  readonly onScreenText: string | null;
  readonly brollPrompt: string | null;
  readonly tone: string | null;
}

export interface WrittenMetadata {
  readonly title: string;
  readonly titleOptions: string[];
  readonly description: string;
  readonly tags: string[];
  readonly hashtags: string[];
  readonly chapters: readonly { title: string; sceneNumber: number }[];
  readonly thumbnailText: string;
}

const WORDS_PER_SECOND = 2.5;
const SECONDS_PER_SCENE = 7;
const TONES = ['curious', 'warm', 'confident', 'playful', 'calm', 'excited'];
const SHOTS = ['Slow aerial view', 'Close-up', 'Wide shot', 'Gentle tracking shot', 'Low angle view', 'Time-lapse', 'Slow motion view', 'Over-the-shoulder view']; // prettier-ignore
const LIGHTS = ['soft morning light', 'golden evening light', 'cool blue tones', 'high contrast', 'warm colours', 'misty air', 'shallow depth of field', 'clean bright light']; // prettier-ignore

/** Writes plans, scripts and metadata about any topic; the same assignment always gets the same text. */
export class Writer {
  readonly topic: Topic;
  private readonly dice: Dice;
  private readonly narrator: Narrator;
  private readonly usedViews = new Set<string>();

  constructor(private readonly assignment: Assignment) {
    this.topic = readTopic(assignment.topic);
    this.dice = diceOf(`${assignment.topic}|${assignment.seed}`);
    this.narrator =
      foreignNarrator(assignment.language, this.topic, this.dice) ?? new Narrator(this.topic, this.dice);
  }

  plan(sectionCount: number): WrittenPlan {
    const aspects = shuffled(this.narrator.domain.aspects, this.dice);
    const hook = this.narrator.hook();
    const sections = Array.from({ length: sectionCount }, (_, index) => {
      const aspect = aspects[index % aspects.length] ?? null;
      const keyPoints = shuffled(KEY_POINTS, this.dice).slice(0, 3).map((form) => form(this.narrator.words(aspect))); // prettier-ignore
      const title = upperFirst(this.narrator.sayOneOf(SECTION_TITLES, aspect));
      return { title, keyPoints, brollSuggestions: [this.view(), this.view()] };
    });
    return { hook, sections, callToAction: this.narrator.closer() };
  }

  /** @param count of scenes; the words of all together come within 4 % of the budget */
  scenes(count: number): WrittenScene[] {
    const budget = Math.max(
      count * 4,
      this.assignment.wordBudget ?? this.assignment.targetSeconds * WORDS_PER_SECOND,
    );
    const scenes: WrittenScene[] = [];
    let words = 0;
    for (let index = 0; index < count; index += 1) {
      const sentences = this.narration(index, count, Math.round((budget * (index + 1)) / count) - words);
      words += countWords(sentences.join(' '));
      const hasFootage = index % 3 !== 0 || !this.assignment.hasAvatar;
      const isAvatar = this.assignment.hasAvatar && (index % 3 !== 2 || index === count - 1);
      scenes.push({
        speaker: isAvatar ? 'AVATAR' : 'VOICEOVER',
        narration: sentences.join(' '),
        onScreenText: index % 2 === 0 ? this.onScreenText(index) : null,
        brollPrompt: hasFootage || !isAvatar ? this.view() : null,
        tone: TONES[this.dice(TONES.length)] ?? null,
      });
    }
    return scenes;
  }

  /** Scenes that fit the length when nobody said how many. */
  get sceneCount(): number {
    const asked = this.assignment.sceneCount ?? Math.round(this.assignment.targetSeconds / SECONDS_PER_SCENE);
    return Math.min(400, Math.max(1, Math.round(asked)));
  }

  metadata(counts: { titles: number; tags: number; hashtags: number; chapters: number }): WrittenMetadata {
    const { raw, phrase, clause } = this.topic;
    const plainTopic = shorten(raw, 70);
    const titles = [plainTopic, `The story of ${phrase}`, `${upperFirst(phrase)}, explained simply`, `A fresh look at ${phrase}`, `What to know about ${phrase}`, `Inside ${phrase}`, `Getting started with ${phrase}`, `Questions about ${phrase}`].map((title) => shorten(upperFirst(title), 95)); // prettier-ignore
    const { aspects, name, experts } = this.narrator.domain;
    const shown = this.assignment.scenes.slice(0, 3).map((scene) => firstSentence(scene.narration)).filter((text) => text !== ''); // prettier-ignore
    const description = [
      `This episode is about ${clause}.`,
      ...(shown.length > 0 ? shown : [this.narrator.point(null) ?? '']),
      `Along the way we look at ${aspects.slice(0, 2).join(' and ')}, with an eye on what ${experts} discuss.`,
    ].join('\n');
    const words = [...this.topic.keywords.filter((word) => Array.from(word).length > 2), name, ...aspects, 'explained', 'documentary', 'learning', 'short film', 'curiosity']; // prettier-ignore
    const tags = [...new Set(words.map((word) => shorten(word, 28)))];
    const hashtags = [...new Set(tags.map((tag) => `#${tag.replace(/[^\p{L}\p{N}]+/gu, '')}`))].filter(
      (tag) => tag.length > 2,
    );
    return {
      title: titles[0] ?? plainTopic,
      titleOptions: titles.slice(1, 1 + counts.titles),
      description,
      tags: tags.slice(0, counts.tags),
      hashtags: hashtags.slice(0, counts.hashtags),
      chapters: this.chapters(counts.chapters),
      thumbnailText: shorten(upperFirst(this.topic.keywords.slice(0, 3).join(' ')) || plainTopic, 30),
    };
  }

  /** A picture that belongs to the topic; each one is another. */
  view(): string {
    const { views } = this.narrator.domain;
    for (let attempt = 0; ; attempt += 1) {
      const shot = SHOTS[this.dice(SHOTS.length)] ?? 'Wide shot';
      const seen = views[this.dice(views.length)] ?? 'a quiet scene';
      const light = LIGHTS[this.dice(LIGHTS.length)] ?? 'soft light';
      const take = attempt > 40 ? `, take ${this.usedViews.size + 1}` : '';
      const view = `${shot} of ${seen}, evoking ${shorten(this.topic.phrase, 120)}, ${light}${take}`;
      if (this.usedViews.has(view)) continue;
      this.usedViews.add(view);
      return view;
    }
  }

  /** One sentence about the topic, for any text that a schema asks for. */
  sentence(): string {
    return this.narrator.point(null) ?? this.narrator.hook();
  }

  private narration(index: number, count: number, wanted: number): string[] {
    const sentences: string[] = [];
    let left = wanted;
    const add = (text: string): void => {
      sentences.push(text);
      left -= countWords(text);
    };
    if (index === 0) add(this.narrator.hook());
    const closer = index === count - 1 && left > 5 ? this.fittingCloser(left) : null;
    if (closer !== null) left -= countWords(closer);
    while (left > 0) {
      const { shortest, longest } = this.narrator.range;
      if (left < shortest - 2 && (sentences.length > 0 || closer !== null)) break;
      if (left < shortest) {
        const small = this.narrator.point(shortest);
        if (small !== null) add(small);
        break;
      }
      const exact = left <= longest ? this.narrator.point(left) : null;
      const half =
        exact === null && left > longest && left <= longest * 1.7
          ? this.narrator.point(Math.round(left / 2))
          : null;
      const near =
        exact === null && left <= longest
          ? (this.narrator.point(left + 1) ?? this.narrator.point(left - 1))
          : null;
      const text = exact ?? near ?? half ?? this.narrator.point(null);
      if (text === null) break;
      add(text);
    }
    if (index === count - 1 && left !== 0) this.swapLast(sentences, index === 0 ? 1 : 0, left);
    return closer === null ? sentences : [...sentences, closer];
  }

  /** A last sentence, unless one in the middle alone meets the budget better. */
  private fittingCloser(leftWords: number): string | null {
    const closer = this.narrator.closer(leftWords);
    const rest = leftWords - countWords(closer);
    const { shortest, longest } = this.narrator.range;
    return rest > 1 && rest < shortest && leftWords >= shortest && leftWords <= longest ? null : closer;
  }

  /** Exchanges the last sentence in the middle for one that is `more` words longer, or nearly. */
  private swapLast(sentences: string[], firstPoint: number, more: number): void {
    const last = sentences.length > firstPoint ? sentences.at(-1) : undefined;
    if (last === undefined) return;
    const wanted = countWords(last) + more;
    const better =
      this.narrator.point(wanted) ?? this.narrator.point(wanted - 1) ?? this.narrator.point(wanted + 1);
    if (better !== null) sentences[sentences.length - 1] = better;
  }

  private onScreenText(index: number): string {
    const title = this.assignment.sectionTitles[Math.floor(index / 2)];
    return shorten(title ?? upperFirst(this.narrator.words(null).a), 48);
  }

  private chapters(most: number): { title: string; sceneNumber: number }[] {
    const scenes = this.assignment.scenes.length;
    const count = Math.min(most, Math.max(scenes, 1));
    const aspects = shuffled(this.narrator.domain.aspects, this.dice);
    return Array.from({ length: count }, (_, index) => {
      const sceneNumber = scenes === 0 ? index + 1 : Math.floor((index * scenes) / count) + 1;
      const text = this.assignment.scenes[sceneNumber - 1]?.onScreenText ?? aspects[index % aspects.length];
      return { title: index === 0 ? 'Introduction' : upperFirst(shorten(text ?? 'More', 48)), sceneNumber };
    });
  }
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/su.exec(text)?.[0] ?? text;
}
