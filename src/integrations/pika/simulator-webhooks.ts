import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Route } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';

const USER_ID = 'user_simulated';

/**
 * Ed25519 over four lines: request, user, timestamp, SHA-256 of the raw body in hex.
 *
 * @see https://docs.fal.ai/model-endpoints/webhooks
 */
export function signFalDelivery(
  privateKey: KeyObject,
  delivery: { requestId: string; userId: string; timestamp: string; body: string },
): string {
  const digest = createHash('sha256').update(delivery.body).digest('hex');
  const lines = [delivery.requestId, delivery.userId, delivery.timestamp, digest].join('\n');
  return sign(null, Buffer.from(lines), privateKey).toString('hex');
}

export interface FalWebhooks {
  readonly routes: Route[];
  deliver(url: string, payload: { request_id: string } & Record<string, unknown>): void;
}

/** Deliveries to `fal_webhook`, and the public key to check them with. */
export function createFalWebhooks(world: JobVendorWorld): FalWebhooks {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return {
    routes: [
      {
        method: 'GET',
        pattern: '/.well-known/jwks.json',
        operation: 'getJwks',
        handle: () => ({
          status: 200,
          headers: { 'cache-control': 'public, max-age=86400' },
          json: { keys: [{ kty: 'OKP', crv: 'Ed25519', use: 'sig', kid: 'simulator-1', x }] },
        }),
      },
    ],
    deliver(url, payload) {
      const body = JSON.stringify(payload);
      const requestId = payload.request_id;
      world.webhooks.send({
        vendor: 'pika',
        eventId: requestId,
        url,
        body,
        signatureHeader: 'x-fal-webhook-signature',
        headers: (timestampSeconds) => {
          const timestamp = String(timestampSeconds);
          return {
            'x-fal-webhook-request-id': requestId,
            'x-fal-webhook-user-id': USER_ID,
            'x-fal-webhook-timestamp': timestamp,
            'x-fal-webhook-signature': signFalDelivery(privateKey, {
              requestId,
              userId: USER_ID,
              timestamp,
              body,
            }),
          };
        },
      });
    },
  };
}
