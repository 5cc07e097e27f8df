import type { TimedCharacter } from '../contracts.js';
import type { Alignment } from './wire.js';

/**
 * Times of the characters in ms; null when the vendor's three lists do not fit each other or the text, since
 * captions on wrong words are worse than captions that are spread evenly.
 */
export function timedCharacters(
  alignment: Alignment | null | undefined,
  text: string,
): readonly TimedCharacter[] | null {
  if (alignment === null || alignment === undefined) return null;
  const { characters, character_start_times_seconds: starts, character_end_times_seconds: ends } = alignment;
  if (characters.length === 0 || starts.length !== characters.length || ends.length !== characters.length)
    return null;
  if (unspaced(characters.join('')) !== unspaced(text)) return null;
  let lastMs = 0;
  return characters.map((character, index) => {
    const startMs = Math.max(lastMs, Math.round((starts[index] ?? 0) * 1000));
    const endMs = Math.max(startMs, Math.round((ends[index] ?? 0) * 1000));
    lastMs = startMs;
    return { character, startMs, endMs };
  });
}

function unspaced(text: string): string {
  return text.replace(/\s+/g, '');
}
