import { z } from 'zod';

const ctaSettings = z.strictObject({ label: z.string(), url: z.string() });
const position = z.strictObject({ x: z.int(), y: z.int() });
const visibility = z.enum(['private', 'public']);

const videoSettings = z.strictObject({
  trim: z.strictObject({ startTime: z.number(), endTime: z.number() }).nullish(),
  shortBackgroundContentMatchMode: z.enum(['freeze', 'loop', 'slow_down', 'slow_down_mci']).optional(),
  longBackgroundContentMatchMode: z.enum(['extend_content', 'trim', 'speed_up']).optional(),
  volume: z.number().min(0).max(1).nullish(),
});

const TRANSITIONS = [
  ...['none', 'fade', 'fadeblack', 'fadewhite', 'fadescale', 'jumpcut'],
  ...['wipe', 'slide', 'slideover'].flatMap((kind) =>
    ['left', 'right', 'up', 'down'].map((to) => `${kind}${to}`),
  ),
];

const avatarSettings = z
  .strictObject({
    voice: z.uuid().nullish(),
    style: z.enum(['rectangular', 'circular', 'voiceOnly']),
    horizontalAlign: z.enum(['left', 'center', 'right']).nullish(),
    scale: z.number().nullish(),
    backgroundColor: z
      .string()
      .regex(/^#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})$/)
      .optional(),
    seamless: z.boolean().optional(),
  })
  .refine((settings) => settings.style !== 'circular' || settings.horizontalAlign == null, {
    path: ['horizontalAlign'],
    message: 'A circular avatar cannot be aligned',
  });

const scene = z
  .strictObject({
    avatar: z.string(),
    background: z.string(),
    avatarSettings: avatarSettings.optional(),
    backgroundSettings: z
      .strictObject({
        scale: z.number().optional(),
        position: position.nullish(),
        videoSettings: videoSettings.nullish(),
      })
      .optional(),
    scriptText: z.string().min(1).optional(),
    scriptAudio: z.string().optional(),
    scriptLanguage: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Unknown language')
      .optional(),
    soundSettings: z.strictObject({ soundtrackVolume: z.number().nullish() }).optional(),
    transition: z.enum(TRANSITIONS).nullish(),
  })
  .refine((input) => (input.scriptText === undefined) !== (input.scriptAudio === undefined), {
    path: ['scriptText'],
    message: 'Provide exactly one of scriptText, scriptAudio',
  })
  .refine((input) => input.scriptAudio === undefined || input.scriptLanguage !== undefined, {
    path: ['scriptLanguage'],
    message: 'scriptAudio needs scriptLanguage',
  })
  .refine((input) => input.scriptText === undefined || input.scriptLanguage === undefined, {
    path: ['scriptLanguage'],
    message: 'scriptLanguage goes with scriptAudio only',
  });
export type SceneInput = z.infer<typeof scene>;

/** `POST /v2/videos`: closed, Synthesia refuses fields it does not know. */
export const videoInput = z.strictObject({
  input: z.array(scene).min(1).max(25),
  test: z.boolean().default(false),
  title: z.string().default(''),
  description: z.string().default(''),
  callbackId: z.string().optional(),
  folderId: z.uuid().nullish(),
  visibility: visibility.default('private'),
  aspectRatio: z.enum(['16:9', '9:16', '1:1', '4:5', '5:4']).default('16:9'),
  soundtrack: z.enum(['corporate', 'inspirational', 'modern', 'urban']).optional(),
  soundSettings: z
    .strictObject({
      defaultSoundtrackVolume: z.number().optional(),
      soundtracks: z.array(z.unknown()).optional(),
    })
    .optional(),
  ctaSettings: ctaSettings.optional(),
});

/** `PATCH /v2/videos/{id}`. */
export const metadataInput = z.strictObject({
  title: z.string().optional(),
  description: z.string().optional(),
  visibility: visibility.optional(),
  ctaSettings: ctaSettings.nullish(),
});
