import { upperFirst } from './noun-phrases.js';
import type { TopicForm } from './topic-parts.js';
import type { Topic } from './topic.js';
import { countWords, shorten } from './words.js';

const LONGEST_ON_SCREEN = 48;
const MOST_WORDS_ON_SCREEN = 6;
const LONGEST_TITLE = 70;
const ENDINGS: Readonly<Partial<Record<TopicForm, string>>> = {
  'how-to': 'Now it is your turn',
  history: 'What remains',
  list: 'The whole picture',
  versus: 'The bottom line',
  claim: 'So, is it true?',
  quoted: 'What to remember',
};

/** The topic for the lower third: at most six words. */
export function openingTitle({ raw, focus, keywords }: Topic): string {
  const fits = (text: string): boolean =>
    countWords(text) <= MOST_WORDS_ON_SCREEN && Array.from(text).length <= LONGEST_ON_SCREEN;
  const found = [raw, focus, keywords.slice(0, 4).join(' ')].find((text) => text !== '' && fits(text));
  return upperFirst(found ?? shorten(focus, LONGEST_ON_SCREEN));
}

export function endingTitle(form: TopicForm): string {
  return ENDINGS[form] ?? 'The short answer';
}

/** Natural titles for what is published, the best first; all different, at most 70 characters. */
export function titlesFor({ raw, form, phrase, focus, clause, question }: Topic): string[] {
  const title = shorten(upperFirst(raw), LONGEST_TITLE);
  const [t, f] = [upperFirst(phrase), upperFirst(focus)];
  const first = form === 'quoted' ? [] : [question];
  const more: Readonly<Partial<Record<TopicForm, readonly string[]>>> = {
    'how-to': [`A simple guide to ${phrase}`, `${f}, step by step`, `Before you start: ${focus}`],
    history: [`${f}, told simply`, `Where ${phrase} came from`, `The people behind ${phrase}`],
    list: [`A countdown on ${phrase}`, `${t}, counted down`, `What to know about ${phrase}`],
    versus: [`${t}, side by side`, `How to choose between ${phrase}`, `A fair look at ${phrase}`],
    claim: [`The truth about ${focus}`, `What to believe about ${phrase}`, `A closer look at ${focus}`],
    quoted: [`A closer look at ${phrase}`, `Let us talk about ${phrase}`, `${phrase}, explained simply`],
  };
  const usual = [`${f}, explained simply`, `The story behind ${focus}`, `Now I see ${clause}`, `A closer look at ${focus}`]; // prettier-ignore
  const all = [title, ...first, ...(more[form] ?? usual), `What to know about ${focus}`, `Questions about ${focus}`, `Getting started with ${focus}`]; // prettier-ignore
  const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const texts = all.map((text) => shorten(upperFirst(text), LONGEST_TITLE));
  return texts.filter((text, index) => texts.findIndex((other) => bare(other) === bare(text)) === index);
}

/** Two to five words where the topic has them. */
export function thumbnailText({ raw, focus, keywords }: Topic): string {
  const fits = (text: string): boolean =>
    countWords(text) >= 2 && countWords(text) <= 5 && Array.from(text).length <= 32;
  const texts = [raw, focus, keywords.slice(0, 4).join(' '), keywords.slice(0, 2).join(' '), `${focus}, explained`]; // prettier-ignore
  return shorten(upperFirst(texts.find(fits) ?? focus), 32);
}
