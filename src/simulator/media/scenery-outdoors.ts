import { darker, fromHsl, lighter, mix, WHITE } from './colors.js';
import { drawMotes } from './lights.js';
import {
  drawFlow,
  fillRepeated,
  ground,
  hills,
  layer,
  scrolling,
  wandering,
  type Canvas,
  type Scene,
} from './scene.js';
import { ellipse, path, roundedBox, Sketch, type Color } from './sketch.js';

/** Under water: light from above, hills of sand, weeds, bubbles that rise at three depths. */
export function drawOcean(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 185 + random() * 30;
  const surface = fromHsl(hue - 8, 0.62, 0.58);
  const deep = fromHsl(hue + 22, 0.7, 0.16);
  const flow = drawFlow(canvas, (x, y, seconds) => {
    const ray = Math.sin(x * 9 + y * 2.4 + seconds * 0.9) * Math.sin(x * 5.2 - y * 1.2 - seconds * 0.6);
    const swell = 0.05 * Math.sin(x * 6 + seconds * 1.4);
    return lighter(
      mix(surface, deep, Math.min(1, (y + swell) * 1.15)),
      Math.max(0, ray) * 0.34 * (1 - y * 0.75),
    );
  });
  const bubbles = [0.35, 0.6, 1].map((near) => {
    const sketch = new Sketch(width, height * 2);
    const count = Math.round(46 - near * 28);
    for (let index = 0; index < count; index += 1) {
      const radius = height * (0.006 + random() * 0.02) * (0.5 + near);
      const [x, y] = [random() * width, random() * height];
      const place = { x, y, periodY: height };
      fillRepeated(sketch, (px, py) => ellipse(px, py, radius, radius), place, lighter(surface, 0.5), {
        opacity: 0.16 + near * 0.1,
      });
      fillRepeated(sketch, (px, py) => ring(px, py, radius, radius * 0.13), place, WHITE, {
        opacity: 0.55,
        feather: 1.4,
      });
      fillRepeated(
        sketch,
        (px, py) => ellipse(px - radius * 0.36, py - radius * 0.4, radius * 0.22, radius * 0.16),
        place,
        WHITE,
        { opacity: 0.85 },
      );
    }
    return layer(sketch, scrolling({}, { y: height * (0.1 + near * 0.2) }, { y: height }));
  });
  const beds = [0, 1].map((near) => {
    const tall = Math.round((height * 0.42) / 2) * 2;
    const sketch = new Sketch(width * 2, tall);
    const color = darker(mix(deep, surface, 0.12), near * 0.45);
    const line = hills(random, width, tall * (0.5 + near * 0.2), tall * 0.09, 1);
    for (let weed = 0; weed < 16; weed += 1)
      drawWeed(sketch, { x: random() * width, periodX: width, foot: tall, random }, darker(color, 0.1));
    sketch.fill(ground(line, width * 2, tall), (_, y) =>
      mix(lighter(color, 0.12), darker(color, 0.4), y / tall),
    );
    return layer(sketch, scrolling({ y: height - tall }, { x: width * (0.035 + near * 0.05) }, { x: width }));
  });
  return {
    width,
    height,
    flow,
    layers: [
      ...bubbles.slice(0, 1),
      ...beds.slice(0, 1),
      ...bubbles.slice(1, 2),
      ...beds.slice(1),
      ...bubbles.slice(2),
    ],
  };
}

function ring(x: number, y: number, radius: number, thickness: number): ReturnType<typeof ellipse> {
  const whole = ellipse(x, y, radius, radius);
  return { ...whole, distance: (px, py) => Math.abs(whole.distance(px, py) + thickness) - thickness };
}

function drawWeed(
  sketch: Sketch,
  at: { x: number; periodX: number; foot: number; random: () => number },
  color: Color,
): void {
  const tall = at.foot * (0.45 + at.random() * 0.5);
  const lean = (at.random() - 0.5) * tall * 0.6;
  const wide = tall * 0.07;
  fillRepeated(
    sketch,
    (x, y) => path([[x - wide, y], [x - wide - lean, y - tall * 0.4, x + lean * 1.4, y - tall * 0.6, x + lean, y - tall], [x + lean * 1.8, y - tall * 0.5, x + wide - lean * 0.6, y - tall * 0.35, x + wide, y]]),
    { x: at.x, y: at.foot, periodX: at.periodX },
    color,
  ); // prettier-ignore
}

