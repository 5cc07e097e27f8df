import { z } from 'zod';
import { VendorError } from '../errors.js';
import type { JobState, JsonObject } from './contracts.js';

/** A job that the vendor no longer knows: deleted by a person, or too old. Nobody else will finish it. */
export function goneJob(error: unknown): JobState {
  if (!(error instanceof VendorError) || error.detail.status !== 404) throw error;
  return {
    state: 'FAILED',
    error: new VendorError(
      error.vendor,
      'JOB_FAILED',
      `${error.vendor} no longer knows the job; it was deleted there`,
      { ...error.detail, retryable: false },
      { cause: error },
    ),
    charge: null,
  };
}

export function waiting(note: string, askAgainMs: number, progress: number | null = null): JobState {
  return { state: 'WAITING', progress, note, askAgainMs };
}

/** Reads an operation that was stored by an earlier run of the program. */
export function readOperation<T>(schema: z.ZodType<T>, operation: JsonObject, vendor: string): T {
  const parsed = schema.safeParse(operation);
  if (parsed.success) return parsed.data;
  throw new VendorError(
    vendor,
    'REFUSED_INPUT',
    `The stored operation is not one of ${vendor}'s: ${z.prettifyError(parsed.error).slice(0, 200)}`,
    { vendorCode: 'foreign_operation' },
  );
}
