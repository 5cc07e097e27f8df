import { z } from 'zod';

/** Runway counts UTF-16 units, as `length` does; zod's own limits count characters. */
const prompt = (max: number, min = 1) =>
  z
    .string()
    .min(min)
    .superRefine((text, context) => {
      if (text.length <= max) return;
      const message = `Too big: expected string to have <=${max} UTF-16 units`;
      context.addIssue({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, message });
    });
const wholeSeconds = (min: number, max: number) => z.int().min(min).max(max);
const seed = z.int().min(0).max(4_294_967_295).optional();
const moderation = z.strictObject({ publicFigureThreshold: z.enum(['auto', 'low']).optional() }).optional();
const outputFormat = z.enum(['mp4', 'prores', 'png_sequence']).optional();
const proresProfile = z.enum(['422', '4444', '422 Proxy', '422 LT', '422 HQ', '4444 XQ']).optional();

/** The data URI limit since the SDK's 4.17.1; the rest from the description of 2024-11-06. */
const imageUri = z.union(
  [
    z
      .string()
      .min(13)
      .max(2048)
      .regex(/^https:\/\/.*/),
    z
      .string()
      .min(13)
      .max(5000)
      .regex(/^runway:\/\/.*/),
    z
      .string()
      .min(13)
      .max(5_242_880)
      .regex(/^data:image\/.*/),
  ],
  'Expected an https URL, a runway:// URI or a data:image URI',
);
const imageAt = <Position extends string>(positions: readonly [Position, ...Position[]], max: number) =>
  z.union([
    imageUri,
    z
      .array(z.object({ uri: imageUri, position: z.enum(positions) }))
      .min(1)
      .max(max),
  ]);
const looseImages = z.union([
  imageUri,
  z
    .array(z.object({ uri: imageUri }))
    .min(1)
    .max(9),
]);
const references = {
  references: z
    .array(z.strictObject({ uri: imageUri }))
    .max(9)
    .optional(),
  referenceVideos: z
    .array(z.object({ type: z.literal('video'), uri: z.string() }))
    .max(3)
    .optional(),
  referenceAudio: z
    .array(z.object({ type: z.literal('audio'), uri: z.string() }))
    .max(3)
    .optional(),
};

const TALL_OR_WIDE = ['1280:720', '720:1280'] as const;
const HD = [...TALL_OR_WIDE, '1080:1920', '1920:1080'] as const;
const GEN4 = [...TALL_OR_WIDE, '1104:832', '960:960', '832:1104', '1584:672'] as const;
const SEEDANCE_480 = ['992:432', '864:496', '752:560', '640:640', '560:752', '496:864'] as const;
const SEEDANCE_720 = ['1470:630', '1280:720', '1112:834', '960:960', '834:1112', '720:1280'] as const;
const SEEDANCE_4K = [
  ...['2206:946', '1920:1080', '1664:1248', '1440:1440', '1248:1664', '1080:1920'],
  ...['3840:1646', '3840:2160', '3840:2880', '3840:3840', '2880:3840', '2160:3840'],
] as const;
const SEEDANCE_5 = [
  '992:432',
  '854:480',
  '752:560',
  '640:640',
  '560:752',
  '480:854',
  ...SEEDANCE_720,
] as const;
const HAPPYHORSE = [
  ...['1280:720', '720:1280', '960:960', '1108:832', '832:1108'],
  ...['1920:1080', '1080:1920', '1440:1440', '1662:1248', '1248:1662'],
] as const;
const HAILUO = ['adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16'] as const;

const veo = {
  ratio: z.enum(HD),
  audio: z.boolean().optional(),
  negativePrompt: prompt(1000).optional(),
  duration: z.literal([4, 6, 8]).optional(),
};
const gen45 = {
  duration: wholeSeconds(2, 10),
  seed,
  contentModeration: moderation,
  outputFormat,
  proresProfile,
};
const hailuo = {
  promptText: prompt(6000),
  resolution: z.enum(['2K', '768P']).optional(),
  duration: wholeSeconds(5, 15).optional(),
  ratio: z.enum(HAILUO).optional(),
};
const seedance = (ratios: readonly string[], longest: number) => ({
  audio: z.boolean().optional(),
  duration: wholeSeconds(4, longest).optional(),
  ratio: z.enum(ratios).optional(),
});
const gemini = { ratio: z.enum(TALL_OR_WIDE).optional(), duration: wholeSeconds(3, 10).optional() };
const firstOrLast = imageAt(['first', 'last'], 2);
const seedance2Ratios = [...SEEDANCE_480, ...SEEDANCE_720, ...SEEDANCE_4K];
const fastRatios = [...SEEDANCE_480, ...SEEDANCE_720];

