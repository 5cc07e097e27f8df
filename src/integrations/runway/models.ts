import { VendorError } from '../../errors.js';
import type { FootageRequest } from '../contracts.js';

type AspectRatio = FootageRequest['aspectRatio'];

/** What a model makes of text. */
export interface FootageModel {
  /** UTF-16 units. */
  readonly maxPrompt: number;
  /** Lengths it makes, in seconds, rising. */
  readonly seconds: readonly number[];
  /** Pixels; square footage is cut out of the widest where there is none. */
  readonly ratios: Readonly<Record<AspectRatio, string>>;
  readonly takesSeed: boolean;
  /** Makes sound unless told not to, and takes more for it. */
  readonly makesSound: boolean;
  readonly creditsPerSecond: number;
}

const VEO_RATIOS = { '16:9': '1920:1080', '9:16': '1080:1920', '1:1': '1920:1080' };

/** @see https://docs.dev.runwayml.com/guides/models and /guides/pricing, read 2026-11-22 */
const MODELS: Readonly<Record<string, FootageModel>> = {
  'gen4.5': {
    maxPrompt: 1000,
    seconds: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    ratios: { '16:9': '1280:720', '9:16': '720:1280', '1:1': '1280:720' },
    takesSeed: true,
    makesSound: false,
    creditsPerSecond: 12,
  },
  'veo3.1': veo(20),
  'veo3.1_fast': veo(10),
  seedance2: {
    maxPrompt: 3500,
    seconds: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    ratios: { '16:9': '1920:1080', '9:16': '1080:1920', '1:1': '1440:1440' },
    takesSeed: false,
    makesSound: true,
    creditsPerSecond: 36,
  },
};

function veo(creditsPerSecond: number): FootageModel {
  return {
    maxPrompt: 1000,
    seconds: [4, 6, 8],
    ratios: VEO_RATIOS,
    takesSeed: false,
    makesSound: true,
    creditsPerSecond,
  };
}

/** @throws {VendorError} `REFUSED_CONFIG` for a model whose rules and price we do not know */
export function footageModel(id: string): FootageModel {
  const model = MODELS[id];
  if (model !== undefined) return model;
  throw new VendorError(
    'RUNWAY',
    'REFUSED_CONFIG',
    `RUNWAY's model ${JSON.stringify(id.slice(0, 60))} is not known here; use one of ${Object.keys(MODELS).join(', ')}`,
    { vendorCode: 'unknown_model' },
  );
}

/** The shortest length that is long enough, or the longest there is. */
export function secondsFor(model: FootageModel, durationMs: number): number {
  return model.seconds.find((seconds) => seconds * 1000 >= durationMs) ?? model.seconds.at(-1) ?? 0;
}

/** Cut at the end of a word; never in the middle of a character. */
export function shortened(prompt: string, maxUnits: number): string {
  const text = prompt.trim();
  if (text.length <= maxUnits) return text;
  const cut = text.slice(0, maxUnits + 1);
  const lastBlank = cut.search(/\s\S*$/);
  // A text without blanks, as in Chinese, is cut anywhere but inside a pair of surrogates.
  const end = lastBlank > maxUnits / 2 ? lastBlank : maxUnits;
  return text
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
