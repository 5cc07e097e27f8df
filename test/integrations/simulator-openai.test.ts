import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020.js';
import { createOpenAiSimulator } from '../../src/integrations/openai/simulator.js';
import type { SimulatedReply, VendorSimulator } from '../../src/simulator/contracts.js';
import { aSimulatedWorld, ask, publishedDescription } from '../support/simulated-world.js';
import { aSimulator, caller, type TestSimulator, textAt, until } from './simulated-server.js';

const KEY = { authorization: 'Bearer sk-test' };
const published = publishedDescription('openai-subset.openapi.json');
let home: Awaited<ReturnType<typeof aSimulatedWorld>>;
let openai: VendorSimulator;

beforeAll(async () => {
  home = await aSimulatedWorld();
  openai = createOpenAiSimulator(home.world);
});
afterAll(() => home.close());

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const strict = (properties: Record<string, unknown>) => ({ type: 'object', additionalProperties: false, required: Object.keys(properties), properties }); // prettier-ignore
const orNull = (schema: unknown) => ({ anyOf: [schema, { type: 'null' }] });
const SCRIPT = strict({
  scenes: {
    type: 'array',
    minItems: 1,
    items: strict({
      speaker: { type: 'string', enum: ['AVATAR', 'VOICEOVER'] },
      narration: text,
      onScreenText: orNull(text),
      brollPrompt: orNull(text),
      tone: orNull(text),
    }),
  },
});
const PLAN = strict({
  hook: text,
  sections: {
    type: 'array',
    minItems: 2,
    maxItems: 4,
    items: strict({ title: text, keyPoints: texts, brollSuggestions: texts }),
  },
  callToAction: text,
});
const METADATA = strict({
  ...{
    title: text,
    titleOptions: { ...texts, minItems: 3, maxItems: 3 },
    description: text,
    tags: texts,
    hashtags: texts,
  },
  chapters: { type: 'array', items: strict({ title: text, sceneNumber: { type: 'integer', minimum: 1 } }) },
  thumbnailText: text,
});

const respond = (
  schema: unknown,
  input: unknown,
  more: Record<string, unknown> = {},
): Promise<SimulatedReply> =>
  ask(openai, 'POST', '/responses', {
    headers: KEY,
    json: {
      ...{ model: 'gpt-5.4-mini', input: typeof input === 'string' ? input : JSON.stringify(input) },
      text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
      ...more,
    },
  });

interface ResponseBody {
  status: string;
  output: { type: string; content?: { text: string }[] }[];
  usage: { input_tokens: number; output_tokens: number; total_tokens: number };
}
const answerOf = (reply: SimulatedReply): unknown => {
  const body = reply.json as ResponseBody; // its shape is checked against the description below
  return JSON.parse(
    body.output
      .flatMap((item) => item.content ?? [])
      .map((part) => part.text)
      .join(''),
  ) as unknown;
};
const scriptOf = async (topic: string, targetSeconds: number): Promise<string[]> => {
  const input = { task: 'script', topic, language: 'en', targetSeconds, wordBudget: Math.round(targetSeconds * 2.5), sceneCount: Math.max(1, Math.round(targetSeconds / 7)) }; // prettier-ignore
  const answer = answerOf(await respond(SCRIPT, input)) as { scenes: { narration: string }[] }; // meets SCRIPT
  return answer.scenes.map((scene) => scene.narration);
};
const sentencesOf = (narrations: string[]): string[] => narrations.join(' ').match(/[^.?!]+[.?!]+/gu)?.map((one) => one.trim()) ?? []; // prettier-ignore
const wordsIn = (narrations: string[]): number => narrations.join(' ').split(/\s+/u).length;

