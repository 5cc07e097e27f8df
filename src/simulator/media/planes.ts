import type { Sketch } from './sketch.js';

/** A picture as ffmpeg's `yuva420p` (or, without alpha, `yuv420p`): whole planes one after the other, BT.709 limited. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** @param sketch with even width and height */
export function toPlanes(sketch: Sketch, withAlpha: boolean): Planes {
  const { width, height, pixels } = sketch;
  const luma = width * height;
  const chroma = luma >> 2;
  const bytes = new Uint8Array(luma + 2 * chroma + (withAlpha ? luma : 0));
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let [cb, cr, cover] = [0, 0, 0];
      for (let corner = 0; corner < 4; corner += 1) {
        const pixel = (y + (corner >> 1)) * width + x + (corner & 1);
        const alpha = pixels[pixel * 4 + 3] ?? 0;
        const red = pixels[pixel * 4] ?? 0;
        const green = pixels[pixel * 4 + 1] ?? 0;
        const blue = pixels[pixel * 4 + 2] ?? 0;
        const bright = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        bytes[pixel] = 16.5 + (alpha > 0 ? (219 * bright) / alpha : 0);
        if (withAlpha) bytes[luma + 2 * chroma + pixel] = alpha * 255 + 0.5;
        cb += (blue - bright) / 1.8556;
        cr += (red - bright) / 1.5748;
        cover += alpha;
      }
      const at = (y >> 1) * (width >> 1) + (x >> 1);
      bytes[luma + at] = 128.5 + (cover > 0 ? (224 * cb) / cover : 0);
      bytes[luma + chroma + at] = 128.5 + (cover > 0 ? (224 * cr) / cover : 0);
    }
  }
  return { width, height, bytes };
}

/** Copies a small picture over a part of a larger one of the same format. `x` and `y` even. */
export function pastePlanes(onto: Planes, patch: Planes, x: number, y: number, withAlpha: boolean): void {
  const copy = (
    ontoAt: number,
    ontoWidth: number,
    patchAt: number,
    patchWidth: number,
    rows: number,
    shift: number,
  ): void => {
    for (let row = 0; row < rows; row += 1) {
      const from = patchAt + row * patchWidth;
      onto.bytes.set(
        patch.bytes.subarray(from, from + patchWidth),
        ontoAt + ((y >> shift) + row) * ontoWidth + (x >> shift),
      );
    }
  };
  const ontoLuma = onto.width * onto.height;
  const patchLuma = patch.width * patch.height;
  copy(0, onto.width, 0, patch.width, patch.height, 0);
  copy(ontoLuma, onto.width >> 1, patchLuma, patch.width >> 1, patch.height >> 1, 1);
  copy(
    ontoLuma + (ontoLuma >> 2),
    onto.width >> 1,
    patchLuma + (patchLuma >> 2),
    patch.width >> 1,
    patch.height >> 1,
    1,
  );
  if (withAlpha)
    copy(ontoLuma + (ontoLuma >> 1), onto.width, patchLuma + (patchLuma >> 1), patch.width, patch.height, 0);
}
