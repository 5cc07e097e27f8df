import type {
  SimulatedReply,
  SimulatedRequest,
  SimulatedWorld,
  VendorSimulator,
} from '../../simulator/contracts.js';
import { Refusal, routed, type Route } from '../../simulator/routes.js';
import { chatRoutes } from './simulator-chat.js';
import { errorAnswer, refuse } from './simulator-errors.js';
import { allModels, findModel, modelBody } from './simulator-models.js';
import { responseRoutes } from './simulator-responses.js';

const REQUESTS_PER_MINUTE = 5000;
const TOKENS_PER_MINUTE = 2_000_000;
const MS_PER_MINUTE = 60_000;

/**
 * OpenAI's text endpoints: Responses, Chat Completions, Models.
 * @see https://platform.openai.com/docs/api-reference (read 2026-11-22)
 */
export function createOpenAiSimulator(world: SimulatedWorld): VendorSimulator {
  const routes: Route[] = [...responseRoutes(world), ...chatRoutes(world), ...modelRoutes()];
  const table = routed(routes, {
    admit,
    unknown: (_, { method, path }) => errorAnswer(404, { message: `Invalid URL (${method} /v1${path})` }),
  });
  let count = 0;
  const arrivalsMs: number[] = [];
  return {
    ...{ vendor: 'openai', mount: '/openai/v1', ...table },
    async handle(request): Promise<SimulatedReply> {
      const startedMs = performance.now();
      const nowMs = Date.now();
      while ((arrivalsMs[0] ?? nowMs) < nowMs - MS_PER_MINUTE) arrivalsMs.shift();
      arrivalsMs.push(nowMs);
      const reply = await table.handle(request);
      const requestId = `req_${world.stableId('openai', 'request', String(++count)).replace(/-/g, '')}`;
      const processingMs = String(Math.max(1, Math.round(performance.now() - startedMs)));
      const headers = {
        ...{
          'x-request-id': requestId,
          'openai-processing-ms': processingMs,
          'openai-version': '2020-10-01',
        },
        ...{
          'openai-organization': 'simulated-organization',
          ...rateHeaders(arrivalsMs.length, request.body.length),
        },
      };
      return { ...reply, headers: { ...headers, ...reply.headers } };
    },
  };
}

function admit({ headers }: SimulatedRequest): void {
  const given = headers['authorization'];
  const key = /^Bearer\s+(\S.*)$/iu.exec(given ?? '')?.[1];
  if (key) return;
  if (given === undefined || given.trim() === '' || /^Bearer\s*$/iu.test(given)) {
    throw new Refusal(
      errorAnswer(401, {
        message: "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).", // prettier-ignore
        code: null,
      }),
    );
  }
  refuse(401, { message: 'Incorrect API key provided.', code: 'invalid_api_key' });
}

function modelRoutes(): Route[] {
  return [
    {
      method: 'GET',
      pattern: '/models',
      operation: 'listModels',
      handle: () => ({ status: 200, json: { object: 'list', data: allModels() } }),
    },
    {
      ...{ method: 'GET', pattern: '/models/:model', operation: 'getModel' },
      handle({ parameters }) {
        const id = parameters['model'] ?? '';
        const model = findModel(id);
        if (model) return { status: 200, json: modelBody(model) };
        return errorAnswer(404, {
          message: `The model '${id}' does not exist`,
          param: 'model',
          code: 'model_not_found',
        });
      },
    },
  ];
}

/** The reset values are durations such as `12ms`. */
function rateHeaders(requestsInMinute: number, bodyBytes: number): Record<string, string> {
  const tokens = Math.ceil(bodyBytes / 4) * requestsInMinute;
  return {
    'x-ratelimit-limit-requests': String(REQUESTS_PER_MINUTE),
    'x-ratelimit-limit-tokens': String(TOKENS_PER_MINUTE),
    'x-ratelimit-remaining-requests': String(Math.max(0, REQUESTS_PER_MINUTE - requestsInMinute)),
    'x-ratelimit-remaining-tokens': String(Math.max(0, TOKENS_PER_MINUTE - tokens)),
    'x-ratelimit-reset-requests': `${Math.max(1, Math.round((requestsInMinute * MS_PER_MINUTE) / REQUESTS_PER_MINUTE))}ms`,
    'x-ratelimit-reset-tokens': `${Math.max(1, Math.round((tokens * MS_PER_MINUTE) / TOKENS_PER_MINUTE))}ms`,
  };
}