describe('OpenAI simulator', () => {
  test('a plan, a script and metadata meet their schemas and are about the topic', async () => {
    const ajv = new Ajv2020.default({ strict: false });
    const channel = { name: 'Deep Sea', persona: {}, styleGuide: {} };
    const scenes = ['One.', 'Two.', 'Three.', 'Four.'].map((narration) => ({
      narration,
      onScreenText: null,
    }));
    for (const [task, schema] of Object.entries({ plan: PLAN, script: SCRIPT, metadata: METADATA })) {
      const input = {
        task,
        topic: 'Why octopuses have three hearts',
        targetSeconds: 45,
        language: 'en',
        channel,
        script: { scenes },
      };
      const reply = await respond(schema, input);
      const answer = answerOf(reply);
      expect({ task, faults: ajv.validate(schema, answer) ? [] : ajv.errors }).toEqual({ task, faults: [] });
      expect(JSON.stringify(answer).match(/octopuses/giu)?.length).toBeGreaterThan(2);
      expect(published?.answerFaults('post', '/responses', reply.json) ?? []).toEqual([]);
    }
  });

  test.each([10, 45, 300, 1800])(
    'a script of %i seconds keeps its word budget and never says a sentence twice',
    async (seconds) => {
      const narrations = await scriptOf('Why octopuses have three hearts', seconds);
      const sentences = sentencesOf(narrations);
      expect(new Set(sentences).size).toBe(sentences.length);
      expect(Math.abs(wordsIn(narrations) / Math.round(seconds * 2.5) - 1)).toBeLessThanOrEqual(0.04);
      expect(sentences.map((one) => one.split(' ').length).filter((count) => count > 25)).toEqual([]);
    },
  );

  test.each([
    ['Why octopuses have three hearts', 'Why octopuses have blue blood'],
    ['How to brew coffee', 'How to brew tea'],
    ['The history of zero', 'The history of the printing press'],
    ['Top 5 black holes', 'Why stars explode'],
  ])('"%s" and "%s" share less than half of their sentences', async (first, second) => {
    const said = new Set(sentencesOf(await scriptOf(first, 120)));
    const other = sentencesOf(await scriptOf(second, 120));
    expect(other.filter((sentence) => said.has(sentence)).length).toBeLessThan(other.length / 2);
  });

  test('a topic in another script with quotes and braces appears literally', async () => {
    const topic = 'שלום 🐙 {\\an8} "x"';
    const narrations = await scriptOf(topic, 60);
    expect(narrations.join(' ')).toContain(topic);
  });

  test('the same request gets the same text, another topic another one', async () => {
    const once = await scriptOf('How to brew coffee', 30);
    expect(await scriptOf('How to brew coffee', 30)).toEqual(once);
    expect(await scriptOf('How to brew tea', 30)).not.toEqual(once);
  });

  test('any strict schema is met: references, recursion, patterns, limits', async () => {
    const schema = {
      ...strict({
        code: { type: 'string', pattern: '^[A-Z]{2}-\\d{3,5}$' },
        when: { type: 'string', format: 'date-time' },
        kind: { const: 'x' },
        size: { type: 'number', minimum: 3, exclusiveMaximum: 4, multipleOf: 0.5 },
        pair: { type: 'array', items: { type: 'integer', minimum: 7 }, minItems: 2, maxItems: 2 },
        tree: { $ref: '#/$defs/node' },
        either: { anyOf: [{ type: 'string', enum: ['red'] }, { type: 'null' }] },
      }),
      $defs: { node: strict({ name: text, next: orNull({ $ref: '#/$defs/node' }) }) },
    };
    const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
    const answer = answerOf(await respond(schema, 'Say something about bees in 30 seconds'));
    expect(ajv.validate(schema, answer) ? [] : ajv.errors).toEqual([]);
  });

  test.each([
    [
      'an optional property',
      { type: 'object', additionalProperties: false, required: [], properties: { a: text } },
      /required/u,
    ],
    ['open objects', { type: 'object', required: [], properties: {} }, /additionalProperties/u],
    ['oneOf', strict({ a: { oneOf: [text] } }), /'oneOf' is not permitted/u],
    ['anyOf at the root', { anyOf: [strict({ a: text })] }, /anyOf/u],
    ['an array without items', strict({ a: { type: 'array' } }), /items/u],
    ['an unknown format', strict({ a: { type: 'string', format: 'uri' } }), /format/u],
  ])('a strict schema with %s is refused as the vendor does', async (_, schema, message) => {
    const reply = await respond(schema, 'x');
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ error: { type: 'invalid_request_error', param: 'text.format.schema', code: 'invalid_json_schema', message: expect.stringMatching(message) as unknown } }); // prettier-ignore
    expect(published?.componentFaults('ErrorResponse', reply.json) ?? []).toEqual([]);
  });

  test('a missing key, model or token room is refused', async () => {
    const statusOf = async (reply: Promise<SimulatedReply>) => (await reply).status;
    expect(await statusOf(ask(openai, 'POST', '/responses', { json: {} }))).toBe(401);
    expect(await statusOf(ask(openai, 'GET', '/models', { headers: { authorization: 'Basic abc' } }))).toBe(
      401,
    );
    expect(await statusOf(respond(PLAN, 'x', { model: undefined }))).toBe(400);
    expect(await statusOf(respond(PLAN, 'x', { model: 'gpt-none' }))).toBe(404);
    expect(await statusOf(respond(PLAN, 'x', { max_output_tokens: 15 }))).toBe(400);
    expect(await statusOf(ask(openai, 'POST', '/responses', { headers: KEY, body: '{' }))).toBe(400);
  });

  test('an answer longer than the token limit is incomplete, and usage never exceeds it', async () => {
    const reply = await respond(PLAN, { topic: 'Bees' }, { max_output_tokens: 20 });
    expect(reply.json).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, usage: { output_tokens: 20 } }); // prettier-ignore
    expect(published?.answerFaults('post', '/responses', reply.json) ?? []).toEqual([]);
  });

  test('a stream tells the documented events in order and ends with the whole response', async () => {
    const reply = await respond(PLAN, { topic: 'Bees' }, { stream: true });
    const events: { type: string; sequence_number: number; delta?: string; response?: unknown }[] = [];
    for await (const block of reply.events ?? []) {
      const [, name, data] = /^event: (.+)\ndata: (.+)\n\n$/u.exec(block) ?? [];
      const event = JSON.parse(data ?? '') as (typeof events)[number]; // checked below
      expect(event.type).toBe(name);
      expect(published?.componentFaults('ResponseStreamEvent', event) ?? []).toEqual([]);
      events.push(event);
    }
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    expect([...new Set(events.map((event) => event.type))]).toEqual(['response.created', 'response.in_progress', 'response.output_item.added', 'response.output_item.done', 'response.content_part.added', 'response.output_text.delta', 'response.output_text.done', 'response.content_part.done', 'response.completed']); // prettier-ignore
    const whole = events.map((event) => event.delta ?? '').join('');
    expect(JSON.parse(whole)).toEqual(
      answerOf({ status: 200, operation: '', json: events.at(-1)?.response }),
    );
  });

  test('chat completions answer plainly and as chunks with usage last', async () => {
    const messages = [{ role: 'user', content: '{"topic":"Bees","task":"plan"}' }];
    const response_format = {
      type: 'json_schema',
      json_schema: { name: 'plan', strict: true, schema: PLAN },
    };
    const json = { model: 'gpt-5.4-mini', messages, response_format };
    const plain = await ask(openai, 'POST', '/chat/completions', { headers: KEY, json });
    expect(published?.answerFaults('post', '/chat/completions', plain.json) ?? []).toEqual([]);
    const streamed = await ask(openai, 'POST', '/chat/completions', { headers: KEY, json: { ...json, stream: true, stream_options: { include_usage: true } } }); // prettier-ignore
    const blocks: string[] = [];
    for await (const block of streamed.events ?? []) blocks.push(block.replace(/^data: /u, '').trim());
    expect(blocks.at(-1)).toBe('[DONE]');
    const chunks = blocks
      .slice(0, -1)
      .map((block) => JSON.parse(block) as { choices: unknown[]; usage: unknown }); // checked below
    for (const chunk of chunks) expect(published?.componentFaults('CreateChatCompletionStreamResponse', { ...chunk, usage: chunk.usage ?? undefined }) ?? []).toEqual([]); // prettier-ignore
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) as unknown },
    });
  });

  test('every reply carries the vendor headers, and one create is one billed row', async () => {
    const before = home.ledger.length;
    const reply = await respond(PLAN, { topic: 'Bees' });
    const { usage } = reply.json as ResponseBody; // checked against the description above
    expect(home.ledger.slice(before)).toEqual([
      { vendor: 'openai', operation: 'createResponse', externalId: expect.stringMatching(/^resp_/u) as unknown, idempotencyKey: null, units: usage.total_tokens, usd: expect.any(Number) as unknown }, // prettier-ignore
    ]);
    expect(Object.keys(reply.headers ?? {})).toEqual(expect.arrayContaining(['x-request-id', 'openai-processing-ms', 'openai-version', 'x-ratelimit-limit-requests', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-requests', 'x-ratelimit-remaining-tokens', 'x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'])); // prettier-ignore
    const models = await ask(openai, 'GET', '/models', { headers: KEY });
    expect(published?.answerFaults('get', '/models', models.json) ?? []).toEqual([]);
    expect((await ask(openai, 'GET', '/models/gpt-none', { headers: KEY })).status).toBe(404);
  });
});

describe('responses in the background', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await aSimulator();
  });
  afterAll(() => simulator.close());
  const call = (...args: Parameters<ReturnType<typeof caller>>) =>
    caller(simulator.baseUrls.openai, { authorization: 'Bearer sk-test' })(...args);
  const asked = { model: 'gpt-5.4-mini', input: 'Tell of bees.', background: true };
  const start = async (): Promise<string> => textAt((await call('POST', '/responses', asked)).body, 'id');
  const statusNow = async (id: string): Promise<string> =>
    textAt((await call('GET', `/responses/${id}`)).body, 'status');

  test('are queued, are in progress and then hold their text', async () => {
    const made = (await call('POST', '/responses', asked)).body;
    expect(made).toMatchObject({ status: 'queued', background: true, output: [], usage: null });
    expect(published?.answerFaults('post', '/responses', made) ?? []).toEqual([]);
    const path = `/responses/${textAt(made, 'id')}`;
    const seen: string[] = [];
    const { body } = await until(
      () => call('GET', path),
      (answer) => {
        seen.push(textAt(answer.body, 'status'));
        return seen.at(-1) === 'completed';
      },
    );
    expect(seen).toContain('in_progress');
    expect(textAt(body, 'output.1.content.0.text')).toMatch(/\w/);
    expect(published?.answerFaults('get', '/responses/{response_id}', body) ?? []).toEqual([]);
    const { rows } = (await simulator.control('/ledger')) as { rows: { operation: string }[] }; // see contract, section 5
    expect(rows.map(({ operation }) => operation)).toEqual(['createResponse']);
  });

  test('are cancelled once and stay it; others cannot be', async () => {
    const id = await start();
    for (let time = 0; time < 2; time += 1)
      expect((await call('POST', `/responses/${id}/cancel`)).body).toMatchObject({ status: 'cancelled' });
    expect(await statusNow(id)).toBe('cancelled');
    const plain = textAt((await call('POST', '/responses', { ...asked, background: false })).body, 'id');
    const refused = await call('POST', `/responses/${plain}/cancel`);
    expect([refused.status, textAt(refused.body, 'error.message')]).toEqual([
      400,
      'Cannot cancel a synchronous response.',
    ]);
  });

  test('fail when that was planted, and must be stored', async () => {
    await simulator.plant({ vendor: 'openai', times: 1, fault: { kind: 'JOB_FAILED' } });
    const id = await start();
    const answer = await until(
      () => call('GET', `/responses/${id}`),
      ({ body }) => textAt(body, 'status') === 'failed',
    );
    expect(answer.body).toMatchObject({ error: { code: 'server_error' }, output: [] });
    const unstored = await call('POST', '/responses', { ...asked, store: false });
    expect([unstored.status, textAt(unstored.body, 'error.param')]).toEqual([400, 'background']);
  });
});
