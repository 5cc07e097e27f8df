import type { SimulatedSpeech } from '../../simulator/contracts.js';

/** Three arrays of equal length. */
export interface Alignment {
  readonly characters: string[];
  readonly character_start_times_seconds: number[];
  readonly character_end_times_seconds: number[];
}

/** The text exactly as sent. */
export function alignmentOf(text: string, speech: SimulatedSpeech): Alignment {
  return {
    characters: Array.from(text),
    character_start_times_seconds: [...speech.characterStartSeconds],
    character_end_times_seconds: [...speech.characterEndSeconds],
  };
}

/** The text as spoken: whole numbers are spelled out inside the time that they take. */
export function normalizedAlignmentOf(alignment: Alignment): Alignment {
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const timeAt = (list: readonly number[], index: number): number => list[index] ?? 0;
  for (let index = 0; index < alignment.characters.length;) {
    let end = index;
    while (/^\d$/u.test(alignment.characters[end] ?? '')) end += 1;
    const from = timeAt(alignment.character_start_times_seconds, index);
    const to = timeAt(alignment.character_end_times_seconds, Math.max(index, end - 1));
    const spelled =
      end > index
        ? Array.from(spell(alignment.characters.slice(index, end).join('')))
        : [alignment.characters[index] ?? ''];
    spelled.forEach((character, position) => {
      characters.push(character);
      starts.push(from + ((to - from) * position) / spelled.length);
      ends.push(from + ((to - from) * (position + 1)) / spelled.length);
    });
    index = Math.max(index + 1, end);
  }
  return { characters, character_start_times_seconds: starts, character_end_times_seconds: ends };
}

const SMALL = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' '); // prettier-ignore
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

function spell(digits: string): string {
  const value = Number(digits);
  if (digits.length > 6 || digits.startsWith('0')) return digits.split('').map((digit) => SMALL[Number(digit)] ?? digit).join(' '); // prettier-ignore
  if (value < 20) return SMALL[value] ?? digits;
  if (value < 100)
    return [TENS[Math.floor(value / 10) - 2], value % 10 === 0 ? '' : SMALL[value % 10]]
      .filter(Boolean)
      .join('-');
  const [unit, word] = value < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const rest = value % unit;
  return [spell(String(Math.floor(value / unit))), word, rest === 0 ? '' : spell(String(rest))]
    .filter(Boolean)
    .join(' ');
}
