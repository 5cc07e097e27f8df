import { assColor, assFace, assStack, assWord, type AssEvent } from './ass.js';
import { planCues, type Cue } from './captions.js';
import { INK, parseColor, readableOn, WHITE } from './color.js';
import { ANTON, INTER_BOLD, widthEm, type Face } from './faces.js';
import { layoutOf, type CaptionLayout, type Layout } from './format.js';
import { millisecondsToFrames } from './timeline.js';
import { joinWords, separator } from './words.js';
import type { PictureSpec, TimedWord } from './specs.js';

/** How burnt-in captions look: `bold` few words in Anton, anything else a line in Inter. */
export function captionLook(
  spec: Pick<PictureSpec, 'format' | 'brand'>,
): CaptionLayout & { readonly face: Face } {
  const { captions } = layoutOf(spec.format);
  return spec.brand.captionStyle === 'bold'
    ? { ...captions.bold, face: ANTON }
    : { ...captions.clean, face: INTER_BOLD };
}

/** Height the captions may take up, from their bottom line. */
export function captionHeightPx(look: CaptionLayout & { readonly face: Face }): number {
  return look.lines * look.emPx * look.face.lineEm;
}

/** Captions in the picture itself: the whole cue stands, the word being spoken is in the brand's accent. */
export function burntCaptions(spec: PictureSpec): AssEvent[] {
  const look = captionLook(spec);
  const scene = { words: spec.words, speechFrame: spec.speechStartFrame, endFrame: spec.frames };
  const accent = assColor(readableOn(INK, parseColor(spec.brand.accentColor), WHITE));
  return planCues([scene], look).flatMap((cue) => cueEvents(cue, spec, look, accent));
}

function cueEvents(
  cue: Cue,
  spec: PictureSpec,
  look: CaptionLayout & { readonly face: Face },
  accent: string,
): AssEvent[] {
  const words = cue.lines.flat();
  const layout = layoutOf(spec.format);
  const emPx = fittedEm(cue, look, layout);
  const starts = words.map((word) =>
    Math.max(cue.startFrame, spec.speechStartFrame + Math.round(millisecondsToFrames(word.startMs))),
  );
  const linePx = emPx * look.face.lineEm;
  const stack = {
    align: 'center',
    x: layout.textArea.x + layout.textArea.width / 2,
    top: look.bottomY - cue.lines.length * linePx,
    linePx,
    entry: null,
    overrides: assFace(look.face, emPx) + outline(emPx),
  } as const;
  return words.flatMap((spoken, index) => {
    const lines = cue.lines.map((line) => lineBody(line, spoken, look.face, emPx, accent));
    return assStack({ ...stack, lines }).map((body) => ({
      startFrame: index === 0 ? cue.startFrame : (starts[index] ?? cue.startFrame),
      endFrame: starts[index + 1] ?? cue.endFrame,
      layer: 10,
      body,
    }));
  });
}

function lineBody(
  line: readonly TimedWord[],
  spoken: TimedWord,
  face: Face,
  emPx: number,
  accent: string,
): string {
  return line
    .map((word, index) => {
      const before = line[index - 1];
      const gap = before ? separator(before.text, word.text) : '';
      const text = assWord(word.text, face, emPx);
      return gap + (word === spoken ? `{\\1c${accent}}${text}{\\1c${assColor(WHITE)}}` : text);
    })
    .join('');
}

/** A dark edge and a soft shadow: white and accent stay readable on any picture. */
function outline(emPx: number): string {
  const edge = Math.max(2, emPx * 0.075).toFixed(1);
  return `\\1c${assColor(WHITE)}\\3c${assColor(INK)}\\4c${assColor(INK)}\\4a&H60&\\bord${edge}\\shad${(emPx * 0.05).toFixed(1)}`;
}

function fittedEm(cue: Cue, look: CaptionLayout & { readonly face: Face }, layout: Layout): number {
  const widest = Math.max(
    ...cue.lines.map((line) => widthEm(joinWords(line.map(({ text }) => text)), look.face)),
  );
  return Math.min(look.emPx, layout.textArea.width / widest);
}
