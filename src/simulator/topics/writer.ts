import type { Assignment } from './assignment.js';
import { EnglishStory } from './english-story.js';
import { fitSlots } from './fitting.js';
import { foreignStory } from './foreign-story.js';
import { writeMetadata, type MetadataCounts, type WrittenMetadata } from './metadata-writer.js';
import { Pictures } from './pictures.js';
import { cutScenes } from './scene-cuts.js';
import type { Story } from './story.js';
import { readTopic, type Topic } from './topic.js';
import { diceOf, type Dice } from './words.js';

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

const WORDS_PER_SECOND = 2.5;
const SECONDS_PER_SCENE = 7;
const FEWEST_WORDS_OF_A_SCENE = 4;
const TONES = ['warm', 'confident', 'playful', 'calm', 'thoughtful', 'bright'];

/** Writes plans, scripts and metadata about any topic; the same assignment always gets the same text. */
export class Writer {
  readonly topic: Topic;
  private readonly dice: Dice;
  private readonly story: Story;
  private readonly pictures: Pictures;

  constructor(private readonly assignment: Assignment) {
    const { topic, brief, seed, language } = assignment;
    this.topic = readTopic(topic);
    this.dice = diceOf(`${topic}|${seed}`);
    this.story =
      foreignStory(language, this.topic, this.dice) ??
      new EnglishStory(this.topic, diceOf(`${topic}|${brief}`), this.dice);
    this.pictures = new Pictures(this.topic, this.story.domain, this.dice);
  }

  plan(sectionCount: number): WrittenPlan {
    return {
      hook: this.story.hook(this.wordBudget),
      sections: this.story.sections(sectionCount, this.wordBudget).map(({ title, keyPoints, angle }) => ({
        title,
        keyPoints: [...keyPoints],
        brollSuggestions: [this.pictures.view(angle), this.pictures.view(angle)],
      })),
      callToAction: this.story.callToAction(),
    };
  }

  /** @param count of scenes; the words of all together come within 4 % of the budget */
  scenes(count: number): WrittenScene[] {
    const { hook, callToAction, sectionTitles, hasAvatar } = this.assignment;
    const wordBudget = Math.round(Math.max(count * FEWEST_WORDS_OF_A_SCENE, this.wordBudget));
    const { slots, sections } = this.story.outline({ wordBudget, sectionTitles, hook, callToAction });
    const sentences = fitSlots(slots, wordBudget, count, this.dice);
    const scenes = cutScenes(sentences, count, (text) => this.namesTopic(text));
    const shown = new Set<number | null>();
    return scenes.map((scene, index): WrittenScene => {
      const isLast = index === scenes.length - 1;
      const section = scene[0]?.section ?? null;
      const begins = scene.find((sentence) => !shown.has(sentence.section))?.section;
      for (const sentence of scene) shown.add(sentence.section);
      const isAvatar = hasAvatar && (index % 2 === 0 || isLast);
      const hasFootage = !isAvatar || index % 4 === 2 || (isLast && index % 2 === 1);
      const angle = sections[Math.max(0, section ?? sections.length - 1)]?.angle ?? null;
      return {
        speaker: isAvatar ? 'AVATAR' : 'VOICEOVER',
        narration: scene.map(({ text }) => text).join(' '),
        onScreenText: begins === undefined ? null : index === 0 || begins === -1 ? this.story.openingTitle : begins === null ? this.story.endingTitle : (sections[begins]?.title ?? null),
        brollPrompt: hasFootage ? this.pictures.view(angle) : null,
        tone: index === 0 ? 'curious' : isLast ? 'warm' : (TONES[this.dice(TONES.length)] ?? null),
      };
    }); // prettier-ignore
  }

  /** Scenes that fit the length when nobody said how many. */
  get sceneCount(): number {
    const asked = this.assignment.sceneCount ?? Math.round(this.assignment.targetSeconds / SECONDS_PER_SCENE);
    return Math.min(400, Math.max(1, Math.round(asked)));
  }

  metadata(counts: MetadataCounts): WrittenMetadata {
    return writeMetadata({ topic: this.topic, story: this.story, scenes: this.assignment.scenes, counts });
  }

  /** A picture that belongs to the topic; each one is another. */
  view(): string {
    return this.pictures.view(null);
  }

  /** One sentence about the topic, for any text that a schema asks for. */
  sentence(): string {
    return this.story.sentence();
  }

  private get wordBudget(): number {
    return this.assignment.wordBudget ?? this.assignment.targetSeconds * WORDS_PER_SECOND;
  }

  private namesTopic(text: string): boolean {
    const lower = text.toLowerCase();
    return this.topic.keywords.some((word) => lower.includes(word.slice(0, 5)));
  }
}
