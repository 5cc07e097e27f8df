import { mixColors, parseColor, readableOn, textColorOn, WHITE, type Rgb } from './color.js';
import type { BrandLook } from './specs.js';

export interface CardColors {
  /** Of the moving background, every one far enough from `text`. */
  readonly background: readonly [Rgb, Rgb, Rgb];
  readonly text: Rgb;
  readonly accent: Rgb;
}

/** A card's colours out of the brand's two, shifted where text could not be read. */
export function cardColors(brand: BrandLook): CardColors {
  const primary = parseColor(brand.primaryColor);
  const text = textColorOn(primary);
  const away: Rgb = text === WHITE ? [0, 0, 0] : WHITE;
  const base = readableOn(text, primary, away);
  return {
    background: [mixColors(base, away, 0.55), base, readableOn(text, mixColors(base, text, 0.16), away)],
    text,
    accent: readableOn(base, parseColor(brand.accentColor), text),
  };
}
