import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { headerOf } from './retry-after.js';
import type { WebhookReading, WebhookRefusal, WebhookRequest } from './webhook-contract.js';

/** A signature is good for this long, so that one that was overheard cannot be used for ever. */
const GOOD_FOR_MS = 5 * 60_000;

/** An id in a message. What is none is taken for absent: the signature was good, there is just nothing we know in it. */
export const idInMessage = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .nullable()
  .catch(null);

/** Whether `given` is the hex HMAC-SHA256 of the parts under the secret; takes as long for any wrong one. */
export function isHmacOf(given: string, secret: string, ...parts: readonly (string | Uint8Array)[]): boolean {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  const expected = hmac.digest();
  const bytes = Buffer.from(given, 'hex');
  return bytes.byteLength === expected.byteLength && timingSafeEqual(bytes, expected);
}

/** @param timestamp seconds since 1970, as the header says */
export function isFresh(timestamp: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(nowMs - Number(timestamp) * 1000) <= GOOD_FOR_MS;
}

/** All of these headers, or null when one is missing or empty. */
export function headersOf<Name extends string>(
  { headers }: WebhookRequest,
  names: readonly Name[],
): Readonly<Record<Name, string>> | null {
  const found = names.map((name) => [name, headerOf(headers, name) ?? ''] as const);
  if (found.some(([, value]) => value === '')) return null;
  return Object.fromEntries(found) as Record<Name, string>; // each name is there, see above
}

/** What we read of the body; every field of the schema must take its absence for null. */
export function messageIn<T>(schema: z.ZodType<T>, { rawBody }: WebhookRequest): T {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(rawBody).toString('utf8'));
  } catch {
    body = null;
  }
  const read = schema.safeParse(body);
  return read.success ? read.data : schema.parse({});
}

export function refused(reason: WebhookRefusal): WebhookReading {
  return { genuine: false, reason };
}
