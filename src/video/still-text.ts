import { assBox, assColor, assDocument, assFace, assLine, assStack, type AssEvent } from './ass.js';
import { INK, parseColor, WHITE } from './color.js';
import { ANTON } from './faces.js';
import { fitText } from './fitting.js';
import { layoutOf } from './format.js';
import { singleLine } from './text.js';
import type { StillSpec } from './specs.js';

/** The title over a still: at the lower left, on a shade that grows towards the bottom. */
export function stillText(spec: StillSpec): string {
  const { size, textArea, titleEmPx } = layoutOf(spec.format);
  const { lines, emPx } = fitText({
    text: singleLine(spec.text),
    language: spec.language,
    face: ANTON,
    maxWidthPx: textArea.width,
    maxLines: size.width > size.height ? 3 : 5,
    emPx: titleEmPx * 1.6,
  });
  const linePx = emPx * ANTON.lineEm;
  const top = textArea.y + textArea.height - lines.length * linePx;
  const bar = { width: titleEmPx * 1.6, height: Math.round(titleEmPx * 0.13) };
  const event = (layer: number, body: string): AssEvent => ({ startFrame: 0, endFrame: 30, layer, body });
  const title = assStack({
    lines: lines.map((line) => assLine(line, ANTON, emPx)),
    align: 'left',
    x: textArea.x,
    top,
    linePx,
    entry: null,
    overrides: `${assFace(ANTON, emPx)}\\1c${assColor(WHITE)}\\3c${assColor(INK)}\\bord${(emPx * 0.04).toFixed(1)}\\shad0`,
  });
  return assDocument(size, [
    ...shade(size.width, size.height, top - titleEmPx * 2).map((body) => event(0, body)),
    event(
      1,
      `{\\an7\\pos(${textArea.x},${Math.round(top - bar.height * 2)})\\bord0\\shad0\\1c${assColor(parseColor(spec.brand.accentColor))}\\p1}` +
        assBox(bar.width, bar.height, bar.height / 2),
    ),
    ...title.map((body) => event(2, body)),
  ]);
}

const BAND_PX = 5;

/** Thin bands, each a little darker than the one above: ASS knows no gradient. */
function shade(width: number, height: number, from: number): string[] {
  const top = Math.max(0, Math.round(from));
  const bands = Math.ceil((height - top) / BAND_PX);
  return Array.from({ length: bands }, (_, index) => {
    const alpha = Math.round(255 - (215 * (index + 1)) / bands);
    const look = `\\bord0\\shad0\\1c${assColor(INK)}\\1a&H${alpha.toString(16).toUpperCase().padStart(2, '0')}&`;
    return `{\\an7\\pos(0,${top + index * BAND_PX})${look}\\p1}m 0 0 l ${width} 0 l ${width} ${BAND_PX} l 0 ${BAND_PX}`;
  });
}
