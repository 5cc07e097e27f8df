/**
 * The shapes of the presenter's inset, drawn once as small image files (Netpbm, which ffmpeg reads without a
 * library): a mask with smooth round corners, and the plate with border and soft shadow that lies beneath.
 */

export interface InsetShape {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** Around the inset on every side. */
export const PLATE_MARGIN_PX = 24;
const BORDER_PX = 5;
const SHADOW_ALPHA = 0.42;
const SHADOW_DROP_PX = 4;

/** 8-bit grey, white where the presenter shows. */
export function insetMask(shape: InsetShape): Buffer {
  const header = Buffer.from(`P5\n${shape.width} ${shape.height}\n255\n`);
  const pixels = Buffer.alloc(shape.width * shape.height);
  for (let y = 0; y < shape.height; y += 1)
    for (let x = 0; x < shape.width; x += 1)
      pixels[y * shape.width + x] = Math.round(255 * inside(distance(shape, x, y)));
  return Buffer.concat([header, pixels]);
}

/** RGBA, `PLATE_MARGIN_PX` larger than the inset on every side: a white border on a shadow. */
export function insetPlate(shape: InsetShape): Buffer {
  const width = shape.width + 2 * PLATE_MARGIN_PX;
  const height = shape.height + 2 * PLATE_MARGIN_PX;
  const header = Buffer.from(
    `P7\nWIDTH ${width}\nHEIGHT ${height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n`,
  );
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const away = distance(shape, x - PLATE_MARGIN_PX, y - PLATE_MARGIN_PX);
      const dropped = distance(shape, x - PLATE_MARGIN_PX, y - PLATE_MARGIN_PX - SHADOW_DROP_PX);
      const border = inside(away - BORDER_PX);
      const reach = PLATE_MARGIN_PX - SHADOW_DROP_PX;
      const shadow = SHADOW_ALPHA * Math.min(1, Math.max(0, 1 - dropped / reach)) ** 2;
      const alpha = border + shadow * (1 - border);
      const white = alpha === 0 ? 0 : Math.round((255 * border) / alpha);
      pixels.set([white, white, white, Math.round(255 * alpha)], (y * width + x) * 4);
    }
  return Buffer.concat([header, pixels]);
}

/** Distance of a pixel's middle from the rounded rectangle: negative inside. */
function distance({ width, height, radius }: InsetShape, x: number, y: number): number {
  const beyondX = Math.abs(x + 0.5 - width / 2) - (width / 2 - radius);
  const beyondY = Math.abs(y + 0.5 - height / 2) - (height / 2 - radius);
  return (
    Math.hypot(Math.max(beyondX, 0), Math.max(beyondY, 0)) + Math.min(Math.max(beyondX, beyondY), 0) - radius
  );
}

/** How much of a pixel lies inside: its edge is one pixel soft. */
function inside(away: number): number {
  return Math.min(1, Math.max(0, 0.5 - away));
}
