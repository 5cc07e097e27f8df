import { assBox, assColor, assDocument, assFace, assLines, assStack, type AssEvent } from './ass.js';
import { burntCaptions } from './burnt-captions.js';
import { cardColors } from './card-colors.js';
import { ANTON, INTER_BOLD, INTER_EXTRA_BOLD } from './faces.js';
import { fitText } from './fitting.js';
import { layoutOf } from './format.js';
import { lowerThird } from './lower-third.js';
import { singleLine } from './text.js';
import type { PictureSpec } from './specs.js';

/** Everything that is written over a picture, as one ASS document; null when nothing is. */
export function pictureText(spec: PictureSpec): string | null {
  const { body } = spec;
  const events =
    body.kind === 'TITLE_CARD' || body.kind === 'END_CARD'
      ? cardText(spec, body)
      : [...lowerThird(spec), ...burntCaptions(spec)];
  return events.length === 0 ? null : assDocument(layoutOf(spec.format).size, events);
}

const RISE = { dx: 0, dy: 24, durationMs: 400 };

/** Title and, under a bar in the accent colour, subtitle: in the middle of the text area, rising as they appear. */
function cardText(spec: PictureSpec, { title, subtitle }: { title: string; subtitle: string }): AssEvent[] {
  const { textArea, titleEmPx } = layoutOf(spec.format);
  const colors = cardColors(spec.brand);
  const face = spec.brand.captionStyle === 'bold' ? ANTON : INTER_EXTRA_BOLD;
  const common = { language: spec.language, maxWidthPx: textArea.width };
  const head = fitText({
    ...common,
    text: singleLine(title),
    face,
    maxLines: textArea.width > textArea.height ? 3 : 5,
    emPx: face === ANTON ? titleEmPx * 1.2 : titleEmPx,
  });
  const foot = fitText({
    ...common,
    text: singleLine(subtitle),
    face: INTER_BOLD,
    maxLines: 2,
    emPx: titleEmPx * 0.42,
  });

  const headPx = head.lines.length * head.emPx * face.lineEm;
  const footPx = foot.lines.length * foot.emPx * INTER_BOLD.lineEm;
  const bar = { width: Math.round(titleEmPx * 1.6), height: Math.round(titleEmPx * 0.09) };
  const gapPx = Math.round(titleEmPx * 0.34);
  const x = textArea.x + textArea.width / 2;
  const top = textArea.y + (textArea.height - headPx - footPx - bar.height - 2 * gapPx) / 2;
  const barTop = Math.round(top + headPx + gapPx);

  const plain = '\\fad(300,200)\\bord0\\shad0';
  const text = (
    lines: readonly string[],
    from: number,
    emPx: number,
    delayMs: number,
    font: typeof face,
  ): string[] =>
    assStack({
      lines: assLines(lines, spec.language, font, emPx),
      align: 'center',
      x,
      top: from,
      linePx: emPx * font.lineEm,
      entry: { ...RISE, delayMs },
      overrides: `${plain}\\1c${assColor(colors.text)}${assFace(font, emPx)}`,
    });
  const barBody =
    `{\\an8\\move(${x},${barTop + RISE.dy},${x},${barTop},60,${60 + RISE.durationMs})${plain}\\1c${assColor(colors.accent)}\\p1}` +
    assBox(bar.width, bar.height, bar.height / 2);
  return [
    ...text(head.lines, top, head.emPx, 0, face),
    barBody,
    ...text(foot.lines, barTop + bar.height + gapPx, foot.emPx, 120, INTER_BOLD),
  ].map((body) => ({ startFrame: 0, endFrame: spec.frames, layer: 1, body }));
}
