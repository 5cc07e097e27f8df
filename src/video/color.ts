import { InvalidInputError } from '../errors.js';

/** Red, green and blue, 0..255 each. */
export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const INK: Rgb = [14, 16, 22];

/** WCAG's least contrast for text, and what burnt-in captions must reach too. */
const READABLE_CONTRAST = 4.5;

/** @throws {InvalidInputError} when it is not `#RRGGBB` */
export function parseColor(text: string): Rgb {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!digits)
    throw new InvalidInputError(`Colour ${JSON.stringify(text)} is not of the form #RRGGBB.`, ['brand']);
  const [, red = '0', green = '0', blue = '0'] = digits;
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

export function hexColor(color: Rgb): string {
  return color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('');
}

/** `share` 0 is all `from`, 1 is all `to`. */
export function mixColors(from: Rgb, to: Rgb, share: number): Rgb {
  const [red, green, blue] = [0, 1, 2].map((part) => {
    const [start, end] = [from[part] ?? 0, to[part] ?? 0];
    return Math.round(start + (end - start) * share);
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** 1..21 as WCAG defines it. */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour itself, moved towards `away` only as far as it must be to be read on `background`. */
export function readableOn(background: Rgb, color: Rgb, away: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mixColors(color, away, share);
    if (contrast(tried, background) >= READABLE_CONTRAST) return tried;
  }
  return away;
}

/** White or ink, whichever is read better on it. */
export function textColorOn(background: Rgb): Rgb {
  return contrast(WHITE, background) >= contrast(INK, background) ? WHITE : INK;
}
