import { z } from 'zod';

const RATIOS = ['16:9', '9:16', '1:1', '4:5', '5:4', '3:2', '2:3'] as const;
const resolution = z.enum(['720p', '1080p']).default('720p');
const seed = z.int().nullish();
const promptText = z.string().min(1);

/** The SDK's types say a string, the description an integer: both are taken. */
const fiveOrTen = z.union([z.literal([5, 10]), z.literal(['5', '10']).transform(Number)]).default(5);
const LONGEST_SECONDS = 60;
const anySeconds = z
  .union([z.int(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().min(1).max(LONGEST_SECONDS))
  .default(5);

const shared = { negative_prompt: z.string().optional(), resolution, seed };
const ofText = (duration: typeof fiveOrTen | typeof anySeconds) =>
  z.object({ ...shared, prompt: promptText, aspect_ratio: z.enum(RATIOS).default('16:9'), duration });
const ofImage = (duration: typeof fiveOrTen | typeof anySeconds) =>
  z.object({ ...shared, prompt: z.string(), image_url: z.string().min(1), duration });

const pikaframes = z
  .object({
    ...shared,
    prompt: z.string().optional(),
    image_urls: z.array(z.string()).min(2).max(5),
    transitions: z
      .array(z.object({ prompt: z.string().optional(), duration: z.int().min(1).default(5) }))
      .optional(),
  })
  .refine((input) => !input.transitions || input.transitions.length === input.image_urls.length - 1, {
    path: ['transitions'],
    message: 'There must be one transition fewer than images',
  })
  .refine((input) => (input.transitions ?? []).reduce((sum, { duration }) => sum + duration, 0) <= 25, {
    path: ['transitions'],
    message: 'Transitions may last 25 seconds in all',
  });

/** What a model is asked for, the same for all of them. */
export interface ClipOrder {
  readonly prompt: string;
  readonly seconds: number;
  readonly resolution: '720p' | '1080p';
  readonly seed: number;
  /** Null: as the first image is. */
  readonly aspectRatio: string | null;
  readonly images: readonly { readonly url: string; readonly loc: readonly (string | number)[] }[];
}

type Model = z.ZodType<ClipOrder>;

const textModel = (duration: typeof fiveOrTen | typeof anySeconds): Model =>
  ofText(duration).transform((input) => ({
    prompt: input.prompt,
    seconds: input.duration,
    resolution: input.resolution,
    seed: input.seed ?? 0,
    aspectRatio: input.aspect_ratio,
    images: [],
  }));
const imageModel = (duration: typeof fiveOrTen | typeof anySeconds): Model =>
  ofImage(duration).transform((input) => ({
    prompt: input.prompt,
    seconds: input.duration,
    resolution: input.resolution,
    seed: input.seed ?? 0,
    aspectRatio: null,
    images: [{ url: input.image_url, loc: ['body', 'image_url'] }],
  }));
const framesModel: Model = pikaframes.transform((input) => ({
  prompt: input.prompt ?? (input.transitions ?? []).map(({ prompt }) => prompt ?? '').join(' '),
  seconds: input.transitions
    ? input.transitions.reduce((sum, { duration }) => sum + duration, 0)
    : 5 * (input.image_urls.length - 1),
  resolution: input.resolution,
  seed: input.seed ?? 0,
  aspectRatio: null,
  images: input.image_urls.map((url, index) => ({ url, loc: ['body', 'image_urls', index] })),
}));

/** By the path below `/fal-ai/pika/`. @see https://fal.ai/models?keywords=pika */
export const MODELS: Readonly<Record<string, Model>> = {
  'v2.2/text-to-video': textModel(fiveOrTen),
  'v2.2/image-to-video': imageModel(fiveOrTen),
  'v2.2/pikaframes': framesModel,
  'v2.1/text-to-video': textModel(anySeconds),
  'v2.1/image-to-video': imageModel(anySeconds),
  'v2/turbo/text-to-video': textModel(anySeconds),
  'v2/turbo/image-to-video': imageModel(anySeconds),
};

/** The short side is what the resolution names. */
export function sizeOf(proportion: { across: number; down: number }, resolution: ClipOrder['resolution']) {
  const { across, down } = proportion;
  const short = resolution === '1080p' ? 1080 : 720;
  const long = Math.round((short * Math.max(across, down)) / Math.min(across, down) / 2) * 2;
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

/** By clip: 0.20 USD for 5 s at 720p, 0.45 at 1080p; longer ones in proportion. */
export function priceUsd(order: ClipOrder): number {
  return Number((((order.resolution === '1080p' ? 0.45 : 0.2) * order.seconds) / 5).toFixed(4));
}
