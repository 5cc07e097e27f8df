import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Http } from '../http.js';
import type { WebhookReader, WebhookReading, WebhookRequest } from '../webhook-contract.js';
import { headersOf, idInMessage, isFresh, messageIn, refused } from '../webhook-signature.js';
import { provenKeyIn, proofSecret } from './callback.js';
import { keysAddress, type PikaSettings } from './settings.js';
import { FalKeys } from './webhook-keys.js';

const message = z.object({ request_id: idInMessage });

const HEADERS = [
  'x-fal-webhook-request-id',
  'x-fal-webhook-user-id',
  'x-fal-webhook-timestamp',
  'x-fal-webhook-signature',
] as const;

/**
 * `X-Fal-Webhook-Signature` is an Ed25519 signature, in hex, of four lines: request id, user id, timestamp and the SHA-256
 * of the raw body in hex. Any key that fal publishes may have made it.
 *
 * @throws {VendorError} `UNAVAILABLE` while the keys cannot be had
 * @see https://docs.fal.ai/model-endpoints/webhooks, read 2026-11-22
 */
export async function readFalWebhook(
  request: WebhookRequest,
  settings: Pick<PikaSettings, 'webhookSecret' | 'apiKey'>,
  keys: FalKeys,
  nowMs: number = Date.now(),
): Promise<WebhookReading> {
  const headers = headersOf(request, HEADERS);
  if (headers === null) return refused('MISSING_HEADER');
  const [requestId, userId, timestamp, signature] = HEADERS.map((name) => headers[name]);
  if (!isFresh(timestamp ?? '', nowMs)) return refused('STALE');
  if (!/^[0-9a-f]{128}$/i.test(signature ?? '')) return refused('BAD_SIGNATURE');
  const digest = createHash('sha256').update(request.rawBody).digest('hex');
  const signed = Buffer.from([requestId, userId, timestamp, digest].join('\n'));
  if (!(await keys.haveSigned(signed, Buffer.from(signature ?? '', 'hex'), nowMs))) {
    return refused('BAD_SIGNATURE');
  }
  const { request_id } = messageIn(message, request);
  return {
    genuine: true,
    eventId: request_id ?? `sha256:${digest}`,
    externalId: request_id,
    callKey: provenKeyIn(request.query, proofSecret(settings)),
  };
}

export function pikaWebhooks(settings: PikaSettings, http: Http): WebhookReader {
  const keys = new FalKeys(keysAddress(settings), http);
  return { read: (request, nowMs) => readFalWebhook(request, settings, keys, nowMs) };
}
