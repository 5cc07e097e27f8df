import { z } from 'zod';
import type { SimulatedWorld } from '../../simulator/contracts.js';
import type { Answer, Route, RoutedRequest } from '../../simulator/routes.js';
import { backgroundResponses } from './simulator-background.js';
import { bodyOf, refuse } from './simulator-errors.js';
import { generate, type Generated } from './simulator-generation.js';
import { isSchema } from './simulator-schema.js';
import { eventBlock, inPieces } from './simulator-stream.js';

/** `POST /responses` as documented. @see https://platform.openai.com/docs/api-reference/responses/create */
const requestSchema = z.looseObject({
  model: z.string(),
  input: z.union([z.string(), z.array(z.looseObject({}))]),
  instructions: z.string().nullish(),
  text: z
    .looseObject({
      format: z.looseObject({ type: z.string() }).nullish(),
      verbosity: z.enum(['low', 'medium', 'high']).nullish(),
    })
    .nullish(),
  max_output_tokens: z.int().nullish(),
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  metadata: z.record(z.string().max(64), z.string().max(512)).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  reasoning: z.looseObject({}).nullish(),
});
type ResponseRequest = z.infer<typeof requestSchema>;

const LEAST_OUTPUT_TOKENS = 16;
const MOST_STORED = 500;

export function responseRoutes(world: SimulatedWorld): Route[] {
  const stored = new Map<string, Record<string, unknown>>();
  const background = backgroundResponses(world);
  let count = 0;
  const create = (request: RoutedRequest): Answer => {
    const asked = bodyOf(requestSchema, request.body);
    const most = asked.max_output_tokens ?? null;
    if (most !== null && most < LEAST_OUTPUT_TOKENS) {
      refuse(400, { message: `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${LEAST_OUTPUT_TOKENS}, but got ${most} instead.`, param: 'max_output_tokens', code: 'integer_below_min_value' }); // prettier-ignore
    }
    if ('seed' in asked)
      refuse(400, { message: "Unknown parameter: 'seed'.", param: 'seed', code: 'unknown_parameter' });
    const isBackground = asked.background === true;
    if (isBackground && asked.store === false)
      refuse(400, { message: "Background mode requires 'store' to be true.", param: 'background' });
    const id = world
      .stableId('openai', 'response', Buffer.from(request.body).toString(), String(++count))
      .replace(/-/g, '');
    const generated = generate(world, `resp_${id}`, {
      ...{ operation: 'createResponse', modelId: asked.model, schemaParam: 'text.format.schema' },
      ...{
        instructions: `${asked.instructions ?? ''}${roleText(asked.input, true)}`,
        input: roleText(asked.input, false),
      },
      ...{ format: asked.text?.format ?? null, maxOutputTokens: most },
    });
    const response = responseBody(id, asked, generated);
    if (asked.store !== false) remember(stored, `resp_${id}`, response);
    if (asked.stream === true) return { status: 200, events: streamOf(response, generated) };
    return { status: 200, json: isBackground ? background.start(response) : response };
  };
  const find = ({ parameters }: RoutedRequest): Record<string, unknown> => {
    const id = parameters['responseId'] ?? '';
    return stored.get(id) ?? refuse(404, { message: `Response with id '${id}' not found.` });
  };
  return [
    { method: 'POST', pattern: '/responses', operation: 'createResponse', handle: create },
    {
      method: 'GET',
      pattern: '/responses/:responseId',
      operation: 'getResponse',
      handle: (request) => ({ status: 200, json: background.look(find(request)) }),
    },
    {
      ...{ method: 'DELETE', pattern: '/responses/:responseId', operation: 'deleteResponse' },
      handle(request) {
        const response = find(request);
        const id = String(response['id']);
        stored.delete(id);
        background.remove(response);
        return { status: 200, json: { id, object: 'response', deleted: true } };
      },
    },
    {
      ...{ method: 'POST', pattern: '/responses/:responseId/cancel', operation: 'cancelResponse' },
      handle: (request) => ({ status: 200, json: background.cancel(find(request)) }),
    },
  ];
}

