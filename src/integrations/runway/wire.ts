/**
 * What we read of Runway's API, version 2024-11-06.
 * @see https://docs.dev.runwayml.com/api, read 2026-11-22
 */
import { z } from 'zod';

const credits = z.object({ credits: z.number().nonnegative() }).nullish();

export const createdSchema = z.object({ id: z.string().min(1).max(200), estimatedCost: credits });

export const taskSchema = z.object({
  /** `PENDING`, `THROTTLED`, `RUNNING`, `SUCCEEDED`, `FAILED`, `CANCELLED`. */
  status: z.string(),
  /** 0..1 while RUNNING. */
  progress: z.number().min(0).max(1).nullish(),
  output: z.array(z.string()).nullish(),
  failure: z.string().nullish(),
  failureCode: z.string().nullish(),
  cost: credits,
});

export const errorSchema = z.object({
  error: z.string().nullish(),
  issues: z
    .array(
      z.object({ path: z.array(z.union([z.string(), z.number()])).nullish(), message: z.string().nullish() }),
    )
    .nullish(),
});

export type RunwayTask = z.infer<typeof taskSchema>;
