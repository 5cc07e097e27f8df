/**
 * A small painter: smooth shapes with soft edges on a canvas with alpha. Coordinates are pixels, y goes down.
 * Runs in a thread; everything is plain arithmetic, so the same picture comes out everywhere.
 */

/** Red, green, blue 0..1. */
export type Color = readonly [number, number, number];

/** Distance in pixels from the edge of a shape: negative inside. */
export type Shape = {
  readonly distance: (x: number, y: number) => number;
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  /** The distance is a true one: it changes by no more than a pixel from pixel to pixel, so runs can be skipped. */
  readonly isTrue?: boolean;
};

/** A colour everywhere, or one that depends on the place. */
export type Paint = Color | ((x: number, y: number) => Color);

export interface FillOptions {
  /** Width of the soft edge in pixels; 1 is just smooth. */
  readonly feather?: number;
  /** 0..1 */
  readonly opacity?: number;
  /** Paints only inside this shape. */
  readonly within?: Shape;
}

export class Sketch {
  /** Red, green, blue (already multiplied by alpha) and alpha of each pixel, 0..1. */
  readonly pixels: Float32Array;

  readonly width: number;
  readonly height: number;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Float32Array(width * height * 4);
  }

  fill(shape: Shape, paint: Paint, { feather = 1, opacity = 1, within }: FillOptions = {}): this {
    const [left, top, right, bottom] = shape.box;
    const edge = feather / 2 + 1;
    const toX = Math.min(this.width, Math.ceil(right + edge));
    const toY = Math.min(this.height, Math.ceil(bottom + edge));
    const fromX = Math.max(0, Math.floor(left - edge));
    for (let y = Math.max(0, Math.floor(top - edge)); y < toY; y += 1) {
      const centreY = y + 0.5;
      let insideUntil = -1;
      for (let x = fromX; x < toX; x += 1) {
        const centreX = x + 0.5;
        let cover = opacity;
        if (x > insideUntil) {
          const distance = shape.distance(centreX, centreY);
          cover *= coverage(distance, feather);
          if (shape.isTrue) {
            const sameFor = Math.floor(Math.abs(distance) - feather / 2);
            if (sameFor > 0 && distance > 0) x += sameFor;
            else if (sameFor > 0) insideUntil = x + sameFor;
          }
        }
        if (cover > 0 && within) cover *= coverage(within.distance(centreX, centreY), 1);
        if (cover > 0)
          this.blend(
            (y * this.width + x) * 4,
            typeof paint === 'function' ? paint(centreX, centreY) : paint,
            cover,
          );
      }
    }
    return this;
  }

  private blend(at: number, [red, green, blue]: Color, cover: number): void {
    const { pixels } = this;
    const rest = 1 - cover;
    pixels[at] = red * cover + (pixels[at] ?? 0) * rest;
    pixels[at + 1] = green * cover + (pixels[at + 1] ?? 0) * rest;
    pixels[at + 2] = blue * cover + (pixels[at + 2] ?? 0) * rest;
    pixels[at + 3] = cover + (pixels[at + 3] ?? 0) * rest;
  }
}

/** Share of a pixel that lies inside, with an edge as wide as `feather`. */
function coverage(distance: number, feather: number): number {
  const inside = 0.5 - distance / feather;
  if (inside <= 0) return 0;
  if (inside >= 1) return 1;
  return feather > 2 ? inside * inside * (3 - 2 * inside) : inside;
}

export function ellipse(x: number, y: number, radiusX: number, radiusY: number): Shape {
  return {
    distance(px, py) {
      const dx = (px - x) / radiusX;
      const dy = (py - y) / radiusY;
      const reach = Math.sqrt(dx * dx + dy * dy);
      const slope = Math.sqrt((dx * dx) / (radiusX * radiusX) + (dy * dy) / (radiusY * radiusY));
      return slope === 0 ? -Math.min(radiusX, radiusY) : (reach * (reach - 1)) / slope;
    },
    box: [x - radiusX, y - radiusY, x + radiusX, y + radiusY],
    isTrue: radiusX === radiusY,
  };
}

export function roundedBox(x: number, y: number, width: number, height: number, radius: number): Shape {
  const halfWidth = width / 2;
  const halfHeight = height / 2;
  return {
    distance(px, py) {
      const dx = Math.abs(px - x - halfWidth) - halfWidth + radius;
      const dy = Math.abs(py - y - halfHeight) - halfHeight + radius;
      return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
    },
    box: [x, y, x + width, y + height],
    isTrue: true,
  };
}

/** A point, or a cubic curve's two handles and end. */
export type PathStep = readonly [number, number] | readonly [number, number, number, number, number, number];

const CURVE_PIECES = 9;

/** A closed outline of straight lines and cubic curves. */
export function path(steps: readonly PathStep[]): Shape {
  const points = flatten(steps);
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return {
    distance: distanceToPolygon(points),
    box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    isTrue: true,
  };
}

function flatten(steps: readonly PathStep[]): [number, number][] {
  const points: [number, number][] = [];
  for (const step of steps) {
    const from = points.at(-1);
    if (step.length === 2 || !from) points.push([step[step.length - 2] ?? 0, step[step.length - 1] ?? 0]);
    else {
      const [ax, ay, bx, by, toX, toY] = step;
      const [fromX, fromY] = from;
      for (let piece = 1; piece <= CURVE_PIECES; piece += 1) {
        const t = piece / CURVE_PIECES;
        const s = 1 - t;
        const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
        points.push([a * fromX + b * ax + c * bx + d * toX, a * fromY + b * ay + c * by + d * toY]);
      }
    }
  }
  return points;
}

/** Prepares the edges once; asked for many thousand pixels. */
function distanceToPolygon(points: readonly (readonly [number, number])[]): (x: number, y: number) => number {
  const count = points.length;
  const startX = Float64Array.from(points, (point) => point[0]);
  const startY = Float64Array.from(points, (point) => point[1]);
  const edgeX = startX.map((x, index) => (startX[(index + 1) % count] ?? x) - x);
  const edgeY = startY.map((y, index) => (startY[(index + 1) % count] ?? y) - y);
  const perSquare = edgeX.map((dx, index) => 1 / Math.max(1e-12, dx * dx + (edgeY[index] ?? 0) ** 2));
  return (px, py) => {
    let nearest = Infinity;
    let isInside = false;
    for (let index = 0; index < count; index += 1) {
      const dx = edgeX[index] ?? 0;
      const dy = edgeY[index] ?? 0;
      const toX = px - (startX[index] ?? 0);
      const toY = py - (startY[index] ?? 0);
      const along = Math.min(1, Math.max(0, (toX * dx + toY * dy) * (perSquare[index] ?? 0)));
      const awayX = toX - dx * along;
      const awayY = toY - dy * along;
      const away = awayX * awayX + awayY * awayY;
      if (away < nearest) nearest = away;
      // The edge crosses the row of the point, and does so right of it.
      if (toY < 0 !== toY < dy && toX < (dx * toY) / dy) isInside = !isInside;
    }
    return Math.sqrt(nearest) * (isInside ? -1 : 1);
  };
}
