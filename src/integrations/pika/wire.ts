/**
 * What we read of fal's queue and of Pika's answers in it. Pika has no public API of its own for clips.
 * @see https://docs.fal.ai/model-apis/queue, read 2026-11-22
 * @see https://fal.ai/models/fal-ai/pika/v2.2/text-to-video/api, read 2026-11-22
 */
import { z } from 'zod';

export const submittedSchema = z.object({
  request_id: z.string().min(1).max(200),
  status_url: z.string(),
  response_url: z.string(),
  cancel_url: z.string(),
});

export const statusSchema = z.object({
  /** `IN_QUEUE`, `IN_PROGRESS`, `COMPLETED`; a failed job is COMPLETED as well. */
  status: z.string(),
  queue_position: z.number().int().nonnegative().nullish(),
  logs: z.array(z.object({ message: z.string().nullish() })).nullish(),
  error: z.unknown().optional(),
  error_type: z.string().nullish(),
});

export const resultSchema = z.object({ video: z.object({ url: z.string().min(1) }) });

export const errorSchema = z.object({
  detail: z.union([
    z.string(),
    z.array(
      z.object({
        loc: z.array(z.union([z.string(), z.number()])).nullish(),
        msg: z.string().nullish(),
        type: z.string().nullish(),
      }),
    ),
  ]),
  error_type: z.string().nullish(),
});

export type FalStatus = z.infer<typeof statusSchema>;
