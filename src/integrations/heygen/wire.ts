/**
 * What we read of HeyGen's v3 API.
 * @see https://developers.heygen.com/reference, read 2026-11-22
 */
import { z } from 'zod';

export const assetSchema = z.object({ data: z.object({ asset_id: z.string().min(1).max(200) }) });

export const createdSchema = z.object({ data: z.object({ video_id: z.string().min(1).max(200) }) });

const video = z.object({
  id: z.string().min(1).max(200),
  /** `pending`, `processing`, `completed`, `failed`. */
  status: z.string(),
  title: z.string().nullish(),
  /** Presigned; asking again renews it. */
  video_url: z.string().nullish(),
  /** Seconds. */
  duration: z.number().nonnegative().nullish(),
  /** Both may be missing on a failed video. */
  failure_code: z.string().nullish(),
  failure_message: z.string().nullish(),
});

export const videoSchema = z.object({ data: video });

export const videoListSchema = z.object({
  data: z.array(video),
  has_more: z.boolean().nullish(),
  next_token: z.string().nullish(),
});

export const errorSchema = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string().nullish(), param: z.string().nullish() }),
});

export type HeyGenVideo = z.infer<typeof video>;
