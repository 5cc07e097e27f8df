import { BLACK, darker, lighter, mix, WHITE } from './colors.js';
import type { PresenterLook } from './presenter-look.js';
import { ellipse, path, roundedBox, type Color, type PathStep, type Shape, type Sketch } from './sketch.js';

/** Where a presenter stands: the middle of the head, and the pixels of one unit (a head is about 40 units high). */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly unit: number;
}

/** Everything that does not move: light behind, hair that falls on the back, neck, shoulders, clothes. */
export function drawBody(sketch: Sketch, look: PresenterLook, background: Color, stand: Stand): void {
  const { x, y, unit } = stand;
  const { width, height } = sketch;
  const everywhere: Shape = { distance: () => -9, box: [0, 0, width, height] };
  const reach = Math.hypot(width, height) * 0.42;
  const glow = lighter(background, 0.16);
  sketch.fill(everywhere, (px, py) => {
    const near = Math.max(0, 1 - Math.hypot(px - x, py - y) / reach);
    return mix(background, glow, near * near * (3 - 2 * near));
  });
  const place = (steps: readonly PathStep[]): Shape => path(steps.map((step) => toPixels(step, stand)));
  const spot = (dx: number, dy: number, rx: number, ry: number): Shape =>
    ellipse(x + dx * unit, y + dy * unit, rx * unit, ry * unit);

  drawBackHair(sketch, look, stand, spot);
  const bottom = (height - y) / unit + 4;
  const torso = place([
    [-7, 23],
    [-9, 30, -24, 29, -33, 35],
    [-41, 40, -44, 55, -46, bottom],
    [46, bottom],
    [44, 55, 41, 40, 33, 35],
    [24, 29, 9, 30, 7, 23],
  ]);
  sketch.fill(spot(0, 62, 54, 34), BLACK, { feather: 26 * unit, opacity: 0.16 });
  const neck = roundedBox(x - 6.6 * unit, y + 8 * unit, 13.2 * unit, 24 * unit, 5 * unit);
  const skinShade = mix(look.skin, [0.55, 0.2, 0.15], 0.22);
  const cloth = (px: number, py: number): Color =>
    mix(
      lighter(look.clothes, 0.12),
      darker(look.clothes, 0.28),
      (py - y - 24 * unit) / (50 * unit) + Math.abs(px - x + 12 * unit) / (190 * unit),
    );
  sketch.fill(torso, cloth);
  if (look.outfit === 'SWEATER') drawSweater(sketch, look, torso, spot);
  else drawShirtFront(sketch, look, torso, place);
  sketch.fill(spot(0, 27, 6.9, look.outfit === 'SWEATER' ? 4.4 : 7.5), skinShade);
  sketch.fill(neck, look.skin, { within: upperPart(width, y + 27 * unit) });
  sketch.fill(spot(0, 15.5, 11, 9.5), skinShade, { feather: 3.5 * unit, opacity: 0.85, within: neck });
  if (look.outfit === 'COLLAR') drawCollar(sketch, look, place);
  if (look.outfit === 'BLAZER') drawLapels(sketch, look, place);
  sketch.fill(spot(-34, 60, 9, 34), BLACK, { feather: 16 * unit, opacity: 0.16, within: torso });
  sketch.fill(spot(34, 60, 9, 34), BLACK, { feather: 16 * unit, opacity: 0.22, within: torso });
  sketch.fill(spot(-22, 37, 12, 4), WHITE, { feather: 8 * unit, opacity: 0.1, within: torso });
}

type Spot = (dx: number, dy: number, rx: number, ry: number) => Shape;
type Place = (steps: readonly PathStep[]) => Shape;

function drawBackHair(sketch: Sketch, look: PresenterLook, { unit }: Stand, spot: Spot): void {
  const back = darker(look.hair, 0.3);
  if (look.hairStyle === 'LONG') {
    sketch.fill(spot(0, 5, 20, 29), back).fill(spot(0, 22, 18.5, 16), back);
    sketch.fill(spot(0, 10, 9, 22), BLACK, { feather: 10 * unit, opacity: 0.3, within: spot(0, 10, 20, 29) });
  }
  if (look.hairStyle === 'CURLS') {
    for (let curl = 0; curl < 15; curl += 1) {
      const angle = Math.PI * (0.86 + (curl / 14) * 1.28);
      sketch.fill(spot(Math.cos(angle) * 15.5, -3 + Math.sin(angle) * 16, 6.4, 6.4), back);
    }
  }
}

