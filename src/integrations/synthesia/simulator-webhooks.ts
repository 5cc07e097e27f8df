import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Route, RoutedRequest } from '../../simulator/routes.js';
import { isWebhookTarget } from '../../simulator/webhooks.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { bodyOf, page, refuse } from './simulator-errors.js';

/**
 * Hex HMAC-SHA256 over `<timestamp>.<raw body>`.
 *
 * @see https://docs.synthesia.io/docs/verifying-synthesia-signatures
 */
export function signSynthesiaBody(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

const webhookInput = z.strictObject({
  url: z.string(),
  events: z.array(z.enum(['video.completed', 'video.failed'])).min(1),
});

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly createdAt: number;
}

export interface SynthesiaWebhooks {
  readonly routes: Route[];
  announce(type: 'video.completed' | 'video.failed', video: { id: string }): void;
}

export function createSynthesiaWebhooks(world: JobVendorWorld): SynthesiaWebhooks {
  const webhooks = new Map<string, Webhook>();
  let count = 0;
  /** The secret is told once, when the webhook is made. */
  const shown = ({ id, url, createdAt }: Webhook) => {
    return { id, url, status: 'active', createdAt, lastUpdatedAt: createdAt };
  };
  const find = ({ parameters }: RoutedRequest) =>
    webhooks.get(parameters['webhookId'] ?? '') ?? refuse(404, 'Webhook not found');

  const routes: Route[] = [
    {
      method: 'POST',
      pattern: '/v2/webhooks',
      operation: 'createWebhook',
      handle: ({ body }) => {
        const { url, events } = bodyOf(webhookInput, body);
        if (!isWebhookTarget(url)) return refuse(400, 'Validation error', 'url: must be an https URL');
        const id = world.stableId('synthesia', 'webhook', url, String(++count));
        const secret = world.stableId('synthesia', 'secret', id);
        const webhook = { id, url, events, secret, createdAt: Math.floor(Date.now() / 1000) };
        webhooks.set(id, webhook);
        return { status: 201, json: { ...shown(webhook), secret } };
      },
    },
    {
      method: 'GET',
      pattern: '/v2/webhooks',
      operation: 'listWebhooks',
      handle: ({ query }) => {
        const { items, ...next } = page([...webhooks.values()], query);
        return { status: 200, json: { webhooks: items.map(shown), ...next } };
      },
    },
    {
      method: 'GET',
      pattern: '/v2/webhooks/:webhookId',
      operation: 'getWebhook',
      handle: (request) => ({ status: 200, json: shown(find(request)) }),
    },
    {
      method: 'DELETE',
      pattern: '/v2/webhooks/:webhookId',
      operation: 'deleteWebhook',
      handle: (request) => {
        webhooks.delete(find(request).id);
        return { status: 204 };
      },
    },
  ];
  return {
    routes,
    announce(type, data) {
      const body = JSON.stringify({ type, data });
      for (const { url, events, secret } of webhooks.values()) {
        if (!events.includes(type)) continue;
        world.webhooks.send({
          vendor: 'synthesia',
          eventId: `${type} ${data.id}`,
          url,
          body,
          signatureHeader: 'synthesia-signature',
          headers: (timestampSeconds) => {
            const timestamp = String(timestampSeconds);
            const signature = signSynthesiaBody(secret, timestamp, body);
            return { 'synthesia-timestamp': timestamp, 'synthesia-signature': signature };
          },
        });
      }
    },
  };
}
