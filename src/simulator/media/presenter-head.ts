import { BLACK, darker, lighter, mix, WHITE } from './colors.js';
import type { Stand } from './presenter-body.js';
import type { PresenterLook } from './presenter-look.js';
import { ellipse, path, roundedBox, type Color, type PathStep, type Shape, type Sketch } from './sketch.js';

/** How far a mouth is open (0..1), how wide (0..1), and whether the upper teeth show. */
export interface Mouth {
  readonly open: number;
  readonly wide: number;
}

export interface Eyes {
  /** 0 shut, 1 open. */
  readonly open: number;
  /** How much the brows are raised, 0..1. */
  readonly brow: number;
  /** Where the eyes look: -1 left, 1 right. */
  readonly aside: number;
}

export const MOUTHS: readonly Mouth[] = [
  { open: 0, wide: 0.62 },
  { open: 0.12, wide: 0.66 },
  { open: 0.28, wide: 0.72 },
  { open: 0.45, wide: 0.74 },
  { open: 0.66, wide: 0.72 },
  { open: 0.9, wide: 0.7 },
  { open: 0.3, wide: 0.38 },
  { open: 0.55, wide: 0.44 },
  { open: 0.26, wide: 0.92 },
];

export const EYES: readonly Eyes[] = [
  { open: 1, brow: 0, aside: 0 },
  { open: 0.45, brow: 0, aside: 0 },
  { open: 0, brow: -0.15, aside: 0 },
  { open: 1, brow: 0.8, aside: 0 },
  { open: 1, brow: 0.1, aside: 0.8 },
  { open: 1, brow: 0.1, aside: -0.8 },
];

/** The head with one mouth and one pair of eyes. */
export function drawHead(sketch: Sketch, look: PresenterLook, stand: Stand, mouth: Mouth, eyes: Eyes): void {
  const { x, y, unit } = stand;
  const spot = (dx: number, dy: number, rx: number, ry: number): Shape =>
    ellipse(x + dx * unit, y + dy * unit, rx * unit, ry * unit);
  const place = (steps: readonly PathStep[]): Shape => path(steps.map((step) => moved(step, stand)));
  const face = eggShape(stand);
  const shade = mix(look.skin, [0.5, 0.17, 0.12], 0.3);
  for (const side of [-1, 1]) {
    sketch.fill(spot(14.6 * side, 2, 2.7, 4.6), mix(look.skin, shade, 0.35));
    sketch.fill(spot(14.8 * side, 2.2, 1.3, 2.8), shade, { feather: 1.4 * unit, opacity: 0.7 });
  }
  const lit = lighter(look.skin, 0.1);
  const shaded = mix(look.skin, shade, 0.45);
  sketch.fill(face, (px, py) => mix(lit, shaded, 0.3 + (px - x) / (52 * unit) + (py - y) / (70 * unit)));
  sketch.fill(spot(0, 22, 15, 9), shade, { feather: 8 * unit, opacity: 0.5, within: face });
  for (const side of [-1, 1]) {
    sketch.fill(spot(8.4 * side, 6.4, 4, 3), [0.9, 0.36, 0.3], {
      feather: 5 * unit,
      opacity: 0.24,
      within: face,
    });
  }
  if (look.hasBeard) {
    const beard = darker(look.hair, 0.05);
    const jaw: Shape = {
      ...face,
      distance: (px, py) => Math.max(face.distance(px, py), -spot(0, -1.5, 12.4, 13.2).distance(px, py)),
    };
    sketch.fill(jaw, beard, {
      feather: 1.8 * unit,
      opacity: 0.92,
      within: { ...face, distance: (px, py) => Math.max(face.distance(px, py), y + 1 * unit - py) },
    });
    sketch.fill(spot(0, 8.6, 5.6, 1.5), beard, { feather: 1.2 * unit, opacity: 0.9 });
  }
  drawEyes(sketch, look, stand, eyes, spot, place);
  sketch.fill(place([[0.2, -0.5], [1.9, 2.6, 2.9, 4, 2.3, 5.2], [1.5, 6.2, -0.9, 6.1, -1.7, 5.3], [-0.6, 5.2, 0.5, 4, 0.2, -0.5]]), shade, { feather: 1.2 * unit, opacity: 0.5 }); // prettier-ignore
  sketch.fill(spot(-0.7, 3.2, 0.8, 2), WHITE, { feather: 1.6 * unit, opacity: 0.2 });
  drawMouth(sketch, look, stand, mouth, spot, place);
  drawHair(sketch, look, stand, face, spot, place);
  if (look.hasGlasses) drawGlasses(sketch, stand, spot);
}

