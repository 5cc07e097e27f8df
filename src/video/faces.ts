import { graphemes } from './text.js';

/**
 * The typefaces we bring along and how wide they run, so that text can be fitted before it is drawn.
 * Widths are read from the fonts' own tables: thousandths of an em for the characters U+0020 to U+007E.
 */
export interface Face {
  readonly family: string;
  /** 400 is regular, 700 bold. */
  readonly weight: number;
  /** ASS sizes count the font's ascent plus descent; this is that height in ems. */
  readonly heightEm: number;
  /** From one line to the next, in ems: tighter than the font's own, which leaves room for rare accents. */
  readonly lineEm: number;
  /** What the font has glyphs for. */
  readonly covers: RegExp;
  readonly widths: readonly number[];
  /** Width of a character outside the table, in thousandths of an em. */
  readonly otherWidth: number;
}

const LATIN = /^(?:\p{Mn}|[\u0020-\u024f\u1e00-\u1eff\u2010-\u2026\u2030\u2039\u203a\u20ac\u2122])*$/u;
const LATIN_GREEK_CYRILLIC =
  /^(?:\p{Mn}|[\u0020-\u024f\u0391-\u03ce\u0400-\u04ff\u1e00-\u1eff\u2010-\u2026\u2030\u2039\u203a\u20ac\u2122])*$/u;

// prettier-ignore
export const INTER_BOLD: Face = {
  family: 'Inter', weight: 700, heightEm: 1.4302, lineEm: 1.24, covers: LATIN_GREEK_CYRILLIC, otherWidth: 680,
  widths: [
    237, 338, 552, 649, 655, 1016, 672, 339, 377, 377, 559, 679, 334, 468, 334, 388, 674, 431, 630, 646, 676, 622, 649, 582, 651, 649, 334, 343, 679,
    679, 679, 560, 1016, 747, 662, 740, 722, 607, 587, 750, 747, 281, 584, 719, 565, 932, 762, 771, 648, 777, 657, 655, 667, 732, 747, 1038, 738, 731,
    664, 377, 388, 377, 487, 476, 365, 581, 630, 588, 630, 596, 398, 632, 623, 271, 271, 580, 271, 913, 623, 613, 630, 630, 407, 560, 366, 623, 600,
    850, 580, 602, 573, 469, 372, 469, 679,
  ],
};

// prettier-ignore
export const INTER_EXTRA_BOLD: Face = {
  family: 'Inter ExtraBold', weight: 800, heightEm: 1.4302, lineEm: 1.24, covers: LATIN_GREEK_CYRILLIC, otherWidth: 700,
  widths: [
    219, 358, 586, 655, 660, 1029, 683, 354, 382, 382, 583, 686, 353, 471, 353, 400, 692, 441, 638, 657, 688, 634, 662, 588, 664, 662, 353, 360, 686,
    686, 686, 579, 1036, 770, 665, 744, 723, 610, 585, 752, 749, 286, 590, 738, 565, 943, 766, 773, 652, 782, 662, 660, 677, 727, 770, 1059, 761, 752,
    679, 382, 400, 382, 493, 484, 382, 588, 638, 595, 638, 601, 410, 639, 635, 283, 283, 593, 283, 927, 635, 619, 638, 638, 420, 573, 382, 635, 615,
    863, 594, 618, 581, 486, 388, 486, 686,
  ],
};

// prettier-ignore
export const ANTON: Face = {
  family: 'Anton', weight: 400, heightEm: 1.7334, lineEm: 1.26, covers: LATIN, otherWidth: 500,
  widths: [
    234, 229, 429, 546, 462, 1057, 520, 214, 291, 291, 452, 355, 236, 311, 229, 405, 494, 331, 494, 494, 494, 494, 494, 494, 494, 494, 242, 245, 321,
    311, 321, 492, 864, 485, 479, 474, 493, 412, 399, 485, 499, 227, 466, 472, 397, 746, 498, 486, 472, 494, 477, 461, 396, 474, 469, 712, 484, 446,
    410, 318, 405, 318, 474, 365, 317, 483, 501, 491, 498, 488, 280, 504, 505, 243, 263, 491, 248, 758, 499, 497, 501, 498, 347, 475, 305, 499, 461,
    696, 459, 461, 386, 340, 216, 340, 493,
  ],
};

/** Takes over for scripts and signs the others lack. */
// prettier-ignore
export const FALLBACK: Face = {
  family: 'DejaVu Sans', weight: 700, heightEm: 1.1641, lineEm: 1.24, covers: /^/u, otherWidth: 650,
  widths: [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838,
    838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724,
    725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652,
    924, 645, 652, 582, 712, 365, 712, 838,
  ],
};

/** Signs that people type as emoji, in one colour. */
export const EMOJI: Face = {
  family: 'Noto Emoji',
  weight: 700,
  heightEm: 1.1719,
  lineEm: 1.24,
  covers: /^/u,
  widths: [],
  otherWidth: 1270,
};

/** Part of a word that one face draws. */
export interface FaceRun {
  readonly text: string;
  readonly face: Face;
}

const EMOJI_SIGN = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\ufe0f/u;

/** A word in its own face or, where that lacks a sign, wholly in the fallback; emoji in theirs. */
export function faceRuns(word: string, face: Face): FaceRun[] {
  if (face.covers.test(word)) return [{ text: word, face }];
  const characters = graphemes(word);
  const letters = characters.filter((character) => !EMOJI_SIGN.test(character)).join('');
  const letterFace = face.covers.test(letters) ? face : FALLBACK;
  const runs: FaceRun[] = [];
  for (const character of characters) {
    const used = EMOJI_SIGN.test(character) ? EMOJI : letterFace;
    const last = runs.at(-1);
    if (last?.face === used) runs[runs.length - 1] = { text: last.text + character, face: used };
    else runs.push({ text: character, face: used });
  }
  return runs;
}

const WIDE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]/u;

/** Width of a line in ems, each part in the face it gets. */
export function widthEm(text: string, face: Face): number {
  const words = text
    .split(' ')
    .map((word) => faceRuns(word, face).reduce((sum, run) => sum + runWidth(run), 0));
  const spaces = (words.length - 1) * (face.widths[0] ?? 250);
  return (words.reduce((sum, width) => sum + width, 0) + spaces) / 1000;
}

function runWidth({ text, face }: FaceRun): number {
  return graphemes(text).reduce((sum, character) => {
    const base = character.codePointAt(0) ?? 0x20;
    const plain = character.normalize('NFD').codePointAt(0) ?? base;
    return sum + (face.widths[plain - 0x20] ?? (WIDE.test(character) ? 1050 : face.otherWidth));
  }, 0);
}