/** `POST /v1/text_to_video` by model. */
export const textToVideo = z.discriminatedUnion('model', [
  z.object({ ...gen45, model: z.literal('gen4.5'), promptText: prompt(1000), ratio: z.enum(TALL_OR_WIDE) }),
  z.object({ ...veo, model: z.literal(['veo3.1', 'veo3.1_fast']), promptText: prompt(1000) }),
  z.strictObject({ ...hailuo, ...references, model: z.literal('hailuo3') }),
  z.strictObject({
    model: z.literal('happyhorse_1_0'),
    promptText: prompt(2500, 2),
    duration: wholeSeconds(3, 15).optional(),
    ratio: z.enum(HAPPYHORSE).optional(),
  }),
  z.strictObject({
    ...seedance(seedance2Ratios, 15),
    ...references,
    model: z.literal('seedance2'),
    promptText: prompt(3500),
  }),
  z.strictObject({
    ...seedance(fastRatios, 15),
    ...references,
    model: z.literal(['seedance2_fast', 'seedance2_mini']),
    promptText: prompt(3500),
  }),
  z.strictObject({
    ...seedance(SEEDANCE_5, 30),
    ...references,
    model: z.literal('seedance2_5'),
    promptText: prompt(15_000).optional(),
  }),
  z.object({ ...gemini, model: z.literal('gemini_omni_flash'), promptText: prompt(4000) }),
]);

const { referenceAudio } = references;

/** `POST /v1/image_to_video` by model. */
export const imageToVideo = z.discriminatedUnion('model', [
  z.object({
    ...gen45,
    model: z.literal('gen4.5'),
    promptText: prompt(1000),
    promptImage: imageAt(['first'], 1),
    ratio: z.enum(GEN4),
  }),
  z.object({
    model: z.literal('gen4_turbo'),
    promptText: prompt(1000).optional(),
    promptImage: imageAt(['first'], 1),
    ratio: z.enum(GEN4),
    duration: wholeSeconds(2, 10).optional(),
    seed,
    contentModeration: moderation,
  }),
  z.object({
    ...veo,
    model: z.literal(['veo3.1', 'veo3.1_fast']),
    promptText: prompt(1000).optional(),
    promptImage: firstOrLast,
  }),
  z.strictObject({ ...hailuo, referenceAudio, model: z.literal('hailuo3'), promptImage: looseImages }),
  z.strictObject({
    model: z.literal('happyhorse_1_0'),
    promptText: prompt(2500, 2).optional(),
    promptImage: imageAt(['first'], 1),
    resolution: z.enum(['720P', '1080P']).optional(),
    duration: wholeSeconds(3, 15).optional(),
  }),
  z.strictObject({
    ...seedance(seedance2Ratios, 15),
    referenceAudio,
    model: z.literal('seedance2'),
    promptText: prompt(3500).optional(),
    promptImage: looseImages,
  }),
  z.strictObject({
    ...seedance(fastRatios, 15),
    referenceAudio,
    model: z.literal(['seedance2_fast', 'seedance2_mini']),
    promptText: prompt(3500).optional(),
    promptImage: looseImages,
  }),
  z.strictObject({
    ...seedance(SEEDANCE_5, 30),
    referenceAudio,
    model: z.literal('seedance2_5'),
    promptText: prompt(15_000).optional(),
    promptImage: looseImages,
  }),
  z.object({
    ...gemini,
    model: z.literal('gemini_omni_flash'),
    promptText: prompt(4000).optional(),
    promptImage: imageAt(['first'], 1),
  }),
]);

export type FootageInput = z.infer<typeof textToVideo> | z.infer<typeof imageToVideo>;
