import { mix } from './colors.js';
import { toPlanes, type Planes } from './planes.js';
import { Sketch, type Color, type Paint, type Shape } from './sketch.js';

/** How a layer moves, in canvas pixels and seconds. */
export type Motion =
  | {
      /** Runs past for ever; the drawing repeats every `periodX`/`periodY` pixels. Zero speed: stands. */
      readonly kind: 'SCROLL';
      readonly x: number;
      readonly y: number;
      readonly speedX: number;
      readonly speedY: number;
      readonly periodX: number;
      readonly periodY: number;
    }
  | {
      /** Swings around a place. */
      readonly kind: 'SWING';
      readonly x: number;
      readonly y: number;
      readonly reachX: number;
      readonly reachY: number;
      readonly seconds: number;
      readonly phase: number;
    };

export interface Layer {
  /** One picture, or several of the same size played round. `yuva420p`. */
  readonly pictures: readonly Planes[];
  readonly motion: Motion;
}

/** A moving picture as drawn: soft flowing colours behind, sharp layers in front, all on one canvas. */
export interface Scene {
  /** Canvas size; the finished picture is this, scaled. */
  readonly width: number;
  readonly height: number;
  /** Small pictures of flowing colour, one a frame, `yuv420p`. */
  readonly flow: { readonly width: number; readonly height: number; readonly frames: Uint8Array };
  readonly layers: readonly Layer[];
}

/** What a painter of scenes works with. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Throws dice: 0..1. */
  readonly random: () => number;
}

export const FOOTAGE_FRAMES_PER_SECOND = 30;
const FLOW_SHORT_SIDE = 54;

/** Every third picture of flowing colour is worked out; those between are blended, which nobody can tell. */
const FLOW_STRIDE = 3;

/** Draws the colours behind everything. @param color of a place (0..1 both ways) at a time in seconds */
export function drawFlow(
  canvas: Canvas,
  color: (x: number, y: number, seconds: number) => Color,
): Scene['flow'] {
  const scale = FLOW_SHORT_SIDE / Math.min(canvas.width, canvas.height);
  const width = Math.round((canvas.width * scale) / 2) * 2;
  const height = Math.round((canvas.height * scale) / 2) * 2;
  const bytesPerFrame = width * height * 1.5;
  const sketch = new Sketch(width, height);
  const drawAt = (seconds: number): Uint8Array => {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const [red, green, blue] = color((x + 0.5) / width, (y + 0.5) / height, seconds);
        const at = (y * width + x) * 4;
        sketch.pixels[at] = red;
        sketch.pixels[at + 1] = green;
        sketch.pixels[at + 2] = blue;
        sketch.pixels[at + 3] = 1;
      }
    }
    return toPlanes(sketch, false).bytes;
  };
  const frames = new Uint8Array(bytesPerFrame * canvas.frames);
  let next = drawAt(0);
  for (let first = 0; first < canvas.frames; first += FLOW_STRIDE) {
    const before = next;
    next = drawAt((first + FLOW_STRIDE) / FOOTAGE_FRAMES_PER_SECOND);
    for (let step = 0; step < FLOW_STRIDE && first + step < canvas.frames; step += 1) {
      const share = step / FLOW_STRIDE;
      const from = (first + step) * bytesPerFrame;
      for (let at = 0; at < bytesPerFrame; at += 1)
        frames[from + at] = (before[at] ?? 0) * (1 - share) + (next[at] ?? 0) * share + 0.5;
    }
  }
  return { width, height, frames };
}

