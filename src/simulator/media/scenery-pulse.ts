import { darker, fromHsl, lighter, mix, WHITE } from './colors.js';
import { toPlanes } from './planes.js';
import { drawFlow, fillRepeated, layer, scrolling, type Canvas, type Layer, type Scene } from './scene.js';
import { ellipse, path, Sketch, type Shape } from './sketch.js';

/** Something alive that beats: rings run outwards from a warm core. */
export function drawPulse(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 340 + random() * 30;
  const flow = drawFlow(canvas, (x, y, seconds) => {
    const beat = 0.6 + 0.4 * Math.max(0, Math.sin(seconds * 5.2)) ** 3;
    const far = Math.hypot((x - 0.5) * (width / height), y - 0.5);
    const wave = 0.5 + 0.5 * Math.sin(far * 16 - seconds * 5.2);
    return mix(
      fromHsl(hue, 0.75, 0.1),
      fromHsl(hue + 12, 0.78, 0.42),
      Math.max(0, 1 - far * 1.5) * beat * 0.8 + wave * 0.14,
    );
  });
  const size = Math.round((Math.min(width, height) * 0.62) / 2) * 2;
  const pictures = Array.from({ length: 24 }, (_, frame) => {
    const phase = frame / 24;
    const push = Math.exp(-(((phase - 0.12) / 0.07) ** 2)) + 0.6 * Math.exp(-(((phase - 0.34) / 0.08) ** 2));
    return toPlanes(drawHeart(size, 0.66 + push * 0.13, phase, hue), true);
  });
  const heart: Layer = {
    pictures,
    motion: {
      kind: 'SWING',
      x: (width - size) / 2,
      y: (height - size) / 2,
      reachX: width * 0.02,
      reachY: height * 0.015,
      seconds: 7,
      phase: random() * 6,
    },
  };
  return { width, height, flow, layers: [drawCells(canvas, hue, 0.6), heart, drawCells(canvas, hue, 1)] };
}

function drawHeart(size: number, grown: number, phase: number, hue: number): Sketch {
  const sketch = new Sketch(size, size);
  const [middle, unit] = [size / 2, (size / 2) * grown];
  const color = fromHsl(hue + 4, 0.8, 0.5);
  const at = (x: number, y: number): [number, number] => [middle + x * unit, middle + y * unit];
  const bow = (...values: [number, number, number, number, number, number]): [number, number, number, number, number, number] => [...at(values[0], values[1]), ...at(values[2], values[3]), ...at(values[4], values[5])]; // prettier-ignore
  const heart = path([at(0, 0.82), bow(-0.5, 0.42, -0.92, 0.1, -0.9, -0.28), bow(-0.88, -0.72, -0.26, -0.86, 0, -0.38), bow(0.26, -0.86, 0.88, -0.72, 0.9, -0.28), bow(0.92, 0.1, 0.5, 0.42, 0, 0.82)]); // prettier-ignore
  const halo = ellipse(middle, middle, size * (0.2 + phase * 0.28), size * (0.2 + phase * 0.28));
  const ringShape: Shape = { ...halo, distance: (x, y) => Math.abs(halo.distance(x, y)) - 1.5 };
  sketch.fill(ringShape, lighter(color, 0.5), { opacity: (1 - phase) * 0.5, feather: 3 });
  sketch.fill(heart, (x, y) =>
    mix(
      lighter(color, 0.3),
      darker(color, 0.45),
      (y - middle + unit * 0.7) / (unit * 1.6) + (x - middle) / (unit * 5),
    ),
  );
  return sketch.fill(ellipse(...at(-0.42, -0.36), unit * 0.24, unit * 0.16), WHITE, {
    feather: unit * 0.26,
    opacity: 0.34,
    within: heart,
  });
}

function drawCells({ width, height, random }: Canvas, hue: number, near: number): Layer {
  const sketch = new Sketch(width * 2, height);
  for (let cell = 0; cell < 15; cell += 1) {
    const radius = Math.min(width, height) * (0.012 + random() * 0.02) * (0.5 + near);
    const place = { x: random() * width, y: random() * height, periodX: width };
    const color = fromHsl(hue + random() * 14, 0.7, 0.36 + random() * 0.2);
    fillRepeated(sketch, (x, y) => ellipse(x, y, radius * 1.25, radius), place, color, {
      opacity: 0.75,
      feather: 2,
    });
    fillRepeated(sketch, (x, y) => ellipse(x, y, radius * 0.6, radius * 0.42), place, darker(color, 0.35), {
      opacity: 0.6,
      feather: radius * 0.5,
    });
  }
  return layer(sketch, scrolling({}, { x: width * 0.12 * near }, { x: width }));
}