type Spot = (dx: number, dy: number, rx: number, ry: number) => Shape;
type Place = (steps: readonly PathStep[]) => Shape;

/** A face: round above, narrower towards the chin. */
function eggShape({ x, y, unit }: Stand): Shape {
  const middle = y - 2 * unit;
  const top = ellipse(x, middle, 14.4 * unit, 18 * unit);
  // One ellipse for each row of pixels below the middle, made once.
  const rows = new Map<number, Shape>();
  const rowAt = (py: number): Shape => {
    const known = rows.get(py);
    if (known) return known;
    const below = Math.max(0, (py - y - 2 * unit) / (18 * unit));
    const row = ellipse(x, middle, 14.4 * unit * (1 - 0.2 * below * below), 21.5 * unit);
    rows.set(py, row);
    return row;
  };
  return {
    distance: (px, py) => (py < middle ? top : rowAt(py)).distance(px, py),
    box: [x - 15 * unit, y - 20 * unit, x + 15 * unit, y + 20 * unit],
  };
}

function drawEyes(
  sketch: Sketch,
  look: PresenterLook,
  { x, y, unit }: Stand,
  eyes: Eyes,
  spot: Spot,
  place: Place,
): void {
  const lash = darker(look.hair, 0.45);
  const lid = mix(look.skin, [0.5, 0.17, 0.12], 0.34);
  for (const side of [-1, 1]) {
    const at = 5.9 * side;
    const height = 1.75 * eyes.open;
    sketch.fill(spot(at, -1, 3.7, 2.9), lid, { feather: 2.4 * unit, opacity: 0.3 });
    if (eyes.open > 0.1) {
      const ball = place([[at - 2.9, -0.7], [at - 1.6, -0.8 - height * 1.5, at + 1.6, -0.8 - height * 1.5, at + 2.9, -0.7], [at + 1.5, -0.7 + height * 1.05, at - 1.5, -0.7 + height * 1.05, at - 2.9, -0.7]]); // prettier-ignore
      sketch.fill(ball, [0.97, 0.96, 0.94]);
      const gaze = at + eyes.aside * 0.9;
      sketch.fill(
        spot(gaze, -1, 1.62, 1.62),
        (px, py) => mix(darker(look.iris, 0.2), lighter(look.iris, 0.3), (py - y + unit) / (3 * unit) + 0.4),
        { within: ball },
      );
      sketch.fill(spot(gaze, -1, 0.8, 0.8), [0.04, 0.03, 0.03], { within: ball });
      sketch.fill(spot(gaze - 0.55, -1.6, 0.42, 0.42), WHITE, { within: ball });
      sketch.fill(spot(at, -2.6, 3, 1), BLACK, { feather: 1.2 * unit, opacity: 0.3, within: ball });
    }
    const upper = -0.8 - height * 1.16;
    sketch.fill(place([[at - 3.1, -0.6], [at - 1.7, upper - 0.5, at + 1.7, upper - 0.5, at + 3.1, -0.6], [at + 1.6, upper + 0.35, at - 1.6, upper + 0.35, at - 3.1, -0.6]]), lash); // prettier-ignore
    const brow = -5.4 - eyes.brow * 1.1;
    const [inner, outer] = [x + (at - 3 * side) * 0 + 2.6 * side * unit, x + 9.6 * side * unit];
    sketch.fill(path([[inner, y + (brow + 0.75) * unit], [(inner * 2 + outer) / 3, y + (brow - 0.7) * unit, (inner + outer * 2) / 3, y + (brow - 0.9) * unit, outer, y + (brow + 1.2) * unit], [(inner + outer * 2) / 3, y + (brow + 0.2) * unit, (inner * 2 + outer) / 3, y + (brow + 0.6) * unit, inner, y + (brow + 1.7) * unit]]), darker(look.hair, 0.15), { feather: Math.max(1, 0.3 * unit), opacity: 0.92 }); // prettier-ignore
  }
}

