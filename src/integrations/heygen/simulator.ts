import type { VendorSimulator } from '../../simulator/contracts.js';
import { routed } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { accountRoutes } from './simulator-account.js';
import { createAssets } from './simulator-assets.js';
import { heygenId } from './simulator-catalog.js';
import { errorEnvelope, refuse } from './simulator-errors.js';
import { idempotent } from './simulator-idempotency.js';
import { createVideos } from './simulator-videos.js';
import { createHeyGenWebhooks } from './simulator-webhooks.js';

/**
 * HeyGen's v3 API.
 *
 * @see https://developers.heygen.com
 */
export function createHeyGenSimulator(world: JobVendorWorld): VendorSimulator {
  const assets = createAssets(world);
  const webhooks = createHeyGenWebhooks(world);
  const table = routed(
    [...createVideos(world, assets, webhooks), ...assets.routes, ...accountRoutes(), ...webhooks.routes],
    {
      admit: ({ headers }, operation) => {
        // the address of a direct upload is its own permission, as with any presigned one
        if (operation === 'putDirectUpload') return;
        const bearer = /^Bearer \S+$/i.test(headers['authorization'] ?? '');
        if ((headers['x-api-key'] ?? '').trim() === '' && !bearer) {
          refuse(401, 'unauthorized', 'Send your API key in the X-Api-Key header');
        }
      },
      unknown: (status, request) => ({
        status,
        json: errorEnvelope(status, `${request.method} ${request.path} is not an endpoint`),
      }),
    },
  );
  const handle = idempotent((request) => table.handle(request));
  let count = 0;
  return {
    vendor: 'heygen',
    mount: '/heygen',
    ...table,
    errorBody: (status, message) => errorEnvelope(status, message),
    async handle(request) {
      const reply = await handle(request);
      return {
        ...reply,
        headers: { ...reply.headers, 'x-request-id': heygenId('request', String(++count)) },
      };
    },
  };
}
