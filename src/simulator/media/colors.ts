import type { Color } from './sketch.js';

/** `#RRGGBB` or `RRGGBB`. Anything else is a calm grey-blue. */
export function parseColor(text: string): Color {
  const match = /^#?([0-9a-f]{6})$/i.exec(text.trim());
  const value = parseInt(match?.[1] ?? '2b3a4a', 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** `amount` 0 gives the first, 1 the second. */
export function mix(first: Color, second: Color, amount: number): Color {
  const share = Math.min(1, Math.max(0, amount));
  return [
    first[0] + (second[0] - first[0]) * share,
    first[1] + (second[1] - first[1]) * share,
    first[2] + (second[2] - first[2]) * share,
  ];
}

export const WHITE: Color = [1, 1, 1];
export const BLACK: Color = [0, 0, 0];

export const lighter = (color: Color, amount: number): Color => mix(color, WHITE, amount);
export const darker = (color: Color, amount: number): Color => mix(color, BLACK, amount);

/** Hue in degrees, the others 0..1. */
export function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const step = (offset + hue / 30) % 12;
    return lightness - reach * Math.max(-1, Math.min(step - 3, 9 - step, 1));
  };
  return [channel(0), channel(8), channel(4)];
}
