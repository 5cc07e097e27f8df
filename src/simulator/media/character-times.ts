import type { TimedWord } from '../../video/specs.js';
import type { SpokenToken } from './spoken-text.js';

/** A token with its time from the start of the whole sound. */
export interface TimedToken extends Pick<SpokenToken, 'start' | 'end'> {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface CharacterTimes {
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * Spreads token times over every character of the text. Letters and digits share their token's time evenly;
 * punctuation takes none; what stands between tokens fills the silence between them.
 * Never runs backwards and never leaves 0..durationSeconds.
 */
export function timeCharacters(
  characters: readonly string[],
  tokens: readonly TimedToken[],
  durationSeconds: number,
): CharacterTimes {
  const starts: number[] = [];
  const ends: number[] = [];
  const put = (startSeconds: number, endSeconds: number): void => {
    const floor = ends.at(-1) ?? 0;
    const start = Math.min(durationSeconds, Math.max(floor, startSeconds));
    starts.push(start);
    ends.push(Math.min(durationSeconds, Math.max(start, endSeconds)));
  };
  let position = 0;
  for (const token of [...tokens, null]) {
    const gapStart = ends.at(-1) ?? 0;
    const gapEnd = token?.startSeconds ?? gapStart;
    const gapCharacters = (token?.start ?? characters.length) - position;
    for (let index = 0; index < gapCharacters; index += 1) {
      const step = (gapEnd - gapStart) / gapCharacters;
      put(gapStart + step * index, gapStart + step * (index + 1));
    }
    if (!token) break;
    spreadToken(characters.slice(token.start, token.end), token, put);
    position = token.end;
  }
  return { starts: starts.map(toMicro), ends: ends.map(toMicro) };
}

function spreadToken(
  characters: readonly string[],
  token: TimedToken,
  put: (startSeconds: number, endSeconds: number) => void,
): void {
  const sounding = characters.filter(isSounding).length;
  const share = (token.endSeconds - token.startSeconds) / Math.max(1, sounding);
  let soFar = 0;
  for (const character of characters) {
    const startSeconds = token.startSeconds + share * soFar;
    if (isSounding(character)) soFar += 1;
    put(startSeconds, token.startSeconds + share * soFar);
  }
}

/** Groups characters between white space, as a caption does. A word that makes no sound has no length. */
export function wordsOf(characters: readonly string[], { starts, ends }: CharacterTimes): TimedWord[] {
  const words: TimedWord[] = [];
  let first: number | null = null;
  for (let index = 0; index <= characters.length; index += 1) {
    const isSpace = /^\s?$/u.test(characters[index] ?? '');
    if (!isSpace) first ??= index;
    if (!isSpace || first === null) continue;
    words.push({
      text: characters.slice(first, index).join(''),
      startMs: Math.round((starts[first] ?? 0) * 1000),
      endMs: Math.round((ends[index - 1] ?? 0) * 1000),
    });
    first = null;
  }
  return words;
}

function isSounding(character: string): boolean {
  return /^[\p{L}\p{N}\p{M}%&+=@#€£$°]$/u.test(character);
}

function toMicro(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
