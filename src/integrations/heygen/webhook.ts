import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WebhookReader, WebhookReading, WebhookRequest } from '../webhook-contract.js';
import { headersOf, idInMessage, isFresh, isHmacOf, messageIn, refused } from '../webhook-signature.js';
import type { HeyGenSettings } from './settings.js';

const aboutVideo = z.object({ video_id: idInMessage, callback_id: idInMessage });
const message = z.object({
  event_id: idInMessage,
  event_data: aboutVideo.catch({ video_id: null, callback_id: null }),
});

/**
 * `Heygen-Signature` is the hex HMAC-SHA256 of the raw body under the endpoint's secret, its `whsec_` included. Timestamp
 * and event id of the headers are not signed: whoever overheard one message could send it with others. The event is
 * therefore told apart by what is signed.
 *
 * @see https://developers.heygen.com/docs/webhooks, read 2026-11-22
 */
export function readHeyGenWebhook(
  request: WebhookRequest,
  settings: Pick<HeyGenSettings, 'webhookSecret'>,
  nowMs: number = Date.now(),
): WebhookReading {
  const { webhookSecret } = settings;
  if (webhookSecret === null) return refused('NO_SECRET');
  const headers = headersOf(request, ['heygen-signature', 'heygen-timestamp']);
  if (headers === null) return refused('MISSING_HEADER');
  if (!isHmacOf(headers['heygen-signature'], webhookSecret, request.rawBody)) return refused('BAD_SIGNATURE');
  if (!isFresh(headers['heygen-timestamp'], nowMs)) return refused('STALE');
  const { event_id, event_data } = messageIn(message, request);
  return {
    genuine: true,
    eventId: event_id ?? `sha256:${createHash('sha256').update(request.rawBody).digest('hex')}`,
    externalId: event_data.video_id,
    callKey: event_data.callback_id,
  };
}

export function heyGenWebhooks(settings: HeyGenSettings): WebhookReader {
  return { read: (request, nowMs) => Promise.resolve(readHeyGenWebhook(request, settings, nowMs)) };
}
