import { z } from 'zod';

const text = z.string().nullish();
const media = z.discriminatedUnion('type', [
  z.object({ type: z.literal('url'), url: z.string() }),
  z.object({ type: z.literal('asset_id'), asset_id: z.string() }),
  z.object({ type: z.literal('base64'), media_type: z.string(), data: z.string() }),
]);
export type MediaInput = z.infer<typeof media>;

const voiceSettings = z
  .object({
    speed: z.number().min(0.5).max(1.5).optional(),
    pitch: z.number().min(-50).max(50).optional(),
    volume: z.number().min(0).max(1).optional(),
    locale: text,
    engine_settings: z.object({ engine_type: z.enum(['elevenlabs', 'fish', 'starfish']) }).nullish(),
  })
  .nullish();

const speech = {
  script: text,
  voice_id: text,
  audio_url: text,
  audio_asset_id: text,
  voice_settings: voiceSettings,
};
export type SpeechInput = {
  [Name in keyof typeof speech]?: z.infer<(typeof speech)[Name]>;
};

const engine = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('avatar_iii') }),
    z.object({ type: z.literal('avatar_iv') }),
    z.object({ type: z.literal('avatar_v'), reference_look_id: text }),
  ])
  .nullish();
const acting = { motion_prompt: text, expressiveness: z.enum(['high', 'medium', 'low']).nullish() };

const frame = {
  aspect_ratio: z.enum(['16:9', '9:16', '4:5', '5:4', '1:1', 'auto']).nullish(),
  resolution: z.enum(['4k', '1080p', '720p']).nullish(),
  title: text,
  callback_url: text,
  callback_id: text,
  folder_id: text,
  caption: z
    .object({ file_format: z.literal('srt').optional(), style: z.literal('default').nullish() })
    .nullish(),
};

const background = z
  .object({
    type: z.enum(['color', 'image']),
    value: z
      .string()
      .regex(/^#[0-9A-Fa-f]{6}$/, 'must be #RRGGBB')
      .nullish(),
    url: text,
    asset_id: text,
  })
  .nullish();
export type BackgroundInput = z.infer<typeof background>;

const single = {
  ...speech,
  ...acting,
  ...frame,
  background,
  fit: z.enum(['contain', 'cover']).nullish(),
  output_format: z.enum(['mp4', 'webm']).optional(),
  remove_background: z.boolean().nullish(),
};

const studioInput = z.discriminatedUnion('type', [
  z.object({
    ...speech,
    ...acting,
    type: z.literal('avatar'),
    avatar_id: z.string(),
    engine,
    background: z.object({ type: z.literal('color'), color: z.string() }).nullish(),
  }),
  z.object({ ...speech, ...acting, type: z.literal('image'), image: media }),
]);
export type StudioSceneInput = z.infer<typeof studioInput>;

/** `POST /v3/videos`; "exactly one of" rules are checked apart, as HeyGen's description has them in prose only. */
export const videoInput = z.discriminatedUnion('type', [
  z.object({ ...single, type: z.literal('avatar'), avatar_id: z.string().min(1), engine }),
  z.object({ ...single, type: z.literal('image'), image: media }),
  z.object({
    ...frame,
    type: z.literal('studio'),
    scenes: z
      .array(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('avatar_video'), input: studioInput }),
          z.object({ type: z.literal('image') }),
          z.object({ type: z.literal('video') }),
        ]),
      )
      .min(1)
      .max(50),
  }),
  z.object({ type: z.literal('cinematic_avatar') }),
]);
export type VideoInput = Exclude<z.infer<typeof videoInput>, { type: 'cinematic_avatar' }>;
