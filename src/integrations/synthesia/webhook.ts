import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WebhookReader, WebhookReading, WebhookRequest } from '../webhook-contract.js';
import { headersOf, idInMessage, isFresh, isHmacOf, messageIn, refused } from '../webhook-signature.js';
import type { SynthesiaSettings } from './settings.js';

const aboutVideo = z.object({ id: idInMessage, callbackId: idInMessage });
const message = z.object({
  type: idInMessage,
  data: aboutVideo.catch({ id: null, callbackId: null }),
});

/**
 * `Synthesia-Signature` is the hex HMAC-SHA256 of `<Synthesia-Timestamp>.<raw body>` under the webhook's secret.
 * Messages have no id of their own: a video ends once, so its id and the kind of message name one.
 *
 * @see https://docs.synthesia.io/docs/verifying-synthesia-signatures, read 2026-11-22
 */
export function readSynthesiaWebhook(
  request: WebhookRequest,
  settings: Pick<SynthesiaSettings, 'webhookSecret'>,
  nowMs: number = Date.now(),
): WebhookReading {
  const { webhookSecret } = settings;
  if (webhookSecret === null) return refused('NO_SECRET');
  const headers = headersOf(request, ['synthesia-signature', 'synthesia-timestamp']);
  if (headers === null) return refused('MISSING_HEADER');
  const { 'synthesia-signature': signature, 'synthesia-timestamp': timestamp } = headers;
  if (!isHmacOf(signature, webhookSecret, `${timestamp}.`, request.rawBody)) return refused('BAD_SIGNATURE');
  if (!isFresh(timestamp, nowMs)) return refused('STALE');
  const { type, data } = messageIn(message, request);
  const digest = () => `sha256:${createHash('sha256').update(request.rawBody).digest('hex')}`;
  return {
    genuine: true,
    eventId: type !== null && data.id !== null ? `${type}:${data.id}` : digest(),
    externalId: data.id,
    callKey: data.callbackId,
  };
}

export function synthesiaWebhooks(settings: SynthesiaSettings): WebhookReader {
  return { read: (request, nowMs) => Promise.resolve(readSynthesiaWebhook(request, settings, nowMs)) };
}
