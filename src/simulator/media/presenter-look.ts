import { darker, fromHsl, parseColor } from './colors.js';
import type { Color } from './sketch.js';

/** What a presenter looks like; the same id gives the same person. */
export interface PresenterLook {
  readonly skin: Color;
  readonly hair: Color;
  readonly clothes: Color;
  readonly shirt: Color;
  readonly iris: Color;
  readonly hairStyle: 'SHORT' | 'LONG' | 'BUN' | 'CURLS';
  readonly outfit: 'BLAZER' | 'SWEATER' | 'COLLAR';
  readonly hasGlasses: boolean;
  readonly hasBeard: boolean;
}

const SKINS = ['f3c9a5', 'e3ad83', 'c98b5f', 'a3683f', '7a4a2c', 'f7d7bd'].map(parseColor);
const HAIRS = ['2a1c16', '4b2e1e', '7a4a24', 'b98545', '1d1d22', '8a8580', '6d2b1f'].map(parseColor);
const IRISES = ['4a2f1d', '3f5f78', '4d6b45', '33302e'].map(parseColor);
const SHIRTS = ['f4f1ea', 'e8eef4', 'fbe9dc', '23262d'].map(parseColor);

export function presenterLook(lookId: string): PresenterLook {
  const roll = dice(lookId);
  const hairStyle = (['SHORT', 'LONG', 'BUN', 'CURLS'] as const)[roll(4)] ?? 'SHORT';
  const skin = SKINS[roll(SKINS.length)] ?? [0.9, 0.7, 0.55];
  return {
    skin,
    hair: HAIRS[roll(HAIRS.length)] ?? darker(skin, 0.8),
    clothes: fromHsl(roll(24) * 15, 0.38 + roll(3) * 0.1, 0.3 + roll(3) * 0.07),
    shirt: SHIRTS[roll(SHIRTS.length)] ?? [1, 1, 1],
    iris: IRISES[roll(IRISES.length)] ?? [0.2, 0.15, 0.1],
    hairStyle,
    outfit: (['BLAZER', 'SWEATER', 'COLLAR'] as const)[roll(3)] ?? 'SWEATER',
    hasGlasses: roll(4) === 0,
    hasBeard: hairStyle === 'SHORT' && roll(2) === 0,
  };
}

/** Throws dice that always fall the same for the same words. */
export function dice(words: string): (sides: number) => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < words.length; index += 1) {
    state = Math.imul(state ^ words.charCodeAt(index), 0x01000193);
  }
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * sides);
  };
}
