import { graphemes, singleLine } from './text.js';
import type { TimedWord } from './specs.js';

/** One character of a text as it was spoken; times in ms from the start of the audio. */
export interface SpokenCharacter {
  readonly character: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Scripts written without spaces: their words stand side by side. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/**
 * The words of a scene's narration with their times.
 *
 * @param characters as a speech vendor aligned them, or null when it did not: then `durationMs` is divided by length
 * @returns words in order, never overlapping, inside 0..durationMs, spelled as in `text`
 */
export function timedWords(
  text: string,
  language: string,
  characters: readonly SpokenCharacter[] | null,
  durationMs: number,
): TimedWord[] {
  const spoken = characters?.filter(
    ({ startMs, endMs }) => Number.isFinite(startMs) && Number.isFinite(endMs),
  );
  const words =
    spoken === undefined || spoken.length === 0
      ? proportional(splitWords(singleLine(text), language), durationMs)
      : aligned(spoken, language);
  return inOrder(words, durationMs);
}

/**
 * Splits at blanks; runs of unspaced scripts are split where their dictionary says, but not beside letters and digits of
 * others, which would be put together again with a blank. Nothing is lost but blanks.
 */
export function splitWords(text: string, language: string): string[] {
  return text
    .split(/\s+/u)
    .filter((part) => part !== '')
    .flatMap((part) => (UNSPACED.test(part) ? unspacedWords(part, language) : [part]));
}

/** Puts words together again as they were written. */
export function joinWords(words: readonly string[]): string {
  return words.reduce((line, word) => (line === '' ? word : line + separator(line, word) + word), '');
}

/** What stands between two neighbouring words. */
export function separator(before: string, after: string): '' | ' ' {
  const last = Array.from(before).at(-1) ?? '';
  const touches = UNSPACED.test(after.slice(0, 2)) || /^\p{P}/u.test(after);
  return UNSPACED_OR_MARK.test(last) && touches ? '' : ' ';
}
const UNSPACED_OR_MARK =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

function unspacedWords(part: string, language: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of wordSegmenter(language).segment(part)) {
    // A mark belongs to the word before it, so that no line starts with a full stop.
    const before = words.at(-1);
    if (before === undefined || (isWordLike === true && separator(before, segment) === ''))
      words.push(segment);
    else words.push((words.pop() ?? '') + segment);
  }
  return words;
}

function wordSegmenter(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'word' });
  } catch {
    return new Intl.Segmenter('en', { granularity: 'word' });
  }
}

function aligned(characters: readonly SpokenCharacter[], language: string): TimedWord[] {
  const words: TimedWord[] = [];
  let run: SpokenCharacter[] = [];
  const endRun = (): void => {
    const text = run.map(({ character }) => character).join('');
    const starts = offsets(run);
    let position = 0;
    for (const part of splitWords(text, language)) {
      const from = position;
      position += part.length;
      const own = run.filter((_, index) => {
        const start = starts[index] ?? 0;
        return start >= from && start < position;
      });
      const shown = singleLine(part);
      const first = own[0];
      const last = own.at(-1);
      if (shown !== '' && first && last)
        words.push({ text: shown, startMs: first.startMs, endMs: last.endMs });
    }
    run = [];
  };
  for (const character of characters) {
    if (/^\s*$/u.test(character.character)) endRun();
    else run.push(character);
  }
  endRun();
  return words;
}

function offsets(run: readonly SpokenCharacter[]): number[] {
  let position = 0;
  return run.map(({ character }) => {
    const start = position;
    position += character.length;
    return start;
  });
}

/** Every word gets time by its length, and a pause after a mark, as speakers do. */
function proportional(words: readonly string[], durationMs: number): TimedWord[] {
  const spoken = words.map((word) => graphemes(word).length + 1);
  const pauses = words.map((word) => (/[.!?…。！？]$/u.test(word) ? 5 : /[,;:、，]$/u.test(word) ? 2 : 0));
  // No pause after the last word: the sound ends with it.
  pauses[pauses.length - 1] = 0;
  const total = [...spoken, ...pauses].reduce((sum, weight) => sum + weight, 0);
  const msPerWeight = total === 0 ? 0 : durationMs / total;
  let weight = 0;
  return words.map((text, index) => {
    const startMs = weight * msPerWeight;
    weight += spoken[index] ?? 0;
    const endMs = weight * msPerWeight;
    weight += pauses[index] ?? 0;
    return { text, startMs: Math.round(startMs), endMs: Math.round(endMs) };
  });
}

function inOrder(words: readonly TimedWord[], durationMs: number): TimedWord[] {
  let reachedMs = 0;
  return words.map(({ text, startMs, endMs }) => {
    const start = Math.min(Math.max(startMs, reachedMs), durationMs);
    const end = Math.min(Math.max(endMs, start), durationMs);
    reachedMs = end;
    return { text, startMs: start, endMs: end };
  });
}
