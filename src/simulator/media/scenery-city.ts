import { BLACK, darker, fromHsl, lighter, mix, WHITE } from './colors.js';
import { drawMotes } from './lights.js';
import { drawFlow, fillRepeated, layer, scrolling, type Canvas, type Scene } from './scene.js';
import { roundedBox, Sketch, type Color } from './sketch.js';

/** A city: sky at some hour, three rows of towers with lit windows. */
export function drawCity(canvas: Canvas): Scene {
  const { width, height, random } = canvas;
  const isNight = random() < 0.55;
  const hue = isNight ? 215 + random() * 50 : 18 + random() * 30;
  const top = fromHsl(hue, isNight ? 0.55 : 0.5, isNight ? 0.14 : 0.62);
  const low = isNight ? fromHsl(hue + 75, 0.5, 0.42) : fromHsl(hue + 22, 0.85, 0.76);
  const flow = drawFlow(canvas, (x, y, seconds) => {
    const cloud = 0.5 + 0.5 * Math.sin(x * 4.4 - seconds * 0.7 + 1.6 * Math.sin(y * 9 + seconds * 0.25));
    return lighter(mix(top, low, Math.min(1, y * 1.25)), cloud * cloud * 0.2 * (1 - y * 0.6));
  });
  const rows = [0, 1, 2].map((near) => {
    const sketch = new Sketch(width * 2, height);
    const color = mix(
      mix(top, low, 0.45),
      isNight ? [0.03, 0.04, 0.09] : fromHsl(hue + 200, 0.28, 0.2),
      0.3 + near * 0.33,
    );
    drawTowers(sketch, canvas, near, color, isNight);
    return layer(
      sketch,
      scrolling({}, { x: width * (0.025 + 0.03 * near + 0.022 * near * (near - 1)) }, { x: width }),
    );
  });
  return {
    width,
    height,
    flow,
    layers: [...rows, drawMotes(canvas, isNight ? [1, 0.8, 0.5] : [1, 1, 1], 14)],
  };
}

function drawTowers(
  sketch: Sketch,
  { width, height, random }: Canvas,
  near: number,
  color: Color,
  isNight: boolean,
): void {
  const lamp = fromHsl(38 + random() * 16, 0.95, 0.68);
  const step = Math.min(width, height) * (0.05 + near * 0.032);
  for (let x = 0; x < width - step * 0.4; x += step * (0.82 + random() * 0.5)) {
    const wide = step * (0.75 + random() * 0.55);
    const tall = height * (0.5 - near * 0.1) * (0.5 + random() * 0.6) + height * 0.05;
    const place = { x, y: height - tall, periodX: width };
    fillRepeated(
      sketch,
      (px, py) => roundedBox(px, py, wide, tall + 9, 2),
      place,
      (_, y) => mix(lighter(color, 0.08), darker(color, 0.3), (y - height + tall) / tall),
    );
    if (random() < 0.3)
      fillRepeated(
        sketch,
        (px, py) => roundedBox(px + wide * 0.47, py - tall * 0.14, wide * 0.05, tall * 0.16, 1),
        place,
        color,
      );
    const pane = step * 0.13;
    for (let row = pane * 1.4; row < tall - pane; row += pane * 2) {
      for (let column = pane; column < wide - pane * 1.4; column += pane * 1.9) {
        const isLit = random() < (isNight ? 0.42 : 0.16);
        const glass = isLit ? lamp : mix(color, isNight ? BLACK : WHITE, 0.22);
        fillRepeated(
          sketch,
          (px, py) => roundedBox(px + column, py + row, pane, pane * 1.2, 0.5),
          place,
          glass,
          { opacity: isLit ? 0.95 : 0.5 },
        );
      }
    }
  }
}
