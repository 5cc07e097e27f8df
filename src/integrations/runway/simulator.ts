import type { VendorSimulator } from '../../simulator/contracts.js';
import type { QueuedJob } from '../../simulator/jobs.js';
import { type Route, routed, type RoutedRequest } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { bodyOf, errorBody, refuse } from './simulator-errors.js';
import { type FootageInput, imageToVideo, textToVideo } from './simulator-models.js';
import { MODEL_NAMES, planOf } from './simulator-plan.js';
import { createRunwayUploads, type RunwayUploads } from './simulator-uploads.js';

const API_VERSION = '2024-11-06';
/** Tier 1 has one or two by model. */
const SLOTS = 2;
const USD_PER_CREDIT = 0.01;
const TASK_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

interface TaskDetail {
  readonly credits: number;
}
type Task = QueuedJob<TaskDetail>;

/** How a planted failure reads: `{ failure, failureCode }`; without a code when the body has none. */
function failureOf(task: Task): { failure: string; failureCode?: string } {
  const planted = task.plantedFailure;
  if (typeof planted !== 'object' || planted === null) {
    return { failure: task.failure ?? 'An unexpected error occurred.', failureCode: 'INTERNAL' };
  }
  const { failure, failureCode, code } = planted as Record<string, unknown>; // checked above
  const named = failureCode ?? code;
  return {
    failure: typeof failure === 'string' ? failure : 'An unexpected error occurred.',
    ...(typeof named === 'string' ? { failureCode: named } : {}),
  };
}

/** A task as Runway shows it: closed objects, other fields for each status. */
function taskBody(world: JobVendorWorld, task: Task) {
  const base = { id: task.id, createdAt: new Date(task.createdAtMs).toISOString() };
  const estimatedCost = { credits: task.detail.credits };
  const cost = { credits: task.detail.credits };
  switch (task.state) {
    case 'QUEUED':
      return { ...base, status: task.waitsForSlot ? 'THROTTLED' : 'PENDING', estimatedCost };
    case 'RUNNING':
      return { ...base, status: 'RUNNING', progress: Number(task.progress.toFixed(4)), estimatedCost };
    case 'DONE':
      return { ...base, status: 'SUCCEEDED', output: [world.jobs.resultUrl('runway', task.id)], cost };
    case 'CANCELLED':
      return { ...base, status: 'CANCELLED', cost: { credits: 0 } };
    case 'FAILED':
      return { ...base, status: 'FAILED', ...failureOf(task), cost };
  }
}

function checkImages(input: FootageInput, uploads: RunwayUploads): void {
  if (!('promptImage' in input)) return;
  const images = typeof input.promptImage === 'string' ? [{ uri: input.promptImage }] : input.promptImage;
  for (const { uri } of images) {
    if (uri.startsWith('runway://') && !uploads.isReady(uri))
      refuse(400, `Invalid asset: ${uri} was not found`);
    if (uri.startsWith('data:') && !/^data:image\/[a-z+.-]+;base64,[A-Za-z0-9+/]+={0,2}$/.test(uri)) {
      refuse(400, 'Invalid asset: promptImage is not a base64 data URI of an image');
    }
  }
}

function taskRoutes(world: JobVendorWorld, uploads: RunwayUploads): Route[] {
  let count = 0;
  const create = (operation: string, input: FootageInput, body: Uint8Array) => {
    checkImages(input, uploads);
    const { width, height, seconds, credits } = planOf(input);
    const id = world.stableId('runway', 'task', Buffer.from(body).toString(), String(++count));
    const seed = 'seed' in input ? (input.seed ?? 0) : 0;
    const prompt = input.promptText ?? '';
    const make = () => world.media.renderFootage({ prompt, width, height, seconds, seed });
    world.jobs.start({ id, vendor: 'runway', detail: { credits }, slots: SLOTS, make });
    const usd = credits * USD_PER_CREDIT;
    world.bill({ vendor: 'runway', operation, externalId: id, idempotencyKey: null, units: credits, usd });
    return { status: 200, json: { id, estimatedCost: { credits } } };
  };
  const find = ({ parameters }: RoutedRequest): Task => {
    const id = parameters['taskId'] ?? '';
    if (!TASK_ID.test(id)) return refuse(400, 'Task id must be a UUID');
    const task = world.jobs.get<TaskDetail>('runway', id);
    return task && task.state !== 'CANCELLED' ? task : refuse(404, 'Task not found');
  };
  return [
    {
      method: 'POST',
      pattern: '/v1/text_to_video',
      operation: 'textToVideo',
      handle: ({ body }) => create('textToVideo', bodyOf(textToVideo, body), body),
    },
    {
      method: 'POST',
      pattern: '/v1/image_to_video',
      operation: 'imageToVideo',
      handle: ({ body }) => create('imageToVideo', bodyOf(imageToVideo, body), body),
    },
    {
      method: 'GET',
      pattern: '/v1/tasks/:taskId',
      operation: 'getTask',
      handle: (request) => ({ status: 200, json: taskBody(world, find(request)) }),
    },
    {
      method: 'DELETE',
      pattern: '/v1/tasks/:taskId',
      operation: 'deleteTask',
      handle: (request) => {
        const task = find(request);
        if (task.state === 'QUEUED') world.unbill('runway', task.id);
        if (!world.jobs.cancel('runway', task.id)) world.jobs.remove('runway', task.id);
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      pattern: '/v1/organization',
      operation: 'getOrganization',
      handle: () => {
        const perModel = <T>(value: T) => Object.fromEntries(MODEL_NAMES.map((model) => [model, value]));
        const tier = { maxConcurrentGenerations: SLOTS, maxDailyGenerations: 200 };
        return {
          status: 200,
          json: {
            tier: { maxMonthlyCreditSpend: 10_000, models: perModel(tier) },
            creditBalance: 25_000,
            usage: { models: perModel({ dailyGenerations: 0 }) },
          },
        };
      },
    },
  ];
}

/**
 * Runway's API, version 2024-11-06.
 *
 * @see https://docs.dev.runwayml.com
 */
export function createRunwaySimulator(world: JobVendorWorld): VendorSimulator {
  const uploads = createRunwayUploads(world);
  return {
    vendor: 'runway',
    mount: '/runway',
    ...routed([...taskRoutes(world, uploads), ...uploads.routes], {
      admit: ({ headers }, operation) => {
        if (operation === 'putUpload') return; // the form's own fields are its permission
        if (!/^Bearer \S+$/.test(headers['authorization'] ?? '')) {
          refuse(401, 'Missing or invalid API key: send Authorization: Bearer <key>');
        }
        const version = headers['x-runway-version'];
        if (version !== API_VERSION) {
          refuse(400, `X-Runway-Version must be ${API_VERSION}; it was ${version ?? 'missing'}`);
        }
      },
      unknown: (status, { method, path }) => ({
        status: 405,
        json: errorBody(
          405,
          status === 405 ? `${path} does not take ${method}` : `No endpoint ${method} ${path}`,
        ),
      }),
    }),
    errorBody: (status, message) => errorBody(status, message),
  };
}