function remember(
  stored: Map<string, Record<string, unknown>>,
  id: string,
  response: Record<string, unknown>,
): void {
  stored.set(id, response);
  const [oldest] = stored.keys();
  if (stored.size > MOST_STORED && oldest !== undefined) stored.delete(oldest);
}

/** Texts of the system's or of everybody else's messages. */
function roleText(input: ResponseRequest['input'], ofSystem: boolean): string {
  if (typeof input === 'string') return ofSystem ? '' : input;
  return input
    .filter((message) => (message['role'] === 'system' || message['role'] === 'developer') === ofSystem)
    .map((message) => partsText(message['content']))
    .join('\n');
}

export function partsText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isSchema(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('\n');
}

function responseBody(id: string, asked: ResponseRequest, generated: Generated): Record<string, unknown> {
  const status = generated.isTruncated ? 'incomplete' : 'completed';
  return {
    ...{
      id: `resp_${id}`,
      object: 'response',
      created_at: generated.createdAtSeconds,
      status,
      background: asked.background === true,
      error: null,
    },
    completed_at: generated.isTruncated ? null : generated.createdAtSeconds,
    incomplete_details: generated.isTruncated ? { reason: 'max_output_tokens' } : null,
    ...{
      instructions: asked.instructions ?? null,
      max_output_tokens: asked.max_output_tokens ?? null,
      model: asked.model,
    },
    output: [
      { id: `rs_${id}`, type: 'reasoning', summary: [] },
      {
        ...{ id: `msg_${id}`, type: 'message', role: 'assistant', status },
        content: [{ type: 'output_text', text: generated.text, annotations: [], logprobs: [] }],
      },
    ],
    ...{ parallel_tool_calls: true, previous_response_id: null, store: asked.store !== false },
    ...{
      temperature: asked.temperature ?? 1,
      top_p: asked.top_p ?? 1,
      tool_choice: 'auto',
      tools: [],
      truncation: 'disabled',
    },
    ...{
      metadata: asked.metadata ?? {},
      service_tier: 'default',
      reasoning: { effort: null, summary: null },
    },
    text: { format: asked.text?.format ?? { type: 'text' }, verbosity: asked.text?.verbosity ?? 'medium' },
    usage: {
      ...{
        input_tokens: generated.inputTokens,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
      },
      ...{ output_tokens: generated.outputTokens, output_tokens_details: { reasoning_tokens: 0 } },
      total_tokens: generated.inputTokens + generated.outputTokens,
    },
  };
}

/** The documented order of events; there is no `[DONE]`. */
async function* streamOf(
  response: Record<string, unknown>,
  { text, isTruncated }: Generated,
): AsyncGenerator<string> {
  let sequence = 0;
  const event = (type: string, fields: Record<string, unknown>): string =>
    eventBlock({ type, sequence_number: sequence++, ...fields }, type);
  const [reasoning, message] = response['output'] as Record<string, unknown>[]; // made above
  const itemId = message?.['id'];
  const open = {
    ...response,
    status: 'in_progress',
    output: [],
    usage: null,
    incomplete_details: null,
    completed_at: null,
  };
  yield event('response.created', { response: open });
  if (response['background'] === true)
    yield event('response.queued', { response: { ...open, status: 'queued' } });
  yield event('response.in_progress', { response: open });
  yield event('response.output_item.added', { output_index: 0, item: reasoning });
  yield event('response.output_item.done', { output_index: 0, item: reasoning });
  yield event('response.output_item.added', {
    output_index: 1,
    item: { ...message, status: 'in_progress', content: [] },
  });
  const at = { item_id: itemId, output_index: 1, content_index: 0 };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  yield event('response.content_part.added', { ...at, part });
  for await (const delta of inPieces(text))
    yield event('response.output_text.delta', { ...at, delta, logprobs: [] });
  yield event('response.output_text.done', { ...at, text, logprobs: [] });
  yield event('response.content_part.done', { ...at, part: { ...part, text } });
  yield event('response.output_item.done', { output_index: 1, item: message });
  yield event(isTruncated ? 'response.incomplete' : 'response.completed', { response });
}
