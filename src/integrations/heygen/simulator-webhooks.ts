import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Route } from '../../simulator/routes.js';
import { isWebhookTarget } from '../../simulator/webhooks.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { heygenId } from './simulator-catalog.js';
import { bodyOf, data, page, refuse } from './simulator-errors.js';

/** Events that a simulated video can raise, of the vendor's thirty. */
const EVENT_TYPES: Readonly<Record<string, string>> = {
  'avatar_video.success': 'An avatar video was rendered',
  'avatar_video.fail': 'An avatar video could not be rendered',
};

/** Hex HMAC-SHA256 over the raw body; the secret counts as text, its `whsec_` included. */
export function signHeyGenBody(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

const eventNames = z.array(z.string()).nullish();
const createInput = z.object({ url: z.string(), events: eventNames, entity_id: z.string().nullish() });
const updateInput = z.object({ url: z.string().nullish(), events: eventNames });

interface Endpoint {
  readonly endpoint_id: string;
  url: string;
  /** Null: every event. */
  events: readonly string[] | null;
  readonly created_at: string;
  secret: string;
}

export interface HeyGenWebhooks {
  readonly routes: Route[];
  /** To every registered endpoint, signed; to the video's own `callback_url`, unsigned as HeyGen does. */
  announce(eventType: string, eventData: Record<string, unknown>, callbackUrl: string | null): void;
}

export function createHeyGenWebhooks(world: JobVendorWorld): HeyGenWebhooks {
  const endpoints = new Map<string, Endpoint>();
  const history: { event_id: string; event_type: string; event_data: unknown; created_at: string }[] = [];
  let count = 0;
  const newSecret = (id: string) => `whsec_${heygenId('secret', id, String(++count))}`;
  const shown = ({ endpoint_id, url, events, created_at }: Endpoint, secret: string | null) => {
    return { endpoint_id, url, events, created_at, status: 'enabled', secret };
  };
  const checkUrl = (url: string) => {
    if (!isWebhookTarget(url)) refuse(400, 'invalid_parameter', 'url must be https', { param: 'url' });
  };
  const find = (id: string | undefined) =>
    endpoints.get(id ?? '') ?? refuse(404, 'webhook_not_found', 'Webhook endpoint not found');

  const routes: Route[] = [
    {
      method: 'POST',
      pattern: '/v3/webhooks/endpoints',
      operation: 'createWebhook',
      handle: ({ body }) => {
        const input = bodyOf(createInput, body);
        checkUrl(input.url);
        const endpoint_id = heygenId('endpoint', input.url, String(++count));
        const endpoint: Endpoint = {
          endpoint_id,
          url: input.url,
          events: input.events ?? null,
          created_at: new Date().toISOString(),
          secret: newSecret(endpoint_id),
        };
        endpoints.set(endpoint_id, endpoint);
        return data(shown(endpoint, endpoint.secret));
      },
    },
    {
      method: 'GET',
      pattern: '/v3/webhooks/endpoints',
      operation: 'listWebhooks',
      handle: ({ query }) =>
        page(
          [...endpoints.values()].map((endpoint) => shown(endpoint, null)),
          query,
          { max: 100, usual: 10 },
        ),
    },
    {
      method: 'PATCH',
      pattern: '/v3/webhooks/endpoints/:endpointId',
      operation: 'updateWebhook',
      handle: ({ parameters, body }) => {
        const endpoint = find(parameters['endpointId']);
        const input = bodyOf(updateInput, body);
        if (input.url != null) {
          checkUrl(input.url);
          endpoint.url = input.url;
        }
        if (input.events !== undefined) endpoint.events = input.events;
        return data(shown(endpoint, null));
      },
    },
    {
      method: 'DELETE',
      pattern: '/v3/webhooks/endpoints/:endpointId',
      operation: 'deleteWebhook',
      handle: ({ parameters }) => {
        endpoints.delete(find(parameters['endpointId']).endpoint_id);
        return data({});
      },
    },
    {
      method: 'POST',
      pattern: '/v3/webhooks/endpoints/:endpointId/rotate-secret',
      operation: 'rotateWebhookSecret',
      handle: ({ parameters }) => {
        const endpoint = find(parameters['endpointId']);
        endpoint.secret = newSecret(endpoint.endpoint_id);
        return data({ endpoint_id: endpoint.endpoint_id, secret: endpoint.secret });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/webhooks/event-types',
      operation: 'listEventTypes',
      handle: ({ query }) => {
        const types = Object.entries(EVENT_TYPES).map(([event_type, description]) => ({
          event_type,
          description,
        }));
        return page(types, query, { max: 100, usual: 100 });
      },
    },
    {
      method: 'GET',
      pattern: '/v3/webhooks/events',
      operation: 'listEvents',
      handle: ({ query }) => {
        const type = query.get('event_type');
        const events = [...history].reverse().filter((event) => type === null || event.event_type === type);
        return page(events, query, { max: 100, usual: 10 });
      },
    },
  ];

  return {
    routes,
    announce(event_type, event_data, callbackUrl) {
      const created_at = new Date().toISOString();
      const event_id = `evt_${heygenId('event', JSON.stringify(event_data), String(++count))}`;
      history.push({ event_id, event_type, event_data, created_at });
      const body = JSON.stringify({ event_id, event_type, event_data, created_at });
      const send = (url: string, secret: () => string | null) =>
        world.webhooks.send({
          vendor: 'heygen',
          eventId: event_id,
          url,
          body,
          signatureHeader: secret() === null ? null : 'heygen-signature',
          headers: (timestamp) => {
            const key = secret();
            const signature = key === null ? {} : { 'heygen-signature': signHeyGenBody(key, body) };
            return { ...signature, 'heygen-timestamp': String(timestamp), 'heygen-event-id': event_id };
          },
        });
      for (const endpoint of endpoints.values()) {
        if (endpoint.events === null || endpoint.events.includes(event_type)) {
          send(endpoint.url, () => endpoint.secret);
        }
      }
      if (callbackUrl !== null) send(callbackUrl, () => null);
    },
  };
}