function drawMouth(
  sketch: Sketch,
  look: PresenterLook,
  { unit }: Stand,
  mouth: Mouth,
  spot: Spot,
  place: Place,
): void {
  const half = 2.4 + mouth.wide * 3.2;
  const drop = mouth.open * 5.6;
  const lips: Color = mix(look.skin, [0.72, 0.22, 0.24], 0.55);
  const outline = (grow: number, smile: number): Shape =>
    place([
      [-half - grow, 11 - smile],
      [-half * 0.45, 10.3 - grow * 1.25 - drop * 0.16, half * 0.45, 10.3 - grow * 1.25 - drop * 0.16, half + grow, 11 - smile],
      [half * 0.55, 11.6 + grow * 1.35 + drop, -half * 0.55, 11.6 + grow * 1.35 + drop, -half - grow, 11 - smile],
    ]); // prettier-ignore
  sketch.fill(spot(0, 14.6 + drop * 0.6, half * 0.8, 1.2), mix(look.skin, [0.4, 0.1, 0.1], 0.4), {
    feather: 1.8 * unit,
    opacity: 0.4,
  });
  sketch.fill(outline(0.75, 0.35), lips);
  if (mouth.open < 0.05) {
    sketch.fill(place([[-half, 10.9], [-half * 0.4, 11.9, half * 0.4, 11.9, half, 10.9], [half * 0.4, 12.4, -half * 0.4, 12.4, -half, 10.9]]), darker(lips, 0.55)); // prettier-ignore
    return;
  }
  const inside = outline(-0.15, 0.1);
  sketch.fill(inside, [0.24, 0.05, 0.07]);
  sketch.fill(spot(0, 12.8 + drop * 0.95, half * 0.66, 0.7 + drop * 0.3), [0.75, 0.3, 0.32], {
    feather: 0.6 * unit,
    within: inside,
  });
  sketch.fill(spot(0, 9.9 - drop * 0.05, half * 0.82, 1.2 + mouth.open * 1.1), [0.97, 0.96, 0.93], {
    within: inside,
  });
}

function drawHair(
  sketch: Sketch,
  look: PresenterLook,
  { x, y, unit }: Stand,
  face: Shape,
  spot: Spot,
  place: Place,
): void {
  const paint = (px: number, py: number): Color =>
    mix(
      lighter(look.hair, 0.16),
      darker(look.hair, 0.25),
      0.25 + (px - x) / (60 * unit) + (py - y + 20 * unit) / (44 * unit),
    );
  if (look.hairStyle === 'BUN') {
    sketch
      .fill(spot(0, -23, 6.4, 5.4), paint)
      .fill(spot(0, -20.2, 4, 1.2), BLACK, { feather: 1.4 * unit, opacity: 0.35 });
  }
  if (look.hairStyle === 'CURLS') {
    for (let curl = 0; curl < 9; curl += 1) {
      const angle = Math.PI * (1.08 + (curl / 8) * 0.84);
      sketch.fill(spot(Math.cos(angle) * 12.6, -6 + Math.sin(angle) * 12.5, 4.9, 4.7), paint);
    }
  }
  const side = look.hairStyle === 'SHORT' ? -2 : look.hairStyle === 'LONG' ? 13 : 0;
  sketch.fill(spot(0, -8.6, 12.6, 5), BLACK, { feather: 5 * unit, opacity: 0.16, within: face });
  sketch.fill(place([
    [-15.6, side],
    [-17.2, -8, -16, -23.6, 0, -23.2],
    [16, -23.6, 17.2, -8, 15.6, side],
    [14.6, -3, 13.8, -7.2, 11.4, -9.6],
    [6, -9.2, -1, -10.6, -5, -14],
    [-7, -11.4, -10.6, -9.8, -12, -8.4],
    [-13.8, -6, -14.6, -3, -15.6, side],
  ]), paint); // prettier-ignore
  sketch.fill(spot(-5, -18, 6.5, 2), WHITE, { feather: 4 * unit, opacity: 0.16 });
}

function drawGlasses(sketch: Sketch, { x, y, unit }: Stand, spot: Spot): void {
  const frame: Color = [0.12, 0.12, 0.15];
  for (const side of [-1, 1]) {
    const outer = roundedBox(x + (5.9 * side - 4.6) * unit, y - 4.3 * unit, 9.2 * unit, 7 * unit, 3 * unit);
    const ring: Shape = {
      ...outer,
      distance: (px, py) => Math.abs(outer.distance(px, py) + 0.4 * unit) - 0.36 * unit,
    };
    sketch.fill(outer, WHITE, { opacity: 0.07 }).fill(ring, frame);
  }
  sketch.fill(spot(0, -2, 1.5, 0.36), frame);
}

function moved(step: PathStep, { x, y, unit }: Stand): PathStep {
  if (step.length === 2) return [x + step[0] * unit, y + step[1] * unit];
  const [ax, ay, bx, by, toX, toY] = step;
  return [x + ax * unit, y + ay * unit, x + bx * unit, y + by * unit, x + toX * unit, y + toY * unit];
}
