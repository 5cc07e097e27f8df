import type { Angle, Domain } from './domain.js';
import type { Slot } from './fitting.js';

/** What the script knows of the plan and its size. */
export interface Outline {
  readonly wordBudget: number;
  /** Of the plan; empty when there is none. */
  readonly sectionTitles: readonly string[];
  readonly hook: string | null;
  readonly callToAction: string | null;
}

export interface StorySection {
  /** For the screen and the chapters. */
  readonly title: string;
  readonly keyPoints: readonly string[];
  readonly angle: Angle;
}

/** One way to tell a topic: the writer asks it for a plan, and for the places that sentences can fill. */
export interface Story {
  readonly domain: Domain;
  /** @param wordBudget of the whole episode: the hook takes its share of it */
  hook(wordBudget: number): string;
  callToAction(): string;
  sections(count: number, wordBudget: number): StorySection[];
  /** The whole text as places to fill, and the sections that they belong to. */
  outline(outline: Outline): { slots: Slot[]; sections: StorySection[] };
  /** What stands on the screen while the episode ends; null for nothing. */
  readonly endingTitle: string | null;
  /** What stands on the screen while it begins. */
  readonly openingTitle: string;
  /** One sentence about the topic, another one each time. */
  sentence(): string;
}
