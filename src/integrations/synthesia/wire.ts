/**
 * What we read of Synthesia's v2 API.
 * @see https://docs.synthesia.io/reference, read 2026-11-22
 */
import { z } from 'zod';

export const uploadedSchema = z.object({ id: z.string().min(1).max(200) });

/** `awaiting_upload`, `processing`, `error`, `ready`. */
export const assetSchema = z.object({ status: z.string(), errorCode: z.string().nullish() });

export const createdSchema = z.object({ id: z.string().min(1).max(200) });

export const videoSchema = z.object({
  id: z.string().min(1).max(200),
  /** `in_progress`, `complete`, `error`, `rejected`, `deleted`, `approved`. */
  status: z.string(),
  title: z.string().nullish(),
  /** Signed; asking again renews it. */
  download: z.string().nullish(),
  /** `H:MM:SS.ffffff` */
  duration: z.string().nullish(),
});

export const videoListSchema = z.object({
  videos: z.array(videoSchema),
  nextOffset: z.number().int().nullish(),
});

/** The v2 shape and that of RFC 9457. */
export const errorSchema = z.object({
  error: z.string().nullish(),
  context: z.string().nullish(),
  code: z.string().nullish(),
  title: z.string().nullish(),
  detail: z.string().nullish(),
});

export type SynthesiaVideo = z.infer<typeof videoSchema>;

/** Seconds of `0:01:23.4`; null when it is written otherwise. */
export function readDurationSeconds(text: string | null | undefined): number | null {
  const parts = /^(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text ?? '');
  return parts === null ? null : Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
}
