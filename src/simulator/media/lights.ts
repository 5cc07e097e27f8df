import { darker, lighter } from './colors.js';
import { fillRepeated, layer, scrolling, type Canvas, type Layer } from './scene.js';
import { ellipse, Sketch, type Color, type Shape } from './sketch.js';

/** Specks of light that drift upwards, out of focus. */
export function drawMotes({ width, height, random }: Canvas, color: Color, count: number): Layer {
  const sketch = new Sketch(width, height * 2);
  for (let index = 0; index < count; index += 1) {
    const radius = Math.min(width, height) * (0.004 + random() * 0.012);
    const place = { x: random() * width, y: random() * height, periodY: height };
    fillRepeated(sketch, (x, y) => ellipse(x, y, radius * 2, radius * 2), place, color, {
      feather: radius * 3,
      opacity: 0.2,
    });
    fillRepeated(sketch, (x, y) => ellipse(x, y, radius, radius), place, color, {
      feather: radius * 1.2,
      opacity: 0.5,
    });
  }
  return layer(sketch, scrolling({}, { y: height * 0.07 }, { y: height }));
}

/** Large soft circles, out of focus. */
export function drawBokeh(
  { width, height, random }: Canvas,
  shade: Color,
  count: number,
  pace: number,
): Layer {
  const sketch = new Sketch(width, height * 2);
  for (let index = 0; index < count; index += 1) {
    const radius = Math.min(width, height) * (0.03 + random() * 0.09);
    const place = { x: random() * width, y: random() * height, periodY: height };
    const color = random() < 0.5 ? lighter(shade, random() * 0.25) : darker(shade, random() * 0.2);
    fillRepeated(sketch, (x, y) => ellipse(x, y, radius, radius), place, color, {
      opacity: 0.1 + random() * 0.22,
      feather: 3,
    });
    const rim = (x: number, y: number): Shape => {
      const whole = ellipse(x, y, radius, radius);
      return { ...whole, distance: (px, py) => Math.abs(whole.distance(px, py) + 1.5) - 1.5 };
    };
    fillRepeated(sketch, rim, place, lighter(color, 0.4), { opacity: 0.26, feather: 2 });
  }
  return layer(sketch, scrolling({}, { y: height * pace }, { y: height }));
}
