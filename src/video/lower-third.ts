import { assBox, assColor, assFace, assLines, assStack, type AssEvent } from './ass.js';
import { captionHeightPx, captionLook } from './burnt-captions.js';
import { INK, parseColor, readableOn, textColorOn, WHITE } from './color.js';
import { INTER_BOLD, widthEm } from './faces.js';
import { fitText } from './fitting.js';
import { layoutOf } from './format.js';
import { singleLine } from './text.js';
import { FRAMES_PER_SECOND, type PictureSpec } from './specs.js';

const ENTER_FRAME = 12;
const SHOWN_FRAMES = 5 * FRAMES_PER_SECOND;
const SLIDE_PX = 48;
const FADE_MS = 260;

/** The scene's headline over the captions at the left: a box in the brand's colour that slides in and fades out. */
export function lowerThird(spec: PictureSpec): AssEvent[] {
  const headline = singleLine(spec.onScreenText ?? '');
  const endFrame = Math.min(spec.frames - 4, ENTER_FRAME + SHOWN_FRAMES);
  if (headline === '' || endFrame - ENTER_FRAME < FRAMES_PER_SECOND / 2) return [];

  const layout = layoutOf(spec.format);
  const { textArea } = layout;
  const padding = Math.round(layout.lowerThirdEmPx * 0.7);
  const bar = Math.round(layout.lowerThirdEmPx * 0.22);
  const fitted = fitText({
    text: headline,
    language: spec.language,
    face: INTER_BOLD,
    maxWidthPx: textArea.width * 0.8 - 2 * padding - bar,
    maxLines: 2,
    emPx: layout.lowerThirdEmPx,
  });
  const { lines, emPx } = fitted;
  const linePx = emPx * INTER_BOLD.lineEm;
  const width =
    Math.ceil(Math.max(...lines.map((line) => widthEm(line, INTER_BOLD))) * emPx) + 2 * padding + bar;
  const height = Math.ceil(lines.length * linePx + padding * 0.8);

  const look = captionLook(spec);
  const top = Math.round(look.bottomY - captionHeightPx(look) - height - layout.lowerThirdEmPx * 0.8);
  const left = textArea.x;
  const primary = parseColor(spec.brand.primaryColor);
  const textColor = textColorOn(primary);
  const background = readableOn(textColor, primary, textColor === WHITE ? INK : WHITE);

  const entry = { dx: -SLIDE_PX, dy: 0, delayMs: 0, durationMs: FADE_MS };
  const plain = `\\fad(${FADE_MS},${FADE_MS})\\bord0\\shad0`;
  const event = (layer: number, body: string): AssEvent => ({
    startFrame: ENTER_FRAME,
    endFrame,
    layer,
    body,
  });
  const shape = (layer: number, color: string, w: number, radius: number): AssEvent =>
    event(
      layer,
      `{\\an7\\move(${left - SLIDE_PX},${top},${left},${top},0,${FADE_MS})${plain}\\1c${color}\\p1}${assBox(w, height, radius)}`,
    );
  const text = assStack({
    lines: assLines(lines, spec.language, INTER_BOLD, emPx),
    align: 'left',
    x: left + bar + padding,
    top: top + (height - lines.length * linePx) / 2,
    linePx,
    entry,
    overrides: `${plain}\\1c${assColor(textColor)}${assFace(INTER_BOLD, emPx)}`,
  });
  return [
    shape(1, assColor(background), width, 10),
    shape(2, assColor(parseColor(spec.brand.accentColor)), bar, bar / 2),
    ...text.map((body) => event(3, body)),
  ];
}
