import { widthEm, type Face } from './faces.js';
import { joinWords, splitWords } from './words.js';

export interface FittedText {
  readonly lines: readonly string[];
  readonly emPx: number;
}

export interface FitRequest {
  readonly text: string;
  readonly language: string;
  readonly face: Face;
  readonly maxWidthPx: number;
  readonly maxLines: number;
  /** Size wanted; smaller only when the text does not fit. */
  readonly emPx: number;
}

/** A size under this share of the wanted one is worse than another line. */
const PLEASANT_SHARE = 0.82;

/** The fewest even lines at a pleasant size, else as many as allowed and as large as they can be. */
export function fitText({ text, language, face, maxWidthPx, maxLines, emPx }: FitRequest): FittedText {
  const words = splitWords(text, language);
  let best: FittedText = { lines: [''], emPx };
  let bestSize = 0;
  for (let count = 1; count <= maxLines; count += 1) {
    const lines = evenLines(words, count, face);
    const widest = Math.max(...lines.map((line) => widthEm(line, face)), 0.001);
    const size = Math.min(emPx, maxWidthPx / widest);
    if (size > bestSize) {
      best = { lines, emPx: size };
      bestSize = size;
    }
    if (bestSize >= emPx * PLEASANT_SHARE) break;
  }
  return best;
}

/** Divides words into at most `count` lines so that the widest is as narrow as it can be. */
function evenLines(words: readonly string[], count: number, face: Face): string[] {
  let narrow = 0;
  let wide = widthEm(joinWords(words), face);
  let best = [joinWords(words)];
  // Sixteen halvings find the least width to a thousandth of an em for any title.
  for (let step = 0; step < 16 && count > 1; step += 1) {
    const width = (narrow + wide) / 2;
    const lines = wrapped(words, width, face);
    const isWide = lines.length > count || lines.some((line) => widthEm(line, face) > width);
    if (isWide) narrow = width;
    else [wide, best] = [width, lines];
  }
  return best;
}

function wrapped(words: readonly string[], width: number, face: Face): string[] {
  const lines: string[][] = [[]];
  for (const word of words) {
    const line = lines.at(-1) ?? [];
    if (line.length > 0 && widthEm(joinWords([...line, word]), face) > width) lines.push([word]);
    else line.push(word);
  }
  return lines.map(joinWords);
}
