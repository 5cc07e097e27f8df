import { describe, expect, test } from '@jest/globals';
import { openAiResponse } from './canned-vendors.js';
import { jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { aCall, aTextRequest } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { behind, answering } = vendorsWithOneServer();
const written = openAiResponse({ type: 'output_text', text: '{"title":"Bees","scenes":["a"]}' });

describe('OpenAI', () => {
  test('is asked for strict JSON that it does not store, and answers with what it cost', async () => {
    const all = await answering([{ body: written, headers: { 'x-request-id': 'req_9' } }]);
    const answered = await all.text('OPENAI').write(aTextRequest(), aCall());
    expect(answered).toEqual({
      value: { title: 'Bees', scenes: ['a'] },
      externalId: 'resp_1',
      requestId: 'req_9',
      // gpt-5-mini: 600 x 0.25 + 400 x 0.025 + 500 x 2
      charge: { units: 1500, unit: 'token', costMicroUsd: 1160 },
    });
    const request = aTextRequest();
    expect(jsonOf(all.server)).toEqual({
      model: 'gpt-5-mini',
      instructions: request.instructions,
      input: request.input,
      store: false,
      max_output_tokens: 2000,
      text: { format: { type: 'json_schema', name: 'plan', schema: request.schema, strict: true } },
    });
  });

  test('joins the parts of its answer, wherever they stand', async () => {
    const body = openAiResponse(
      { type: 'output_text', text: '{"a"' },
      {
        output: [
          { type: 'reasoning', summary: [] },
          {
            type: 'message',
            content: [
              { type: 'output_text', text: '{"a"' },
              { type: 'output_text', text: ':1}' },
            ],
          },
        ],
      },
    );
    const all = await answering([{ body }]);
    expect((await all.text('OPENAI').write(aTextRequest(), aCall())).value).toEqual({ a: 1 });
  });

  test('is charged as estimated when it does not say what it used', async () => {
    const all = await answering([
      { body: openAiResponse({ type: 'output_text', text: '1' }, { usage: null }) },
    ]);
    const vendor = all.text('OPENAI');
    expect((await vendor.write(aTextRequest(), aCall())).charge).toEqual(vendor.estimate(aTextRequest()));
  });

  test('is asked for its least number of tokens, the model of the channel and the effort of the settings', async () => {
    const all = await answering([{ body: written }], { OPENAI_REASONING_EFFORT: 'low' });
    await all.text('OPENAI').write(aTextRequest({ maxOutputTokens: 1, modelId: 'gpt-5.4' }), aCall());
    expect(jsonOf(all.server)).toMatchObject({
      model: 'gpt-5.4',
      max_output_tokens: 16,
      reasoning: { effort: 'low' },
    });
  });

  test('counts with the prices of the settings', async () => {
    const all = await answering([{ body: written }], {
      OPENAI_INPUT_USD_PER_MILLION: '1',
      OPENAI_OUTPUT_USD_PER_MILLION: '10',
    });
    expect((await all.text('OPENAI').write(aTextRequest(), aCall())).charge.costMicroUsd).toBe(6000);
  });

  test('counts a model it does not know as a dear one', async () => {
    const all = await answering([{ body: written }]);
    const { estimate } = {
      estimate: (modelId: string) => all.text('OPENAI').estimate(aTextRequest({ modelId })),
    };
    expect(estimate('gpt-9-nova').costMicroUsd).toBeGreaterThan(estimate('gpt-5').costMicroUsd);
    expect(estimate('gpt-5-mini-2025-08-07')).toEqual(estimate('gpt-5-mini'));
  });

  test.each([
    [
      'truncated',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      'BAD_ANSWER',
      'max_output_tokens',
    ],
    [
      'filtered',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' } },
      'REFUSED_CONTENT',
      'content_filter',
    ],
    [
      'failed by itself',
      { status: 'failed', error: { code: 'server_error', message: 'x' } },
      'JOB_FAILED',
      'server_error',
    ],
    [
      'failed for its content',
      { status: 'failed', error: { code: 'bio_policy', message: 'x' } },
      'REFUSED_CONTENT',
      'bio_policy',
    ],
    [
      'failed for its rate',
      { status: 'failed', error: { code: 'rate_limit_exceeded' } },
      'RATE_LIMITED',
      'rate_limit_exceeded',
    ],
    ['unfinished', { status: 'queued' }, 'BAD_ANSWER', 'queued'],
    ['empty', { output: [] }, 'BAD_ANSWER', 'empty_output'],
  ])('whose answer is %s is not read, though it parses', async (_, other, fault, vendorCode) => {
    const body = openAiResponse({ type: 'output_text', text: '{"title":"Bees","scenes":["a"]}' }, other);
    const all = await answering([{ body }]);
    const error = await vendorErrorOf(all.text('OPENAI').write(aTextRequest(), aCall()));
    expect(error).toMatchObject({ fault, detail: { vendorCode } });
  });

  test('that refuses says so, with status 200', async () => {
    const all = await answering([
      { body: openAiResponse({ type: 'refusal', refusal: 'I cannot help with that' }) },
    ]);
    const error = await vendorErrorOf(all.text('OPENAI').write(aTextRequest(), aCall()));
    expect(error).toMatchObject({ fault: 'REFUSED_CONTENT', retryable: false });
    expect(error.message).toContain('I cannot help with that');
  });

  test.each([
    [429, { type: 'insufficient_quota', code: 'credit_balance_exhausted' }, 'OUT_OF_MONEY'],
    [429, { type: 'insufficient_quota', code: 'insufficient_quota' }, 'OUT_OF_MONEY'],
    [429, { type: 'requests', code: 'rate_limit_exceeded' }, 'RATE_LIMITED'],
    [429, { type: 'rate_limit_error', code: 'slow_down' }, 'RATE_LIMITED'],
    [404, { type: 'invalid_request_error', code: 'model_not_found' }, 'REFUSED_CONFIG'],
    [401, { type: 'invalid_request_error', code: 'invalid_api_key' }, 'REFUSED_CONFIG'],
    [403, { type: null, code: 'unsupported_country_region_territory' }, 'REFUSED_CONFIG'],
    [400, { type: 'invalid_request_error', code: 'invalid_json_schema' }, 'REFUSED_INPUT'],
    [400, { type: 'invalid_request_error', code: 'content_policy_violation' }, 'REFUSED_CONTENT'],
    [503, { type: 'service_unavailable_error', code: 'server_is_overloaded' }, 'UNAVAILABLE'],
    [500, { type: 'server_error', code: null }, 'AMBIGUOUS'],
    [409, { type: null, code: null }, 'UNAVAILABLE'],
  ])('that answers %i %j is asked once, and it means %s', async (status, error, fault) => {
    const all = await answering([
      {
        status,
        body: { error: { message: 'as it is', param: null, ...error } },
        headers: { 'x-request-id': 'r7' },
      },
    ]);
    const thrown = await vendorErrorOf(all.text('OPENAI').write(aTextRequest(), aCall()));
    expect(thrown).toMatchObject({ fault, detail: { status, requestId: 'r7' } });
    expect(thrown.message).toContain('as it is');
    expect(all.server.seen).toHaveLength(1);
  });

  test('that is stopped before anything was sent has started nothing', async () => {
    const all = await answering([{ body: written }]);
    const call = aCall({ signal: AbortSignal.abort(new Error('lease lost')) });
    expect((await vendorErrorOf(all.text('OPENAI').write(aTextRequest(), call))).fault).toBe('UNAVAILABLE');
    expect(all.server.seen).toHaveLength(0);
  });

  test('that is stopped while it writes may have been billed', async () => {
    const stop = new AbortController();
    const all = await behind(() => stop.abort(new Error('lease lost')));
    const call = aCall({ signal: stop.signal });
    expect((await vendorErrorOf(all.text('OPENAI').write(aTextRequest(), call))).fault).toBe('AMBIGUOUS');
  });
});
