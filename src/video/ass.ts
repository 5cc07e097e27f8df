import { faceRuns, type Face } from './faces.js';
import { FRAMES_PER_SECOND, type FrameSize } from './specs.js';
import type { Rgb } from './color.js';
import { directionMarks } from './text.js';

/** Something drawn over the picture: frames of the picture, the first with it and the first without. */
export interface AssEvent {
  readonly startFrame: number;
  readonly endFrame: number;
  /** Higher ones cover lower ones. */
  readonly layer: number;
  /** Overrides and escaped text. */
  readonly body: string;
}

/**
 * An ASS document over pictures of one size. There is one neutral style; every event says what it looks like.
 * Encoding -1 lets each line find its own writing direction.
 *
 * @see http://www.tcax.org/docs/ass-specs.htm
 */
export function assDocument(size: FrameSize, events: readonly AssEvent[]): string {
  const style =
    'Style: Plain,Inter,40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,-1,0,0,0,100,100,0,0,1,0,0,5,0,0,0,-1';
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${size.width}`,
    `PlayResY: ${size.height}`,
    'WrapStyle: 2',
    'ScaledBorderAndShadow: yes',
    'YCbCr Matrix: TV.709',
    '',
    '[V4+ Styles]',
    'Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,StrikeOut,' +
      'ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding',
    style,
    '',
    '[Events]',
    'Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text',
    ...events
      .filter(({ startFrame, endFrame }) => endFrame > startFrame)
      .map(
        ({ layer, startFrame, endFrame, body }) =>
          `Dialogue: ${layer},${assTime(startFrame)},${assTime(endFrame)},Plain,,0,0,0,,${body}`,
      ),
    '',
  ].join('\n');
}

/** Rounded down to hundredths: after the frame before, never after the frame itself. */
function assTime(frame: number): string {
  const hundredths = Math.max(0, Math.floor((frame * 100) / FRAMES_PER_SECOND));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(hundredths % 100)}`;
}

/**
 * Text that libass draws as it is. Braces get libass's own escape; a backslash is followed by a word joiner
 * (zero width), so that `\N`, `\h` and `\{` in somebody's text stay what they look like. Leading and trailing
 * blanks, which libass would drop, become unbreakable ones.
 */
export function assText(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/\\/g, '\\\u2060')
    .replace(/[{}]/g, '\\$&')
    .replace(/^ +| +$/g, (blanks) => '\u00a0'.repeat(blanks.length));
}

/**
 * A colour as ASS writes it (`&HBBGGRR&`), so that it comes out right in a BT.709 picture: ffmpeg's filter paints with
 * the numbers of BT.601 whatever the picture is, so the colour named here is the one that BT.601 turns into ours.
 */
export function assColor(color: Rgb): string {
  const [red, green, blue] = fromYuv(toYuv(color, BT709), BT601);
  const hex = (part: number): string =>
    Math.min(255, Math.max(0, Math.round(part)))
      .toString(16)
      .padStart(2, '0');
  return `&H${hex(blue)}${hex(green)}${hex(red)}&`.toUpperCase();
}

/** Weights of red and blue in brightness. */
const BT601 = { red: 0.299, blue: 0.114 };
const BT709 = { red: 0.2126, blue: 0.0722 };
type Weights = typeof BT601;

function toYuv([red, green, blue]: Rgb, weights: Weights): Rgb {
  const luma = weights.red * red + (1 - weights.red - weights.blue) * green + weights.blue * blue;
  return [luma, (blue - luma) / (1 - weights.blue), (red - luma) / (1 - weights.red)];
}

function fromYuv([luma, blueness, redness]: Rgb, weights: Weights): Rgb {
  const red = luma + redness * (1 - weights.red);
  const blue = luma + blueness * (1 - weights.blue);
  const green = (luma - weights.red * red - weights.blue * blue) / (1 - weights.red - weights.blue);
  return [red, green, blue];
}

/** Overrides that set a face at a size of `emPx`. */
export function assFace(face: Face, emPx: number): string {
  return `\\fn${face.family}\\b${face.weight}\\fs${(emPx * face.heightEm).toFixed(1)}`;
}

/** A line in `face`; what it has no glyphs for is set in another. */
export function assLine(text: string, face: Face, emPx: number): string {
  return text
    .split(' ')
    .map((word) => assWord(word, face, emPx))
    .join(' ');
}

/** The lines of one text, in one direction. */
export function assLines(lines: readonly string[], language: string, face: Face, emPx: number): string[] {
  const marks = directionMarks(lines, language);
  return lines.map((line, index) => (marks[index] ?? '') + assLine(line, face, emPx));
}

/** One word, and back to `face` when another had to help. */
export function assWord(word: string, face: Face, emPx: number): string {
  return faceRuns(word, face)
    .map((run) =>
      run.face === face
        ? assText(run.text)
        : `{${assFace(run.face, emPx)}}${assText(run.text)}{${assFace(face, emPx)}}`,
    )
    .join('');
}

export interface StackedLines {
  /** Escaped bodies, top to bottom. */
  readonly lines: readonly string[];
  readonly align: 'left' | 'center';
  readonly x: number;
  /** Upper edge of the first line. */
  readonly top: number;
  readonly linePx: number;
  /** Where a line moves to when it enters; null for standing still. */
  readonly entry: {
    readonly dx: number;
    readonly dy: number;
    readonly delayMs: number;
    readonly durationMs: number;
  } | null;
  /** Overrides of every line. */
  readonly overrides: string;
}

/** Lines under each other with our own spacing, which ASS has no word for: each line is an event's body of its own. */
export function assStack({ lines, align, x, top, linePx, entry, overrides }: StackedLines): string[] {
  return lines.map((line, index) => {
    const y = Math.round(top + (index + 0.5) * linePx);
    const place = entry
      ? `\\move(${Math.round(x + entry.dx)},${y + entry.dy},${Math.round(x)},${y},${entry.delayMs},${entry.delayMs + entry.durationMs})`
      : `\\pos(${Math.round(x)},${y})`;
    return `{\\an${align === 'left' ? 4 : 5}${place}${overrides}}${line}`;
  });
}

/** A filled box with round corners as drawing commands; its own top left is 0,0. */
export function assBox(width: number, height: number, radius: number): string {
  const [w, h] = [Math.round(width), Math.round(height)];
  const r = Math.round(Math.min(radius, w / 2, h / 2));
  // 0.45 of the radius from the corner is where a Bézier curve comes nearest to a quarter circle.
  const k = Math.round(r * 0.45);
  return [
    `m ${r} 0 l ${w - r} 0 b ${w - k} 0 ${w} ${k} ${w} ${r}`,
    `l ${w} ${h - r} b ${w} ${h - k} ${w - k} ${h} ${w - r} ${h}`,
    `l ${r} ${h} b ${k} ${h} 0 ${h - k} 0 ${h - r}`,
    `l 0 ${r} b 0 ${k} ${k} 0 ${r} 0`,
  ].join(' ');
}