/** Colours that wander through a palette of four like light through water. */
export function wandering(
  palette: readonly Color[],
  scale: number,
  pace: number,
): (x: number, y: number, seconds: number) => Color {
  const [a = [0, 0, 0], b = a, c = b, d = c] = palette;
  return (x, y, seconds) => {
    const time = seconds * pace;
    const bendX = x * scale + 0.55 * Math.sin(y * 2.4 * scale + time * 0.9);
    const bendY = y * scale + 0.55 * Math.cos(x * 2.1 * scale - time * 0.7);
    const first = 0.5 + 0.5 * Math.sin(bendX * 2.2 + time);
    const second = 0.5 + 0.5 * Math.sin(bendY * 2.6 - time * 0.8 + 1.3);
    const light = 0.5 + 0.5 * Math.sin((bendX + bendY) * 1.7 + time * 1.3);
    return mix(mix(a, b, first), mix(c, d, second), light * 0.75 + 0.1);
  };
}

/** A layer of one drawing; empty rows above and below are cut off, for they would cost as much as full ones. */
export function layer(sketch: Sketch, motion: Motion): Layer {
  const { top, bottom } = drawnRows(sketch);
  const runsDown = motion.kind === 'SCROLL' && motion.speedY !== 0;
  if (runsDown || bottom <= top) return { pictures: [toPlanes(sketch, true)], motion };
  const cut = new Sketch(sketch.width, bottom - top);
  cut.pixels.set(sketch.pixels.subarray(top * sketch.width * 4, bottom * sketch.width * 4));
  return { pictures: [toPlanes(cut, true)], motion: { ...motion, y: motion.y + top } };
}

/** First even row with anything in it, and the even row behind the last. */
function drawnRows({ width, height, pixels }: Sketch): { top: number; bottom: number } {
  const isDrawn = (row: number): boolean => {
    for (let at = row * width * 4 + 3; at < (row + 1) * width * 4; at += 4)
      if ((pixels[at] ?? 0) > 0.002) return true;
    return false;
  };
  let top = 0;
  while (top < height && !isDrawn(top)) top += 1;
  let bottom = height;
  while (bottom > top && !isDrawn(bottom - 1)) bottom -= 1;
  return { top: top - (top % 2), bottom: Math.min(height, bottom + (bottom % 2)) };
}

export function scrolling(
  at: { x?: number; y?: number },
  speed: { x?: number; y?: number },
  period: { x?: number; y?: number },
): Motion {
  return {
    ...{ kind: 'SCROLL', x: at.x ?? 0, y: at.y ?? 0, speedX: speed.x ?? 0, speedY: speed.y ?? 0 },
    ...{ periodX: period.x ?? 1, periodY: period.y ?? 1 },
  };
}

/** Everything below a line. @param line y for each x */
export function ground(line: (x: number) => number, width: number, height: number): Shape {
  return { distance: (x, y) => (line(x) - y) * 0.85, box: [0, 0, width, height] };
}

/** A row of hills that repeats every `period` pixels. */
export function hills(
  random: () => number,
  period: number,
  middle: number,
  height: number,
  count: number,
): (x: number) => number {
  const waves = [1, 2, 3, 5].map((times) => ({
    ...{
      times: Math.max(1, Math.round(times * count)),
      phase: random() * 6.28,
      size: height / (times + 0.4),
    },
  }));
  // Asked for again at every pixel of a column: worked out once.
  const heights = Float32Array.from({ length: Math.ceil(period) }, (_, column) =>
    waves.reduce(
      (y, wave) => y + wave.size * Math.sin(((column + 0.5) / period) * wave.times * 6.2832 + wave.phase),
      middle,
    ),
  );
  return (x) => heights[Math.floor(x) % heights.length] ?? middle;
}

/** Draws a shape at every place where its repetition shows on a canvas that repeats. */
export function fillRepeated(
  sketch: Sketch,
  shapeAt: (x: number, y: number) => Shape,
  place: { x: number; y: number; periodX?: number; periodY?: number },
  paint: Paint,
  options: { feather?: number; opacity?: number } = {},
): void {
  const { periodX = 0, periodY = 0 } = place;
  for (const column of periodX > 0 ? [-1, 0, 1] : [0]) {
    for (const row of periodY > 0 ? [-1, 0, 1] : [0]) {
      sketch.fill(shapeAt(place.x + column * periodX, place.y + row * periodY), paint, options);
    }
  }
}
