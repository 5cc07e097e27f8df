import type { Assignment } from './assignment.js';
import type { Story } from './story.js';
import { thumbnailText, titlesFor } from './story-titles.js';
import type { Topic } from './topic.js';
import { countWords, shorten } from './words.js';

export interface WrittenMetadata {
  readonly title: string;
  readonly titleOptions: string[];
  readonly description: string;
  readonly tags: string[];
  readonly hashtags: string[];
  readonly chapters: readonly { title: string; sceneNumber: number }[];
  readonly thumbnailText: string;
}

/** How many of each are wanted. */
export interface MetadataCounts {
  readonly titles: number;
  readonly tags: number;
  readonly hashtags: number;
  readonly chapters: number;
}

interface Given {
  readonly topic: Topic;
  readonly story: Story;
  readonly scenes: Assignment['scenes'];
  readonly counts: MetadataCounts;
}

const LONGEST_CHAPTER = 48;
const LONGEST_TAG = 28;
const MOST_TITLES_TOLD = 4;
const MOST_CHAPTERS = 8;
const NUMBER = /^(?:\d+|two|three|four|five|six|seven|eight|nine|ten)$/u;

/** What is published beside the finished script. */
export function writeMetadata(given: Given): WrittenMetadata {
  const { topic, counts } = given;
  const [title = topic.raw, ...others] = titlesFor(topic);
  const tags = tagsFor(given);
  const hashtags = [...new Set(tags.map((tag) => `#${tag.replace(/[^\p{L}\p{N}]+/gu, '')}`))];
  return {
    title,
    titleOptions: others.slice(0, counts.titles),
    description: descriptionOf(given),
    tags: tags.slice(0, counts.tags),
    hashtags: hashtags.filter((tag) => tag.length > 2).slice(0, counts.hashtags),
    chapters: chaptersOf(given),
    thumbnailText: thumbnailText(topic),
  };
}

function tagsFor({ topic, story }: Given): string[] {
  const { phrase, focus, keywords, form } = topic;
  const names = form === 'quoted' ? [] : [focus, phrase].map((text) => text.replace(/^(?:the|a|an) /u, ''));
  const field = story.domain.name === 'anything' ? [] : [story.domain.name];
  const general = ['explained', 'documentary', 'learning', 'curiosity', 'short film', 'facts'];
  const words = [
    ...names,
    ...keywords.filter((word) => Array.from(word).length > 2 && !NUMBER.test(word)),
    ...field,
    ...general,
  ];
  const isShort = (text: string): boolean => Array.from(text).length <= LONGEST_TAG && countWords(text) <= 3;
  return [...new Set(words.map((word) => word.toLowerCase()).filter(isShort))];
}

function descriptionOf({ topic, story, scenes }: Given): string {
  const [first = '', second = ''] = scenes.map(({ narration }) => narration.trim()).filter((text) => text !== ''); // prettier-ignore
  const opening = first === '' ? `${topic.question} ${story.sentence()}` : [first, firstSentence(second)].filter(Boolean).join(' '); // prettier-ignore
  const titles = scenes.flatMap(({ onScreenText }) => (onScreenText === null ? [] : [onScreenText]));
  const told = titles.filter((title) => title !== story.openingTitle && title !== story.endingTitle);
  const shown = told.slice(0, MOST_TITLES_TOLD).map((title) => title.replace(/[.?!]$/u, ''));
  const about = shown.length > 0 ? `In this episode: ${shown.join(' · ')}.` : `An episode about ${topic.focus}.`; // prettier-ignore
  return `${opening}\n\n${about} Made for everyone who is curious about ${topic.phrase}.`;
}

/** Chapters begin where something new stands on the screen; otherwise they are spread evenly. */
function chaptersOf({ scenes, story, counts }: Given): { title: string; sceneNumber: number }[] {
  const titled = scenes.flatMap(({ onScreenText }, index) =>
    onScreenText === null || index === 0 ? [] : [{ title: shorten(onScreenText, LONGEST_CHAPTER), sceneNumber: index + 1 }],
  ); // prettier-ignore
  const start = { title: shorten(story.openingTitle, LONGEST_CHAPTER), sceneNumber: 1 };
  const most = Math.max(1, counts.chapters, Math.min(titled.length + 1, MOST_CHAPTERS));
  if (titled.length >= Math.min(most, 3) - 1) return [start, ...evenly(titled, most - 1)];
  const count = Math.min(most, Math.max(scenes.length, 1));
  const spare = story.sections(count, Infinity);
  return Array.from({ length: count }, (_, index) => ({
    title: index === 0 ? start.title : (spare[index - 1]?.title ?? `Part ${index + 1}`),
    sceneNumber: scenes.length === 0 ? index + 1 : Math.floor((index * scenes.length) / count) + 1,
  }));
}

function evenly<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return items.filter((_, index) => Math.floor((index * most) / items.length) !== Math.floor(((index - 1) * most) / items.length)); // prettier-ignore
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/su.exec(text)?.[0] ?? text;
}
