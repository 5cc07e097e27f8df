import type { VendorSimulator } from '../../simulator/contracts.js';
import { type Route, routed } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { createSynthesiaAssets } from './simulator-assets.js';
import { errorBody, refuse } from './simulator-errors.js';
import { rated } from './simulator-rates.js';
import { videoRoutes } from './simulator-videos.js';
import { createSynthesiaWebhooks } from './simulator-webhooks.js';

/** An account without templates. */
const templateRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/v2/templates',
    operation: 'listTemplates',
    handle: () => ({ status: 200, json: { templates: [] } }),
  },
  {
    method: 'GET',
    pattern: '/v2/templates/:templateId',
    operation: 'getTemplate',
    handle: () => refuse(404, 'Template not found'),
  },
  {
    method: 'POST',
    pattern: '/v2/videos/fromTemplate',
    operation: 'createFromTemplate',
    handle: () => refuse(400, 'Validation error', 'templateId: template not found'),
  },
];

/**
 * Synthesia's v2 API; its upload host lives under the same mount.
 *
 * @see https://docs.synthesia.io/reference/introduction
 */
export function createSynthesiaSimulator(world: JobVendorWorld): VendorSimulator {
  const assets = createSynthesiaAssets(world);
  const webhooks = createSynthesiaWebhooks(world);
  const table = routed(
    [...templateRoutes, ...videoRoutes(world, assets, webhooks), ...assets.routes, ...webhooks.routes],
    {
      admit: ({ headers }) => {
        const key = (headers['authorization'] ?? '').trim();
        if (key === '') refuse(401, 'Unauthorized', 'Send your API key in the Authorization header');
        if (/^(Bearer|Key|Basic)\s/i.test(key))
          refuse(403, 'Forbidden', 'The key stands alone, without a scheme');
      },
      unknown: (status, { method, path }) => ({
        status,
        json: errorBody(status === 404 ? 'Not found' : 'Method not allowed', `${method} ${path}`),
      }),
    },
  );
  return {
    vendor: 'synthesia',
    mount: '/synthesia',
    ...table,
    handle: rated((request) => table.handle(request)),
    errorBody: (_status, message) => errorBody(message),
  };
}
