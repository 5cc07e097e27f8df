import { darker, fromHsl, lighter, mix, WHITE } from './colors.js';
import { toPlanes } from './planes.js';
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
import { drawMotes } from './scenery-outdoors.js';
import { ellipse, path, roundedBox, Sketch, type Color, type Shape } from './sketch.js';

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

/** Warm dark with glowing sparks: kitchens, fire, evenings. */
export function drawEmbers(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const hue = 10 + random() * 26;
  const steam = wandering(
    [
      fromHsl(hue, 0.6, 0.12),
      fromHsl(hue + 8, 0.7, 0.3),
      fromHsl(hue - 8, 0.5, 0.1),
      fromHsl(hue + 18, 0.8, 0.46),
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
      drawBokeh(canvas, hue + 10, 15, 0.05),
      drawMotes(canvas, fromHsl(hue + 20, 1, 0.72), 40),
      drawBokeh(canvas, hue + 24, 8, 0.1),
    ],
  };
}

/** Large soft circles, out of focus. */
function drawBokeh({ width, height, random }: Canvas, hue: number, count: number, pace: number): Layer {
  const sketch = new Sketch(width, height * 2);
  for (let index = 0; index < count; index += 1) {
    const radius = Math.min(width, height) * (0.03 + random() * 0.09);
    const place = { x: random() * width, y: random() * height, periodY: height };
    const color: Color = fromHsl(hue + random() * 26, 0.85, 0.62);
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

/** Anything else: a palette of its own, flowing colour, glass circles and arcs. */
export function drawAbstract(canvas: Canvas): Scene {
  const { random } = canvas;
  const hue = random() * 360;
  const spread = [28, 60, 150][Math.floor(random() * 3)] ?? 60;
  const palette = [
    fromHsl(hue, 0.7, 0.34),
    fromHsl(hue + spread, 0.75, 0.55),
    fromHsl(hue - spread / 2, 0.65, 0.22),
    fromHsl(hue + spread / 2, 0.8, 0.68),
  ];
  const flow = drawFlow(canvas, wandering(palette, 1.3 + random(), 0.9 + random() * 0.4));
  return {
    width: canvas.width,
    height: canvas.height,
    flow,
    layers: [
      drawBokeh(canvas, hue + spread, 9, 0.05),
      drawBokeh(canvas, hue + spread / 2, 6, 0.11),
      drawMotes(canvas, lighter(palette[3] ?? WHITE, 0.5), 18),
    ],
  };
}
