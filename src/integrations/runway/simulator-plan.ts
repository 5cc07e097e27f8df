import type { FootageInput } from './simulator-models.js';

/** Credits a second, and how long a clip is when nothing is said. Sound doubles veo's price. */
const PRICES: Readonly<Record<FootageInput['model'], { credits: number; silent?: number; seconds: number }>> =
  {
    'gen4.5': { credits: 12, seconds: 5 },
    gen4_turbo: { credits: 5, seconds: 10 },
    'veo3.1': { credits: 40, silent: 20, seconds: 8 },
    'veo3.1_fast': { credits: 15, silent: 10, seconds: 8 },
    hailuo3: { credits: 20, seconds: 6 },
    happyhorse_1_0: { credits: 20, seconds: 5 },
    seedance2: { credits: 36, seconds: 5 },
    seedance2_fast: { credits: 24, seconds: 5 },
    seedance2_mini: { credits: 12, seconds: 5 },
    seedance2_5: { credits: 36, seconds: 5 },
    gemini_omni_flash: { credits: 20, seconds: 5 },
  };
export const MODEL_NAMES = Object.keys(PRICES);

/** What will be rendered and what it costs. */
export function planOf(input: FootageInput): {
  width: number;
  height: number;
  seconds: number;
  credits: number;
} {
  const price = PRICES[input.model];
  const seconds = input.duration ?? price.seconds;
  const silent = 'audio' in input && input.audio === false && price.silent !== undefined;
  const ratio = 'ratio' in input ? (input.ratio ?? '1280:720') : '1280:720';
  const [across = 1280, down = 720] = ratio === 'adaptive' ? [1280, 720] : ratio.split(':').map(Number);
  // small numbers are proportions (hailuo3), large ones pixels
  const scale = across < 100 ? 768 / Math.min(across, down) : 1;
  const even = (value: number) => Math.round((value * scale) / 2) * 2;
  const credits = Math.ceil(seconds * (silent ? (price.silent ?? price.credits) : price.credits));
  return { width: even(across), height: even(down), seconds, credits };
}
