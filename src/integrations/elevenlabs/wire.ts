/**
 * What we read of ElevenLabs' speech with timestamps, and how it writes errors.
 * @see https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps, read 2026-11-22
 * @see https://elevenlabs.io/docs/eleven-api/resources/errors, read 2026-11-22
 */
import { z } from 'zod';

const seconds = z.array(z.number().nonnegative());

export const alignmentSchema = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: seconds,
  character_end_times_seconds: seconds,
});

export const speechSchema = z.object({
  audio_base64: z.string().min(1),
  /** Follows the text as sent. One that cannot be read is as good as none: the audio is paid for. */
  alignment: alignmentSchema.nullish().catch(null),
});

const detailSchema = z.object({
  code: z.string().nullish(),
  status: z.string().nullish(),
  message: z.string().nullish(),
});

/** The current shape, the older one, and that of the validator. */
export const errorSchema = z.object({
  detail: z.union([
    detailSchema,
    z.array(
      z.object({
        type: z.string().nullish(),
        msg: z.string().nullish(),
        loc: z.array(z.union([z.string(), z.number()])).nullish(),
      }),
    ),
    z.string(),
  ]),
});

export type Alignment = z.infer<typeof alignmentSchema>;
