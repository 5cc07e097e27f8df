import { describe, expect, test } from '@jest/globals';
import { shortened } from '../../src/integrations/runway/models.js';
import { jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { aCall, aFootageRequest, neverStopped } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { answering } = vendorsWithOneServer();
const created = { id: '17f20503-6c24-4c16-946b-35dbbce2af2f', estimatedCost: { credits: 48 } };

describe('Runway', () => {
  test('is asked for whole seconds, pixels and seed 0, and names its price', async () => {
    const all = await answering([{ body: created }]);
    expect(await all.footage('RUNWAY').submit(aFootageRequest(), aCall())).toEqual({
      externalId: created.id,
      requestId: null,
      operation: { taskId: created.id },
      estimate: { units: 48, unit: 'credit', costMicroUsd: 480_000 },
    });
    expect(all.server.seen[0]?.headers['x-runway-version']).toBe('2024-11-06');
    expect(jsonOf(all.server)).toEqual({
      model: 'gen4.5',
      promptText: 'A bee on a lavender flower, macro',
      ratio: '1280:720',
      duration: 4,
      seed: 0,
    });
  });

  test.each([
    ['gen4.5', 500, 2, '720:1280'],
    ['gen4.5', 10_001, 10, '720:1280'],
    ['veo3.1', 4_001, 6, '1080:1920'],
    ['seedance2', 99_000, 15, '1080:1920'],
  ])('makes of %s and %i ms %i seconds in %s', async (modelId, durationMs, duration, ratio) => {
    const all = await answering([{ body: created }]);
    await all
      .footage('RUNWAY')
      .submit(aFootageRequest({ modelId, durationMs, aspectRatio: '9:16' }), aCall());
    expect(jsonOf(all.server)).toMatchObject({ duration, ratio });
  });

  test('is told to make no sound where it would by itself', async () => {
    const all = await answering([{ body: created }]);
    await all.footage('RUNWAY').submit(aFootageRequest({ modelId: 'veo3.1' }), aCall());
    expect(jsonOf(all.server)['audio']).toBe(false);
  });

  test.each([
    ['a model nobody knows', { modelId: 'gen9' }, 'REFUSED_CONFIG'],
    ['no description', { prompt: ' ' }, 'REFUSED_INPUT'],
  ])('is not asked with %s', async (_, other, fault) => {
    const all = await answering([{ body: created }]);
    expect((await vendorErrorOf(all.footage('RUNWAY').submit(aFootageRequest(other), aCall()))).fault).toBe(
      fault,
    );
    expect(all.server.seen).toHaveLength(0);
  });

  test.each([
    [{ status: 'PENDING' }, { state: 'WAITING', note: 'pending', progress: null, askAgainMs: 6000 }],
    [{ status: 'THROTTLED' }, { state: 'WAITING', progress: null }],
    [
      { status: 'RUNNING', progress: 0 },
      { state: 'WAITING', progress: 0 },
    ],
    [
      { status: 'RUNNING', progress: 0.4 },
      { state: 'WAITING', progress: 0.4 },
    ],
    [
      { status: 'SUCCEEDED', output: ['https://x.test/a.mp4'], cost: { credits: 60 } },
      {
        state: 'DONE',
        result: { url: 'https://x.test/a.mp4', charge: { units: 60, unit: 'credit', costMicroUsd: 600_000 } },
      },
    ],
    [
      { status: 'FAILED', failure: 'no', failureCode: 'SAFETY.INPUT.TEXT', cost: { credits: 5 } },
      {
        state: 'FAILED',
        error: { fault: 'REFUSED_CONTENT', retryable: false },
        charge: { costMicroUsd: 50_000 },
      },
    ],
    [
      { status: 'FAILED', failureCode: 'INPUT_PREPROCESSING.SAFETY.THIRD_PARTY' },
      { error: { fault: 'REFUSED_CONTENT' } },
    ],
    [
      { status: 'FAILED', failureCode: 'INTERNAL.BAD_OUTPUT.CODE07' },
      { error: { fault: 'JOB_FAILED', retryable: true } },
    ],
    [
      { status: 'FAILED', failureCode: 'THIRD_PARTY.INPUT_VALIDATION' },
      { error: { fault: 'JOB_FAILED', retryable: false } },
    ],
    [
      { status: 'FAILED', failureCode: 'ASSET.INVALID' },
      { error: { fault: 'JOB_FAILED', retryable: false } },
    ],
    [
      { status: 'FAILED' },
      { error: { fault: 'JOB_FAILED', retryable: true, detail: { vendorCode: 'INTERNAL' } } },
    ],
    [{ status: 'CANCELLED' }, { error: { fault: 'JOB_FAILED', retryable: false } }],
  ])('whose task is %j is read so', async (task, expected) => {
    const all = await answering([{ body: { id: created.id, createdAt: '2026-11-22T00:00:00Z', ...task } }]);
    expect(await all.footage('RUNWAY').check({ taskId: created.id }, neverStopped())).toMatchObject(expected);
  });

  test('that no longer knows the task has failed it', async () => {
    const all = await answering([{ status: 404, body: { error: 'Not found' } }]);
    expect(await all.footage('RUNWAY').check({ taskId: 't' }, neverStopped())).toMatchObject({
      state: 'FAILED',
    });
  });

  test.each([
    ['PENDING', true],
    ['THROTTLED', true],
    ['RUNNING', false], // it does not say what one costs that has begun
  ])('is told to stop a task that is %s; that it is free is %j', async (status, isFree) => {
    const all = await answering([{ body: { status } }, { status: 204, body: undefined }]);
    expect(await all.footage('RUNWAY').cancel?.({ taskId: 't' }, neverStopped())).toBe(isFree);
    expect(all.server.seen.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
  });

  test.each(['SUCCEEDED', 'FAILED', 'CANCELLED'])(
    'is never told to delete a task that is %s',
    async (status) => {
      const all = await answering([{ body: { status } }]);
      expect(await all.footage('RUNWAY').cancel?.({ taskId: 't' }, neverStopped())).toBe(false);
      expect(all.server.seen.map(({ method }) => method)).toEqual(['GET']);
    },
  );

  test('that has forgotten a task has nothing to stop, and may have charged it', async () => {
    const all = await answering([{ status: 404, body: { error: 'Not found' } }]);
    await expect(all.footage('RUNWAY').cancel?.({ taskId: 't' }, neverStopped())).resolves.toBe(false);
  });

  test.each([
    [400, { error: 'You do not have enough credits to run this task.' }, 'OUT_OF_MONEY', undefined],
    [
      400,
      { error: 'Validation of body failed', issues: [{ code: 'x', path: ['ratio'], message: 'm' }] },
      'REFUSED_INPUT',
      undefined,
    ],
    [401, { error: 'm' }, 'REFUSED_CONFIG', undefined],
    [405, { error: 'm' }, 'REFUSED_CONFIG', undefined],
    [429, { error: 'daily' }, 'RATE_LIMITED', 1_800_000],
    [503, { error: 'm' }, 'UNAVAILABLE', undefined],
    [502, { error: 'm' }, 'AMBIGUOUS', undefined],
  ])('that answers a create with %i %j means it', async (status, body, fault, retryAfterMs) => {
    const all = await answering([{ status, body }]);
    const error = await vendorErrorOf(all.footage('RUNWAY').submit(aFootageRequest(), aCall()));
    expect(error.fault).toBe(fault);
    expect(error.detail.retryAfterMs).toBe(retryAfterMs);
  });
});

describe('a prompt that is too long', () => {
  test('ends at the end of a word', () => expect(shortened('one two three', 9)).toBe('one two'));
  test('stays whole when it just fits', () => expect(shortened(' one two ', 7)).toBe('one two'));
  test('keeps a word that ends just there', () => expect(shortened('one two three', 7)).toBe('one two'));
  test('of a script without blanks is cut between characters', () => {
    expect(shortened('蜂'.repeat(20), 5)).toBe('蜂'.repeat(5));
    expect(shortened('🐝'.repeat(20), 5)).toBe('🐝🐝');
  });
});
