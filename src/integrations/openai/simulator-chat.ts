import { z } from 'zod';
import type { SimulatedWorld } from '../../simulator/contracts.js';
import type { Answer, Route, RoutedRequest } from '../../simulator/routes.js';
import { bodyOf, refuse } from './simulator-errors.js';
import { generate, type Generated } from './simulator-generation.js';
import { partsText } from './simulator-responses.js';
import { eventBlock, inPieces } from './simulator-stream.js';

/** `POST /chat/completions`. @see https://platform.openai.com/docs/api-reference/chat/create */
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['developer', 'system', 'user', 'assistant', 'tool']),
        content: z.unknown(),
      }),
    )
    .min(1),
  response_format: z.looseObject({ type: z.string(), json_schema: z.looseObject({}).nullish() }).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.int().min(1).max(128).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  temperature: z.number().min(0).max(2).nullish(),
});
type ChatRequest = z.infer<typeof requestSchema>;

export function chatRoutes(world: SimulatedWorld): Route[] {
  let count = 0;
  const create = ({ body }: RoutedRequest): Answer => {
    const asked = bodyOf(requestSchema, body);
    if (asked.max_tokens != null && /^(?:o\d|gpt-[5-9])/u.test(asked.model)) {
      refuse(400, { message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", param: 'max_tokens', code: 'unsupported_parameter' }); // prettier-ignore
    }
    const id = `chatcmpl-${world.stableId('openai', 'chat', Buffer.from(body).toString(), String(++count)).replace(/-/g, '')}`;
    const generated = generate(world, id, {
      ...{ operation: 'createChatCompletion', modelId: asked.model, schemaParam: 'response_format' },
      ...{ instructions: roleText(asked, true), input: roleText(asked, false), format: formatOf(asked) },
      maxOutputTokens: asked.max_completion_tokens ?? asked.max_tokens ?? null,
    });
    const base = {
      id,
      created: generated.createdAtSeconds,
      model: asked.model,
      service_tier: 'default',
      system_fingerprint: null,
    };
    if (asked.stream === true) return { status: 200, events: streamOf(base, asked, generated) };
    const choice = (index: number) => ({
      ...{ index, finish_reason: generated.isTruncated ? 'length' : 'stop', logprobs: null },
      message: { role: 'assistant', content: generated.text, refusal: null, annotations: [] },
    });
    const choices = Array.from({ length: asked.n ?? 1 }, (_, index) => choice(index));
    return { status: 200, json: { ...base, object: 'chat.completion', choices, usage: usageOf(generated) } };
  };
  return [
    { method: 'POST', pattern: '/chat/completions', operation: 'createChatCompletion', handle: create },
  ];
}

/** Chat nests what Responses has flat. */
function formatOf({ response_format: format }: ChatRequest): { type: string } | null {
  if (!format) return null;
  return { type: format.type, ...(format.json_schema ?? {}) };
}

function roleText({ messages }: ChatRequest, ofSystem: boolean): string {
  return messages
    .filter(({ role }) => (role === 'system' || role === 'developer') === ofSystem)
    .map(({ content }) => partsText(content))
    .join('\n');
}

function usageOf({ inputTokens, outputTokens }: Generated) {
  return {
    ...{
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
    },
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      ...{
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
  };
}

async function* streamOf(base: object, asked: ChatRequest, generated: Generated): AsyncGenerator<string> {
  const withUsage = asked.stream_options?.include_usage === true;
  const blur = asked.stream_options?.include_obfuscation === false ? {} : { obfuscation: 'w3Xk9' };
  const chunk = (delta: object, finishReason: string | null): string =>
    eventBlock({
      ...{ ...base, object: 'chat.completion.chunk', ...blur },
      choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
      ...(withUsage ? { usage: null } : {}),
    });
  yield chunk({ role: 'assistant', content: '', refusal: null }, null);
  for await (const content of inPieces(generated.text)) yield chunk({ content }, null);
  yield chunk({}, generated.isTruncated ? 'length' : 'stop');
  if (withUsage)
    yield eventBlock({ ...base, object: 'chat.completion.chunk', choices: [], usage: usageOf(generated) });
  yield 'data: [DONE]\n\n';
}
