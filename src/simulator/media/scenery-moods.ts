import { BLACK, darker, fromHsl, lighter, mix } from './colors.js';
import { drawBokeh, drawMotes } from './lights.js';
import { drawFlow, layer, scrolling, wandering, type Canvas, type Layer, type Scene } from './scene.js';
import { Sketch, type Color, type Shape } from './sketch.js';

/** Warm dark with glowing sparks: kitchens, fire, evenings. */
export function drawEmbers(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 2 + random() * 38;
  const glow = 0.8 + random() * 0.5;
  const steam = wandering(
    [
      fromHsl(hue, 0.6, 0.12 * glow),
      fromHsl(hue + 8, 0.7, 0.3 * glow),
      fromHsl(hue - 8, 0.5, 0.1),
      fromHsl(hue + 18, 0.8, 0.46 * glow),
    ],
    1.7,
    0.9,
  );
  const flow = drawFlow(canvas, (x, y, seconds) => {
    return lighter(steam(x, y + seconds * 0.09, seconds), Math.max(0, y - 0.55) * 0.3);
  });
  return {
    width,
    height,
    flow,
    layers: [
      drawBokeh(canvas, fromHsl(hue + 22, 0.85, 0.62), 15, 0.05),
      drawMotes(canvas, fromHsl(hue + 20, 1, 0.72), 40),
      drawBokeh(canvas, fromHsl(hue + 36, 0.85, 0.62), 8, 0.1),
    ],
  };
}

/** Families of colours from deep to light, as hue, saturation and lightness; each episode's idea turns one a little. */
const FAMILIES: readonly (readonly (readonly [number, number, number])[])[] = [
  [[232, 0.58, 0.13], [216, 0.62, 0.3], [188, 0.6, 0.5], [168, 0.6, 0.78]],
  [[268, 0.5, 0.14], [284, 0.46, 0.32], [328, 0.6, 0.55], [24, 0.85, 0.8]],
  [[246, 0.55, 0.16], [258, 0.55, 0.38], [292, 0.58, 0.6], [330, 0.75, 0.84]],
  [[338, 0.55, 0.14], [356, 0.58, 0.34], [20, 0.78, 0.54], [42, 0.9, 0.76]],
  [[200, 0.55, 0.11], [186, 0.6, 0.25], [166, 0.48, 0.46], [140, 0.5, 0.8]],
  [[222, 0.6, 0.12], [238, 0.52, 0.36], [204, 0.75, 0.58], [36, 0.9, 0.82]],
]; // prettier-ignore

/** Anything else: silk in the light, ribbons of one family of colours over a calm deep ground. */
export function drawAbstract(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const turn = (random() - 0.5) * 24;
  const family = FAMILIES[Math.floor(random() * FAMILIES.length)] ?? [];
  const [deep = BLACK, middle = deep, bright = middle, light = bright] = family.map(
    ([hue, saturation, lightness]) => fromHsl(hue + turn, saturation, lightness),
  );
  const pace = 0.5 + random() * 0.5;
  const [phase, bend] = [random() * 6.28, 1.4 + random() * 1.8];
  // One number for each place runs through the colours in their order, so no two that clash are ever mixed.
  const flow = drawFlow(canvas, (x, y, seconds) => {
    const time = seconds * pace;
    const fold = Math.sin(x * bend * 2 + phase + time + 1.1 * Math.sin(y * 2.6 - time * 0.6));
    const glow = Math.exp(
      -(((x - 0.5 - 0.3 * Math.sin(time * 0.7 + phase)) / 0.42) ** 2) - ((y - 0.42) / 0.5) ** 2,
    );
    const share = Math.max(0, 0.1 + 0.2 * (fold + 1) + 0.5 * glow);
    return share < 0.5 ? mix(deep, middle, share * 2) : mix(middle, bright, share * 2 - 1);
  });
  const count = 3 + Math.floor(random() * 2);
  const ribbons = Array.from({ length: count }, (_, index) => {
    const depth = index / (count - 1);
    return drawRibbon(canvas, {
      ...{ color: mix(middle, bright, depth), rim: light, depth },
      middle: height * (0.34 + 0.42 * depth + (random() - 0.5) * 0.12),
    });
  });
  return {
    width,
    height,
    flow,
    layers: [
      ...ribbons,
      drawBokeh(canvas, bright, 4 + Math.floor(random() * 4), 0.05),
      drawMotes(canvas, lighter(light, 0.4), 14),
    ],
  };
}

/** A ribbon of silk that waves past: bright along its upper rim, fading away below. */
function drawRibbon(
  { width, height, random }: Canvas,
  ribbon: { middle: number; color: Color; rim: Color; depth: number },
): Layer {
  const sketch = new Sketch(width * 2, height);
  const tall = height * (0.36 + random() * 0.24);
  const upper = wave(random, width, ribbon.middle - tall * 0.35, height * (0.09 + random() * 0.09));
  const body: Shape = { distance: (px, py) => upper(px) - py, box: [0, 0, width * 2, height] };
  const fading: Shape = { ...body, distance: (px, py) => py - upper(px) - tall / 2 };
  const [top, foot] = [lighter(ribbon.color, 0.14), darker(ribbon.color, 0.15)];
  sketch.fill(fading, (px, py) => mix(top, foot, (py - upper(px)) / tall), {
    ...{ feather: tall, opacity: 0.5 + 0.3 * ribbon.depth, within: body },
  });
  const line: Shape = { ...body, distance: (px, py) => Math.abs(py - upper(px)) - height * 0.001 };
  sketch.fill(line, ribbon.rim, { opacity: 0.65, feather: Math.max(1.5, height * 0.004) });
  return layer(
    sketch,
    scrolling({}, { x: width * (0.035 + 0.05 * ribbon.depth + random() * 0.02) }, { x: width }),
  );
}

/** A long calm wave that repeats every `period` pixels. */
function wave(random: () => number, period: number, middle: number, height: number): (x: number) => number {
  const [first, second, share] = [random() * 6.28, random() * 6.28, 0.25 + random() * 0.3];
  const heights = Float32Array.from({ length: period }, (_, column) => {
    const turn = ((column + 0.5) / period) * 6.2832;
    return middle + height * (Math.sin(turn + first) + share * Math.sin(turn * 2 + second));
  });
  return (x) => heights[Math.floor(x) % period] ?? middle;
}
