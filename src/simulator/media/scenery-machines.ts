import { darker, fromHsl, lighter, WHITE } from './colors.js';
import { drawMotes } from './lights.js';
import {
  drawFlow,
  fillRepeated,
  layer,
  scrolling,
  wandering,
  type Canvas,
  type Layer,
  type Scene,
} from './scene.js';
import { ellipse, roundedBox, Sketch, type Shape } from './sketch.js';
import { mix } from './colors.js';

/** Figures: columns that rise and fall before a fine grid. Also the shape of music. */
export function drawData(canvas: Canvas, isMusic = false): Scene {
  const { width, height, random } = canvas;
  const hue = random() * 360;
  const dark = fromHsl(hue, 0.5, 0.13);
  const flow = drawFlow(
    canvas,
    wandering([dark, fromHsl(hue + 20, 0.5, 0.22), darker(dark, 0.2), fromHsl(hue + 50, 0.6, 0.3)], 1.2, 0.6),
  );
  const grid = new Sketch(width * 2, height);
  const cell = Math.min(width, height) / 9;
  const columns = Math.round(width / cell);
  for (let line = 0; line < columns * 2; line += 1)
    grid.fill(roundedBox((line * width) / columns, 0, 1, height, 0.5), WHITE, { opacity: 0.09 });
  for (let y = cell / 2; y < height; y += cell)
    grid.fill(roundedBox(0, y, width * 2, 1, 0.5), WHITE, { opacity: 0.09 });
  const count = isMusic ? 9 : 6;
  const wide = Math.floor((width * 0.8) / count / 2) * 2;
  const bars: Layer[] = [];
  for (let bar = 0; bar < count; bar += 1) {
    const sketch = new Sketch(Math.round((wide * 0.66) / 2) * 2, height);
    const color = fromHsl(hue + 150 + bar * (isMusic ? 14 : 9), 0.75, 0.58);
    sketch.fill(roundedBox(0, 2, sketch.width, height + 40, sketch.width * 0.2), (_, y) =>
      mix(lighter(color, 0.3), darker(color, 0.45), y / height),
    );
    const rest = height * (isMusic ? 0.52 : 0.62 - 0.3 * (bar / count)) + (random() - 0.5) * height * 0.1;
    bars.push(layer(sketch, { kind: 'SWING', x: width * 0.1 + bar * wide + wide * 0.17, y: rest, reachX: 0, reachY: height * (isMusic ? 0.24 : 0.12), seconds: isMusic ? 0.9 + random() * 1.2 : 2.6 + random() * 2.4, phase: random() * 6.28 })); // prettier-ignore
  }
  return {
    width,
    height,
    flow,
    layers: [
      layer(grid, scrolling({}, { x: width * 0.04 }, { x: width })),
      ...bars,
      drawMotes(canvas, fromHsl(hue + 180, 0.9, 0.8), 18),
    ],
  };
}

/** Machines and ideas: a net of lit points that drifts at two depths. */
export function drawNetwork(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 170 + random() * 110;
  const flow = drawFlow(
    canvas,
    wandering(
      [
        fromHsl(hue, 0.7, 0.1),
        fromHsl(hue + 30, 0.7, 0.24),
        fromHsl(hue - 20, 0.6, 0.08),
        fromHsl(hue + 60, 0.7, 0.34),
      ],
      1.5,
      0.7,
    ),
  );
  const nets = [0, 1].map((near) => {
    const sketch = new Sketch(width * 2, height);
    const points = Array.from({ length: 26 - near * 10 }, () => ({
      x: random() * width,
      y: random() * height,
    }));
    const color = fromHsl(hue + near * 40, 0.85, 0.7);
    for (const point of points) {
      const close = points.filter(
        (other) =>
          other !== point && Math.hypot(other.x - point.x, other.y - point.y) < height * (0.3 + near * 0.1),
      );
      for (const other of close) fillRepeated(sketch, (x, y) => line(x, y, x + other.x - point.x, y + other.y - point.y, 0.7 + near * 0.5), { ...point, periodX: width }, color, { opacity: 0.2 + near * 0.12 }); // prettier-ignore
      const radius = height * (0.005 + random() * 0.007) * (1 + near * 0.5);
      fillRepeated(
        sketch,
        (x, y) => ellipse(x, y, radius * 3, radius * 3),
        { ...point, periodX: width },
        color,
        { feather: radius * 5, opacity: 0.35 },
      );
      fillRepeated(
        sketch,
        (x, y) => ellipse(x, y, radius, radius),
        { ...point, periodX: width },
        lighter(color, 0.5),
      );
    }
    return layer(sketch, scrolling({}, { x: width * (0.05 + near * 0.07) }, { x: width }));
  });
  return { width, height, flow, layers: [...nets, drawMotes(canvas, fromHsl(hue + 30, 0.9, 0.8), 22)] };
}

function line(fromX: number, fromY: number, toX: number, toY: number, half: number): Shape {
  const [dx, dy] = [toX - fromX, toY - fromY];
  const square = Math.max(1, dx * dx + dy * dy);
  return {
    distance(x, y) {
      const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / square));
      return Math.hypot(x - fromX - dx * along, y - fromY - dy * along) - half;
    },
    box: [
      Math.min(fromX, toX) - half,
      Math.min(fromY, toY) - half,
      Math.max(fromX, toX) + half,
      Math.max(fromY, toY) + half,
    ],
    isTrue: true,
  };
}
