import type { HeaderValues } from './retry-after.js';

/** A message of a vendor as it came over the wire. */
export interface WebhookRequest {
  /** Names in lower case. */
  readonly headers: HeaderValues;
  /** The bytes that were signed: never parsed and written again. */
  readonly rawBody: Uint8Array;
  /** Of the address that was called. */
  readonly query: URLSearchParams;
}

/**
 * What a genuine message is about. It names ids and nothing else: what became of the job is asked of the vendor, so a
 * message that is late, repeated or out of order cannot tell us anything wrong.
 */
export interface HeardWebhook {
  /** The same for each delivery of one event; at most 500 printable characters. */
  readonly eventId: string;
  /** The vendor's id of the job; null when the message is about no job. */
  readonly externalId: string | null;
  /** Key of our call, where the vendor gives it back. */
  readonly callKey: string | null;
}

/** `NO_SECRET`: ours is not set, so nothing can be checked. `STALE`: signed longer ago, or later, than five minutes. */
export type WebhookRefusal = 'NO_SECRET' | 'MISSING_HEADER' | 'STALE' | 'BAD_SIGNATURE';

export type WebhookReading =
  ({ readonly genuine: true } & HeardWebhook) | { readonly genuine: false; readonly reason: WebhookRefusal };

/** Tells genuine messages of one vendor from others. Changes nothing and keeps nothing. */
export interface WebhookReader {
  /**
   * @param nowMs for the age of the signature; now unless given
   * @throws {VendorError} `UNAVAILABLE` when what is needed to check it cannot be had: the vendor shall send it again
   */
  read(request: WebhookRequest, nowMs?: number): Promise<WebhookReading>;
}
