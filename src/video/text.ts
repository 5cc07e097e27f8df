/**
 * Text that people and models wrote, on its way into captions, cards, chapters and file names. It is data:
 * nothing here interprets it, and what cannot be shown is taken out rather than passed on.
 */

/** NUL, other C0/C1 controls, lone surrogates and noncharacters: no renderer shows them, some stop at them. */
const UNSHOWABLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufdd0-\ufdef\ufffe\uffff]|\p{Cs}/gu;
/** Bidi controls can make one text pass for another or leak into the next one; scripts order themselves without. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Invisible layout marks except ZWNJ and ZWJ, which spelling and emoji need. */
const INVISIBLE = /[\u00ad\u180e\u200b\u2028\u2029\u2060-\u2064\ufeff]/gu;
const LINE_BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;

/** One line of showable text: line breaks and runs of blanks become one space, ends are trimmed. */
export function singleLine(text: string): string {
  return text
    .replace(LINE_BREAKS, ' ')
    .replace(UNSHOWABLE, '')
    .replace(BIDI_CONTROLS, '')
    .replace(INVISIBLE, '')
    .replace(/[\s\u3164]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** What a reader takes for one character, so that no emoji or accent is ever cut in two. */
export function graphemes(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `limit` characters as a reader counts them, the last one an ellipsis when something was left out. */
export function shortened(text: string, limit: number): string {
  const characters = graphemes(text);
  if (characters.length <= limit) return text;
  return `${characters
    .slice(0, Math.max(0, limit - 1))
    .join('')
    .trimEnd()}…`;
}

/** A file name may have 255 bytes; what is being written has `.part` behind it. */
const FILE_NAME_BYTES = 240;

/**
 * A file name that reads as the text was written, marks of shells and of other systems included: it never goes
 * through a shell. Only `/`, which parts folders, has to give way to its look-alike `⧸` (U+29F8), and what
 * cannot be shown falls away. At most 240 bytes, cut between characters and before the ending.
 * @param ending what follows the text, such as `.mp4`
 * @param fallback stands for a text that shows nothing, and for `.` and `..`, which are folders
 */
export function fileNameFrom(text: string, ending: string, fallback: string): string {
  const room = FILE_NAME_BYTES - Buffer.byteLength(ending);
  let name = '';
  for (const character of graphemes(singleLine(text).replaceAll('/', '⧸') || fallback)) {
    if (Buffer.byteLength(name + character) > room) break;
    name += character;
  }
  const whole = name.trimEnd() + ending;
  return whole === '.' || whole === '..' ? fallback : whole;
}

const RIGHT_TO_LEFT = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;
const RTL_LANGUAGES: ReadonlySet<string> = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/**
 * What stands in front of each line of one text that is written in both directions, so that it is laid out as the text
 * is, and not as its own first letter would have it.
 * @param lines of a text, in order
 * @returns a mark, or nothing, for each line
 */
export function directionMarks(lines: readonly string[], language: string): string[] {
  const text = lines.join(' ');
  const isOfLanguage = RTL_LANGUAGES.has(language.split('-')[0] ?? '') && RIGHT_TO_LEFT.test(text);
  const isRightToLeft = isOfLanguage || beginsRightToLeft(text);
  const mark = isRightToLeft ? '\u200f' : '\u200e';
  return lines.map((line) => (beginsRightToLeft(line) === isRightToLeft ? '' : mark));
}

function beginsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(/\p{L}/u.exec(text)?.[0] ?? '');
}
