import { assBox, assColor, assDocument, assFace, assLine, type AssEvent } from './ass.js';
import { burntCaptions } from './burnt-captions.js';
import { INK, mixColors, parseColor, readableOn, textColorOn, WHITE, type Rgb } from './color.js';
import { ANTON, INTER_BOLD, INTER_EXTRA_BOLD } from './faces.js';
import { fitText } from './fitting.js';
import { layoutOf } from './format.js';
import { lowerThird } from './lower-third.js';
import { singleLine } from './text.js';
import type { BrandLook, PictureSpec, StillSpec } from './specs.js';

/** Everything that is written over a picture, as one ASS document; null when nothing is. */
export function pictureText(spec: PictureSpec): string | null {
  const { body } = spec;
  const events =
    body.kind === 'TITLE_CARD' || body.kind === 'END_CARD'
      ? cardText(spec, body)
      : [...lowerThird(spec), ...burntCaptions(spec)];
  return events.length === 0 ? null : assDocument(layoutOf(spec.format).size, events);
}

/** Title and, under a bar in the accent colour, subtitle: in the middle of the text area, rising as they appear. */
function cardText(spec: PictureSpec, { title, subtitle }: { title: string; subtitle: string }): AssEvent[] {
  const { textArea, titleEmPx } = layoutOf(spec.format);
  const face = spec.brand.captionStyle === 'bold' ? ANTON : INTER_EXTRA_BOLD;
  const { text: color, accent } = cardColors(spec.brand);
  const maxLines = textArea.width > textArea.height ? 3 : 5;
  const common = { language: spec.language, maxWidthPx: textArea.width };
  const head = fitText({
    ...common,
    text: singleLine(title),
    face,
    maxLines,
    emPx: face === ANTON ? titleEmPx * 1.2 : titleEmPx,
  });
  const foot = fitText({
    ...common,
    text: singleLine(subtitle),
    face: INTER_BOLD,
    maxLines: 2,
    emPx: titleEmPx * 0.42,
  });

  const headPx = head.lines.length * head.emPx * face.heightEm;
  const footPx = foot.lines.length * foot.emPx * INTER_BOLD.heightEm;
  const barPx = Math.round(titleEmPx * 0.09);
  const gapPx = Math.round(titleEmPx * 0.34);
  const middle = textArea.x + textArea.width / 2;
  const top = textArea.y + (textArea.height - headPx - footPx - barPx - 2 * gapPx) / 2;
  const barTop = Math.round(top + headPx + gapPx);

  const rising = (y: number, delayMs: number, body: string): AssEvent => ({
    startFrame: 0,
    endFrame: spec.frames,
    layer: 1,
    body: `{\\move(${middle},${Math.round(y + 24)},${middle},${Math.round(y)},${delayMs},${delayMs + 400})\\fad(300,200)\\bord0\\shad0${body}`,
  });
  const barWidth = Math.round(titleEmPx * 1.6);
  return [
    rising(
      top,
      0,
      `\\an8\\1c${assColor(color)}${assFace(face, head.emPx)}}${head.lines.map((line) => assLine(line, face, head.emPx)).join('\\N')}`,
    ),
    rising(barTop, 60, `\\an8\\1c${assColor(accent)}\\p1}${assBox(barWidth, barPx, barPx / 2)}`),
    rising(
      barTop + barPx + gapPx,
      120,
      `\\an8\\1c${assColor(color)}${assFace(INTER_BOLD, foot.emPx)}}` +
        foot.lines.map((line) => assLine(line, INTER_BOLD, foot.emPx)).join('\\N'),
    ),
  ];
}

export interface CardColors {
  /** Of the moving background, every one far enough from `text`. */
  readonly background: readonly [Rgb, Rgb, Rgb];
  readonly text: Rgb;
  readonly accent: Rgb;
}

/** A card's colours out of the brand's two, shifted where text could not be read. */
export function cardColors(brand: BrandLook): CardColors {
  const primary = parseColor(brand.primaryColor);
  const text = textColorOn(primary);
  const away: Rgb = text === WHITE ? [0, 0, 0] : WHITE;
  const base = readableOn(text, primary, away);
  const accent = parseColor(brand.accentColor);
  const glow = readableOn(text, mixColors(base, accent, 0.22), away);
  return {
    background: [mixColors(base, away, 0.55), base, glow],
    text,
    accent: readableOn(base, accent, text),
  };
}

/** The title over a still: at the lower left, on a shade that grows towards the bottom. */
export function stillText(spec: StillSpec): string {
  const { size, textArea, titleEmPx } = layoutOf(spec.format);
  const fitted = fitText({
    text: singleLine(spec.text),
    language: spec.language,
    face: ANTON,
    maxWidthPx: textArea.width,
    maxLines: size.width > size.height ? 3 : 5,
    emPx: titleEmPx * 1.5,
  });
  const accent = parseColor(spec.brand.accentColor);
  const linePx = fitted.emPx * ANTON.heightEm;
  const bottom = textArea.y + textArea.height;
  const top = bottom - fitted.lines.length * linePx;
  const barPx = Math.round(titleEmPx * 0.13);
  const event = (layer: number, body: string): AssEvent => ({ startFrame: 0, endFrame: 30, layer, body });
  return assDocument(size, [
    ...shade(size.width, size.height, top - titleEmPx * 1.5).map((body) => event(0, body)),
    event(
      1,
      `{\\an7\\pos(${textArea.x},${Math.round(top - barPx * 1.5)})\\bord0\\shad0\\1c${assColor(accent)}\\p1}${assBox(titleEmPx * 1.6, barPx, barPx / 2)}`,
    ),
    event(
      2,
      `{\\an1\\pos(${textArea.x},${bottom})${assFace(ANTON, fitted.emPx)}\\1c${assColor(WHITE)}\\3c${assColor(INK)}\\bord${(fitted.emPx * 0.04).toFixed(1)}\\shad0}` +
        fitted.lines.map((line) => assLine(line, ANTON, fitted.emPx)).join('\\N'),
    ),
  ]);
}

/** Thin bands, each a little darker than the one above: ASS knows no gradient. */
function shade(width: number, height: number, top: number): string[] {
  const bands = 40;
  const from = Math.max(0, top);
  const bandPx = (height - from) / bands;
  return Array.from({ length: bands }, (_, index) => {
    const alpha = Math.round(255 - (225 * (index + 1)) / bands);
    const y = Math.round(from + index * bandPx);
    const bandHeight = Math.round(from + (index + 1) * bandPx) - y;
    return `{\\an7\\pos(0,${y})\\bord0\\shad0\\1c${assColor(INK)}\\1a&H${alpha.toString(16).toUpperCase().padStart(2, '0')}&\\p1}m 0 0 l ${width} 0 l ${width} ${bandHeight} l 0 ${bandHeight}`;
  });
}
