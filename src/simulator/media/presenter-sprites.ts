import { parseColor } from './colors.js';
import { toPlanes, type Planes } from './planes.js';
import { drawBody, type Stand } from './presenter-body.js';
import { drawHead, EYES, MOUTHS, type Eyes, type Mouth } from './presenter-head.js';
import { presenterLook, type PresenterLook } from './presenter-look.js';
import { Sketch } from './sketch.js';

/** Colours lie on every second pixel only: what moves is kept for an even and for an odd place, in both directions. */
export const STEPS_PER_AXIS = 2;

/** Rectangle in even pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A presenter taken apart. Sprites are listed by step: `row * STEPS_PER_AXIS + column`, each a pixel on. */
export interface PresenterSprites {
  /** Whole picture without the head, `yuv420p`. */
  readonly body: Planes;
  /** Where the head lies in the picture at rest; the others lie inside the head. */
  readonly headArea: Area;
  readonly mouthArea: Area;
  readonly eyesArea: Area;
  /** Pixels of one unit, a hundredth of the figure. */
  readonly unit: number;
  /** `yuva420p` each. */
  readonly heads: readonly Planes[];
  /** By mouth, then by step. */
  readonly mouths: readonly (readonly Planes[])[];
  readonly eyes: readonly (readonly Planes[])[];
}

/** Draws everything one presenter needs for any sound. Called in a thread. */
export function drawPresenter(request: {
  lookId: string;
  backgroundColor: string;
  width: number;
  height: number;
}): PresenterSprites {
  const { width, height } = request;
  const look = presenterLook(request.lookId);
  const unit = Math.min(height * 1.14, width) / 100;
  const stand: Stand = { x: width / 2, y: height * 0.5 - 5.5 * unit, unit };
  const body = new Sketch(width, height);
  drawBody(body, look, parseColor(request.backgroundColor), stand);

  const headArea = areaAround(stand, [-21, -30.5, 21, 22]);
  const mouthArea = within(areaAround(stand, [-7.6, 8.6, 7.6, 20]), headArea);
  const eyesArea = within(areaAround(stand, [-11.4, -8.4, 11.4, 3.4]), headArea);
  const draw = (area: Area, mouth: Mouth, eyes: Eyes): Planes[] =>
    inSteps(drawPart(look, stand, area, mouth, eyes));
  const [rest, open] = [MOUTHS[0] ?? { open: 0, wide: 0.6 }, EYES[0] ?? { open: 1, brow: 0, aside: 0 }];
  const inPicture = (area: Area): Area => ({ ...area, x: area.x + headArea.x, y: area.y + headArea.y });
  return {
    ...{ body: toPlanes(body, false), headArea, mouthArea, eyesArea, unit },
    heads: draw(headArea, rest, open),
    mouths: MOUTHS.map((mouth) => draw(inPicture(mouthArea), mouth, open)),
    eyes: EYES.map((eyes) => draw(inPicture(eyesArea), rest, eyes)),
  };
}

function drawPart(look: PresenterLook, stand: Stand, area: Area, mouth: Mouth, eyes: Eyes): Sketch {
  // Room on the left and above, which moving by a step uses up.
  const room = STEPS_PER_AXIS - 1;
  const sketch = new Sketch(area.width + room, area.height + room);
  drawHead(sketch, look, { ...stand, x: stand.x - area.x + room, y: stand.y - area.y + room }, mouth, eyes);
  return sketch;
}

/** The drawing at its place, and moved right and down by a pixel. */
function inSteps(sketch: Sketch): Planes[] {
  const room = STEPS_PER_AXIS - 1;
  return Array.from({ length: STEPS_PER_AXIS * STEPS_PER_AXIS }, (_, step) => {
    const fromX = room - (step % STEPS_PER_AXIS);
    const fromY = room - Math.floor(step / STEPS_PER_AXIS);
    const part = new Sketch(sketch.width - room, sketch.height - room);
    for (let y = 0; y < part.height; y += 1) {
      const from = ((y + fromY) * sketch.width + fromX) * 4;
      part.pixels.set(sketch.pixels.subarray(from, from + part.width * 4), y * part.width * 4);
    }
    return toPlanes(part, true);
  });
}

/** @param box left, top, right, bottom in units around the stand */
function areaAround(
  { x, y, unit }: Stand,
  [left, top, right, bottom]: readonly [number, number, number, number],
): Area {
  const even = (pixels: number): number => Math.round(pixels / 2) * 2;
  return {
    x: even(x + left * unit),
    y: even(y + top * unit),
    width: Math.max(4, even((right - left) * unit)),
    height: Math.max(4, even((bottom - top) * unit)),
  };
}

function within(area: Area, outer: Area): Area {
  return { ...area, x: area.x - outer.x, y: area.y - outer.y };
}