/** A forest: misty sky, three rows of trees that pass at their own pace, drifting light. */
export function drawForest(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 92 + random() * 70;
  const isEvening = random() < 0.4;
  const sky = isEvening ? fromHsl(28 + random() * 18, 0.75, 0.72) : fromHsl(hue + 40, 0.4, 0.82);
  const mist = isEvening ? fromHsl(350, 0.4, 0.5) : fromHsl(hue, 0.3, 0.66);
  const flow = drawFlow(canvas, (x, y, seconds) => {
    const sun = Math.max(
      0,
      1 - Math.hypot((x - 0.68) * 1.6, y - 0.3) * (1.7 + 0.25 * Math.sin(seconds * 1.1)),
    );
    const haze = 0.5 + 0.5 * Math.sin(x * 5 + seconds * 0.8 + Math.sin(y * 7 - seconds * 0.5));
    return lighter(mix(mix(sky, mist, y), sky, haze * 0.3), sun * 0.6);
  });
  const rows = [0, 1, 2].map((near) => {
    const sketch = new Sketch(width * 2, height);
    const color = darker(mix(fromHsl(hue, 0.42, 0.42), mist, 0.62 - near * 0.31), near * 0.26);
    const line = hills(random, width, height * (0.72 + near * 0.09), height * 0.035, 1);
    for (let tree = 0; tree < 22 - near * 5; tree += 1) {
      const x = random() * width;
      const tall = height * (0.2 + near * 0.13) * (0.7 + random() * 0.6);
      drawFir(
        sketch,
        { x, periodX: width, foot: line(x) + 4, tall },
        mix(color, darker(color, 0.35), random() * 0.7),
      );
    }
    sketch.fill(ground(line, width * 2, height), (_, y) =>
      mix(color, darker(color, 0.45), (y / height - 0.66) * 3),
    );
    return layer(
      sketch,
      scrolling({}, { x: width * (0.03 + 0.03 * near + 0.015 * near * (near - 1)) }, { x: width }),
    );
  });
  return {
    width,
    height,
    flow,
    layers: [...rows, drawMotes(canvas, isEvening ? [1, 0.85, 0.6] : [1, 1, 0.86], 26)],
  };
}

function drawFir(
  sketch: Sketch,
  at: { x: number; periodX: number; foot: number; tall: number },
  color: Color,
): void {
  const { tall } = at;
  const place = { x: at.x, y: at.foot, periodX: at.periodX };
  fillRepeated(
    sketch,
    (x, y) => roundedBox(x - tall * 0.02, y - tall * 0.2, tall * 0.04, tall * 0.2, 1),
    place,
    darker(color, 0.4),
  );
  const needles = lighter(color, 0.1);
  for (let tier = 0; tier < 3; tier += 1) {
    const [top, foot, half] = [
      tall * (1 - tier * 0.2),
      tall * (0.58 - tier * 0.22),
      tall * (0.15 + tier * 0.055),
    ];
    fillRepeated(sketch, (x, y) => path([[x, y - top], [x + half * 0.3, y - (top + foot) / 2, x + half * 0.7, y - foot - tall * 0.06, x + half, y - foot], [x + half * 0.4, y - foot + tall * 0.03, x - half * 0.4, y - foot + tall * 0.03, x - half, y - foot], [x - half * 0.7, y - foot - tall * 0.06, x - half * 0.3, y - (top + foot) / 2, x, y - top]]), place, (px, py) => mix(needles, color, (py % 41) / 41 + (px % 7) / 90)); // prettier-ignore
  }
}

/** Mountains or plain country under a slow sky. */
export function drawLandscape(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = random() * 360;
  const top = fromHsl(hue, 0.5, 0.5);
  const low = fromHsl(hue + 35 + random() * 40, 0.8, 0.82);
  const clouds = wandering([top, low, lighter(low, 0.4), mix(top, low, 0.5)], 1.6, 0.7);
  const flow = drawFlow(canvas, (x, y, seconds) =>
    mix(mix(top, low, Math.min(1, y * 1.4)), clouds(x, y, seconds), 0.34),
  );
  const rows = [0, 1, 2, 3].map((near) => {
    const sketch = new Sketch(width * 2, height);
    const color = mix(mix(low, top, 0.4), fromHsl(hue + 190, 0.35, 0.14), 0.12 + near * 0.26);
    const line = hills(
      random,
      width,
      height * (0.5 + near * 0.13),
      height * (0.13 - near * 0.022),
      1 + (near % 2),
    );
    sketch.fill(ground(line, width * 2, height), (x, y) =>
      mix(lighter(color, 0.22), color, (y - line(x)) / (height * 0.14)),
    );
    return layer(sketch, scrolling({}, { x: width * (0.02 + near * 0.03) }, { x: width }));
  });
  return { width, height, flow, layers: [...rows, drawMotes(canvas, [1, 1, 0.9], 16)] };
}
