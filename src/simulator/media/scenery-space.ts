import { darker, fromHsl, lighter, mix, WHITE } from './colors.js';
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
import { ellipse, Sketch } from './sketch.js';

/** Space: nebula, three depths of stars, a shaded planet that crosses slowly. */
export function drawSpace(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 200 + random() * 130;
  const dark = fromHsl(hue, 0.6, 0.07);
  const cloud = fromHsl(hue + 40, 0.65, 0.36);
  const bright = fromHsl(hue - 40, 0.7, 0.48);
  const nebula = wandering([dark, cloud, dark, bright], 2.1, 0.55);
  const flow = drawFlow(canvas, (x, y, seconds) => mix(dark, nebula(x, y, seconds), 0.85));
  const stars = [0, 1, 2].map((near) => {
    const sketch = new Sketch(width * 2, height);
    for (let star = 0; star < 130 - near * 45; star += 1) {
      const radius = (0.6 + random() * 0.7) * (1 + near * 0.55) * (height / 540 + 0.2);
      const place = { x: random() * width, y: random() * height, periodX: width };
      const color = mix(WHITE, fromHsl(random() * 360, 0.9, 0.75), 0.4);
      if (random() < 0.25)
        fillRepeated(sketch, (x, y) => ellipse(x, y, radius * 4, radius * 4), place, color, {
          feather: radius * 6,
          opacity: 0.25,
        });
      fillRepeated(sketch, (x, y) => ellipse(x, y, radius, radius), place, color, {
        opacity: 0.45 + random() * 0.55,
      });
    }
    return layer(sketch, scrolling({}, { x: width * (0.03 + near * 0.04) }, { x: width }));
  });
  return { width, height, flow, layers: [...stars, drawPlanet(canvas, hue)] };
}

function drawPlanet({ width, height, random }: Canvas, hue: number): Layer {
  const size = Math.round((Math.min(width, height) * (0.46 + random() * 0.2)) / 2) * 2;
  const sketch = new Sketch(size, size);
  const radius = size * 0.43;
  const middle = size / 2;
  const land = fromHsl(hue + 120 + random() * 120, 0.55, 0.55);
  const bands = 5 + Math.floor(random() * 6);
  sketch.fill(ellipse(middle, middle, radius * 1.1, radius * 1.1), lighter(land, 0.4), {
    feather: radius * 0.16,
    opacity: 0.35,
  });
  sketch.fill(ellipse(middle, middle, radius, radius), (x, y) => {
    const [dx, dy] = [(x - middle) / radius, (y - middle) / radius];
    const bulge = dy + 0.12 * Math.sin(dx * 3 + dy * 5);
    const band = 0.5 + 0.5 * Math.sin(bulge * bands + Math.sin(dx * 4 + bulge * 9) * 0.4);
    const lit = Math.max(0, -dx * 0.62 - dy * 0.5 + Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy)) * 0.6);
    return mix(
      darker(land, 0.93),
      lighter(mix(land, darker(land, 0.35), band), 0.12),
      Math.min(1, lit * 1.25),
    );
  });
  const motion = { kind: 'SWING' as const, x: width * 0.62 - middle, y: height * 0.45 - middle };
  return layer(sketch, {
    ...motion,
    reachX: width * 0.16,
    reachY: height * 0.06,
    seconds: 17,
    phase: random() * 6,
  });
}
