import type { VendorSimulator } from '../../simulator/contracts.js';
import { routed, type RoutedRequest } from '../../simulator/routes.js';
import { isWebhookTarget } from '../../simulator/webhooks.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { bodyOf, errorHeaders, refuse, requestError } from './simulator-errors.js';
import { type ClipOrder, MODELS, priceUsd, sizeOf } from './simulator-models.js';
import { addressesOf, type ClipDetail, queueRoutes, resultOf } from './simulator-queue.js';
import { createStorage, type FalStorage } from './simulator-storage.js';
import { createFalWebhooks, type FalWebhooks } from './simulator-webhooks.js';

/** What a new account may run at once; the rest waits in the queue. */
const SLOTS = 2;

/** These need no key: the addresses themselves are the permission, and the public key is public. */
const OPEN_OPERATIONS: ReadonlySet<string> = new Set(['getJwks', 'putUpload', 'getUpload']);

/** `x-fal-object-lifecycle-preference: {"expiration_duration_seconds": N}`; null or nothing: the usual time. */
function lifetimeOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  try {
    const seconds = (JSON.parse(header) as { expiration_duration_seconds?: unknown })
      .expiration_duration_seconds;
    return typeof seconds === 'number' && seconds >= 0 ? seconds : undefined;
  } catch {
    return refuse(400, 'x-fal-object-lifecycle-preference is not JSON');
  }
}

/** fal has no key of its own: clients put theirs into the query of the webhook address. */
function clientKeyOf(webhook: string | null): string | null {
  return webhook === null ? null : ([...new URL(webhook).searchParams.values()][0] ?? null);
}

function createSubmit(world: JobVendorWorld, storage: FalStorage, webhooks: FalWebhooks) {
  let count = 0;
  const proportionOf = async (order: ClipOrder) => {
    const measured = await Promise.all(order.images.map((image) => storage.measureImage(image)));
    const [across = 16, down = 9] = (order.aspectRatio ?? '16:9').split(':').map(Number);
    return measured[0] ?? { across, down };
  };
  const announce = (id: string, webhook: string) => {
    const clip = world.jobs.get<ClipDetail>('pika', id);
    if (!clip || clip.state === 'CANCELLED') return;
    const { status, body } = resultOf(world, clip);
    const ids = { request_id: id, gateway_request_id: clip.detail.gatewayRequestId };
    if (status === 200) webhooks.deliver(webhook, { ...ids, status: 'OK', payload: body });
    else
      webhooks.deliver(webhook, {
        ...ids,
        status: 'ERROR',
        payload: body,
        error: `Invalid status code: ${status}`,
      });
  };

  return async ({ parameters, query, headers, body }: RoutedRequest) => {
    const model = parameters['rest'] ?? '';
    const schema = MODELS[model] ?? refuse(404, `Application "fal-ai/pika/${model}" not found`);
    const webhook = query.get('fal_webhook');
    if (webhook !== null && !isWebhookTarget(webhook)) return refuse(400, 'fal_webhook must be an https URL');
    const expiresInSeconds = lifetimeOf(headers['x-fal-object-lifecycle-preference']);
    const order = bodyOf(schema, body);
    const size = sizeOf(await proportionOf(order), order.resolution);
    const id = world.stableId('pika', model, Buffer.from(body).toString(), String(++count));
    const detail: ClipDetail = { gatewayRequestId: id, expiresInSeconds };
    const { prompt, seconds, seed } = order;
    const make = () => world.media.renderFootage({ prompt, seconds, seed, ...size });
    const clip = world.jobs.start({ id, vendor: 'pika', detail, slots: SLOTS, make });
    if (webhook !== null) world.jobs.whenEnded('pika', id, () => announce(id, webhook));
    const idempotencyKey = clientKeyOf(webhook);
    const usd = priceUsd(order);
    world.bill({ vendor: 'pika', operation: 'submit', externalId: id, idempotencyKey, units: 1, usd });
    const ids = { request_id: id, gateway_request_id: id, queue_position: clip.queuePosition };
    return {
      status: 200,
      headers: { 'x-fal-request-id': id },
      json: { status: 'IN_QUEUE', ...ids, ...addressesOf(world, id) },
    };
  };
}

/**
 * Pika's models behind fal's queue.
 *
 * @see https://docs.fal.ai/documentation/model-apis/inference/queue
 */
export function createPikaSimulator(world: JobVendorWorld): VendorSimulator {
  const storage = createStorage(world);
  const webhooks = createFalWebhooks(world);
  const submit = createSubmit(world, storage, webhooks);
  return {
    vendor: 'pika',
    mount: '/fal',
    ...routed(
      [
        ...queueRoutes(world),
        { method: 'POST', pattern: '/fal-ai/pika/*', operation: 'submit', handle: submit },
        ...storage.routes,
        ...webhooks.routes,
      ],
      {
        admit: ({ headers }, operation) => {
          if (OPEN_OPERATIONS.has(operation)) return;
          if (!/^Key \S+$/.test(headers['authorization'] ?? '')) {
            refuse(401, 'Authentication is required: send Authorization: Key <key>');
          }
        },
        unknown: (status, { method, path }) => ({
          status,
          json: requestError(status, `${method} ${path} not found`),
          headers: errorHeaders(status),
        }),
      },
    ),
    errorBody: (status, message) => requestError(status, message),
  };
}