function drawSweater(sketch: Sketch, look: PresenterLook, torso: Shape, spot: Spot): void {
  sketch.fill(spot(0, 27.5, 10.5, 6.6), darker(look.clothes, 0.2), { within: torso });
  sketch.fill(spot(0, 26.9, 9.4, 5.8), lighter(look.clothes, 0.06), { within: torso });
}

function drawShirtFront(sketch: Sketch, look: PresenterLook, torso: Shape, place: Place): void {
  const depth = look.outfit === 'BLAZER' ? 66 : 44;
  if (look.outfit !== 'BLAZER') return;
  sketch.fill(place([[-9, 22], [9, 22], [3, 44, 2, 58, 0, depth], [-2, 58, -3, 44, -9, 22]]), look.shirt, { within: torso }); // prettier-ignore
  sketch.fill(place([[0, 34], [1.4, 36], [0.4, depth], [-0.4, depth], [-1.4, 36]]), darker(look.shirt, 0.12), { within: torso }); // prettier-ignore
}

function drawCollar(sketch: Sketch, look: PresenterLook, place: Place): void {
  const paint = lighter(look.clothes, 0.2);
  const fold = darker(look.clothes, 0.25);
  for (const side of [-1, 1]) {
    const flap: PathStep[] = [[7.6 * side, 20], [9 * side, 24, 11 * side, 28, 11.5 * side, 30], [7 * side, 34, 4 * side, 38, 3 * side, 39], [1.5 * side, 36, 0.4 * side, 33, 0, 32.5], [3 * side, 31, 6 * side, 27, 7.6 * side, 20]]; // prettier-ignore
    sketch.fill(place(flap.map((step) => shifted(step, 0.8))), fold, { opacity: 0.7 });
    sketch.fill(place(flap), paint);
  }
  sketch.fill(
    place([
      [-0.35, 36],
      [0.35, 36],
      [0.35, 90],
      [-0.35, 90],
    ]),
    fold,
    { opacity: 0.6 },
  );
}

function drawLapels(sketch: Sketch, look: PresenterLook, place: Place): void {
  const paint = lighter(look.clothes, 0.1);
  const shadow = darker(look.clothes, 0.5);
  for (const side of [-1, 1]) {
    const shirtWing: PathStep[] = [[7.2 * side, 19.5], [9.6 * side, 27], [4.4 * side, 34.5], [0, 31.5], [4 * side, 29, 6 * side, 25, 7.2 * side, 19.5]]; // prettier-ignore
    sketch.fill(place(shirtWing.map((step) => shifted(step, 0.7))), darker(look.shirt, 0.3), {
      opacity: 0.6,
    });
    sketch.fill(place(shirtWing), look.shirt);
    const lapel: PathStep[] = [[9.4 * side, 24], [12 * side, 28, 15 * side, 31, 16.5 * side, 34], [12.5 * side, 38], [14.6 * side, 41], [10 * side, 52, 4 * side, 60, 0.4 * side, 66], [1 * side, 52, 5 * side, 38, 9.4 * side, 24]]; // prettier-ignore
    sketch.fill(place(lapel.map((step) => shifted(step, 0.9))), shadow, { opacity: 0.5 });
    sketch.fill(place(lapel), paint);
  }
}

function upperPart(width: number, toY: number): Shape {
  return { distance: (_, py) => py - toY, box: [0, 0, width, toY] };
}

function shifted(step: PathStep, down: number): PathStep {
  if (step.length === 2) return [step[0], step[1] + down];
  return [step[0], step[1] + down, step[2], step[3] + down, step[4], step[5] + down];
}

function toPixels(step: PathStep, { x, y, unit }: Stand): PathStep {
  if (step.length === 2) return [x + step[0] * unit, y + step[1] * unit];
  return [
    ...([x + step[0] * unit, y + step[1] * unit, x + step[2] * unit, y + step[3] * unit] as const),
    ...([x + step[4] * unit, y + step[5] * unit] as const),
  ];
}
