import { describe, expect, test } from '@jest/globals';
import { type Answer, jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { answerJson } from './local-server.js';
import { aCall, aFootageRequest, neverStopped } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { behind, answering } = vendorsWithOneServer();

function operationAt(origin: string) {
  const url = `${origin}/fal-ai/pika/requests/r1`;
  return {
    requestId: 'r1',
    statusUrl: `${url}/status`,
    responseUrl: url,
    cancelUrl: `${url}/cancel`,
    seconds: 5,
  };
}

/** A queue whose status and result are these. */
function queueWith(status: Answer, result: Answer) {
  return behind(({ url }, response) => {
    const { status: code, body, headers } = url.includes('/status') ? status : result;
    answerJson(response, code ?? 200, body, headers);
  });
}

const completed: Answer = { body: { status: 'COMPLETED', request_id: 'r1' } };

describe('Pika', () => {
  test('is queued once, with fal’s own repeats off, and keeps the addresses it was given', async () => {
    const all = await behind(({ headers }, response) =>
      answerJson(
        response,
        200,
        {
          request_id: 'r1',
          queue_position: 0,
          status_url: `http://${headers.host ?? ''}/fal-ai/pika/requests/r1/status`,
          response_url: `http://${headers.host ?? ''}/fal-ai/pika/requests/r1`,
          cancel_url: `http://${headers.host ?? ''}/fal-ai/pika/requests/r1/cancel`,
        },
        { 'x-fal-request-id': 'f1' },
      ),
    );
    expect(await all.footage('PIKA').submit(aFootageRequest({ durationMs: 5_001 }), aCall())).toEqual({
      externalId: 'r1',
      requestId: 'f1',
      operation: { ...operationAt(all.server.origin), seconds: 10 },
    });
    expect(all.server.seen[0]?.url).toBe('/fal-ai/pika/v2.2/text-to-video');
    expect(all.server.seen[0]?.headers['x-fal-no-retry']).toBe('1');
    expect(jsonOf(all.server)).toEqual({
      prompt: 'A bee on a lavender flower, macro',
      aspect_ratio: '16:9',
      resolution: '1080p',
      duration: 10,
      seed: 0,
    });
  });

  test.each(['../../v1/keys', 'fal-ai/../../x', 'a//b'])(
    'is not asked for a model called %s',
    async (modelId) => {
      const all = await answering([{ body: {} }]);
      const error = await vendorErrorOf(all.footage('PIKA').submit(aFootageRequest({ modelId }), aCall()));
      expect(error.fault).toBe('REFUSED_INPUT');
      expect(all.server.seen).toHaveLength(0);
    },
  );

  test.each([
    [202, { status: 'IN_QUEUE', queue_position: 2 }, 'queued, position 2'],
    [200, { status: 'IN_QUEUE' }, 'queued'],
    [202, { status: 'IN_PROGRESS', logs: [{ message: 'a' }, { message: 'step 3 of 9' }] }, 'step 3 of 9'],
    [202, { status: 'IN_PROGRESS', logs: [] }, 'in progress'],
  ])('that answers %i %j waits', async (status, body, note) => {
    const all = await queueWith({ status, body }, { status: 400, body: {} });
    expect(await all.footage('PIKA').check(operationAt(all.server.origin), neverStopped())).toEqual({
      state: 'WAITING',
      progress: null,
      note,
      askAgainMs: 5000,
    });
    expect(all.server.seen[0]?.url).toBe('/fal-ai/pika/requests/r1/status?logs=1');
  });

  test('is done when the result has a clip', async () => {
    const all = await queueWith(completed, { body: { video: { url: 'https://v3.fal.media/a.mp4' } } });
    expect(await all.footage('PIKA').check(operationAt(all.server.origin), neverStopped())).toEqual({
      state: 'DONE',
      result: {
        url: 'https://v3.fal.media/a.mp4',
        charge: { units: 5, unit: 'second', costMicroUsd: 450_000 },
      },
    });
  });

  const detail = (type: string) => ({ detail: [{ loc: ['body', 'prompt'], msg: 'm', type }] });
  test.each([
    ['refused content', { status: 422, body: detail('content_policy_violation') }, 'REFUSED_CONTENT', false],
    ['refused input', { status: 422, body: detail('value_error') }, 'JOB_FAILED', false],
    ['a partner that is down', { status: 422, body: detail('downstream_service_error') }, 'JOB_FAILED', true],
    [
      'what fal calls worth another try',
      { status: 422, body: detail('value_error'), headers: { 'x-fal-retryable': 'true' } },
      'JOB_FAILED',
      true,
    ],
    [
      'a cancellation',
      { status: 499, body: { detail: 'm', error_type: 'client_cancelled' } },
      'JOB_FAILED',
      false,
    ],
    ['a result that is gone', { status: 404, body: { detail: 'gone' } }, 'JOB_FAILED', false],
  ])('is COMPLETED and yet failed with %s', async (_, result, fault, retryable) => {
    const all = await queueWith(completed, result);
    expect(await all.footage('PIKA').check(operationAt(all.server.origin), neverStopped())).toMatchObject({
      state: 'FAILED',
      error: { fault, retryable },
    });
  });

  test('that crashed says so in its status', async () => {
    const status = { body: { status: 'COMPLETED', error: 'boom', error_type: 'runner_server_error' } };
    const all = await queueWith(status, {
      status: 500,
      body: { detail: 'boom', error_type: 'runner_server_error' },
    });
    expect(await all.footage('PIKA').check(operationAt(all.server.origin), neverStopped())).toMatchObject({
      state: 'FAILED',
      error: { fault: 'JOB_FAILED', retryable: true, detail: { vendorCode: 'runner_server_error' } },
    });
  });

  test.each([
    [500, 'UNAVAILABLE'],
    [503, 'UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
    [401, 'REFUSED_CONFIG'],
  ])('whose result cannot be read for %i has not failed', async (status, fault) => {
    const all = await queueWith(completed, { status, body: { detail: 'm' } });
    const error = await vendorErrorOf(
      all.footage('PIKA').check(operationAt(all.server.origin), neverStopped()),
    );
    expect(error.fault).toBe(fault);
  });

  test('is not asked at an address of another host: our key would go there', async () => {
    const stranger = await answering([completed]);
    const all = await answering([completed]);
    const operation = operationAt(stranger.server.origin);
    const vendor = all.footage('PIKA');
    for (const work of [
      vendor.check(operation, neverStopped()),
      vendor.cancel?.(operation, neverStopped()),
    ]) {
      expect((await vendorErrorOf(work ?? Promise.resolve())).fault).toBe('UNSAFE_URL');
    }
    expect(stranger.server.seen).toHaveLength(0);
  });

  test.each([
    [200, 'OK', true],
    [202, 'CANCELLATION_REQUESTED', false],
    [400, 'ALREADY_COMPLETED', false],
    [409, 'ALREADY_COMPLETED', false],
    [404, 'NOT_FOUND', false],
  ])('that answers a cancel with %i %s is let be; that it is free is %j', async (status, word, isFree) => {
    const all = await answering([{ status, body: { status: word } }]);
    const cancelled = all.footage('PIKA').cancel?.(operationAt(all.server.origin), neverStopped());
    expect(await cancelled).toBe(isFree);
    expect(all.server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PUT /fal-ai/pika/requests/r1/cancel',
    ]);
  });

  test.each([
    [402, { detail: 'm' }, 'OUT_OF_MONEY'],
    [403, { detail: 'User is locked' }, 'OUT_OF_MONEY'],
    [404, { detail: 'no app' }, 'REFUSED_CONFIG'],
    [422, detail('missing'), 'REFUSED_INPUT'],
    [500, { detail: 'm', error_type: 'internal_error' }, 'AMBIGUOUS'],
  ])('that answers a create with %i %j means %s', async (status, body, fault) => {
    const all = await answering([{ status, body }]);
    expect((await vendorErrorOf(all.footage('PIKA').submit(aFootageRequest(), aCall()))).fault).toBe(fault);
  });

  test('costs by length and size, or as the settings say', async () => {
    const cheap = await answering([{ body: {} }], { PIKA_RESOLUTION: '720p' });
    expect(cheap.footage('PIKA').estimate(aFootageRequest()).costMicroUsd).toBe(200_000);
    const own = await answering([{ body: {} }], { PIKA_USD_PER_SECOND: '0.01' });
    expect(own.footage('PIKA').estimate(aFootageRequest({ durationMs: 9_000 })).costMicroUsd).toBe(100_000);
  });
});
