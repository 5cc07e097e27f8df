import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AvatarVendor, Preparation } from '../../src/integrations/contracts.js';
import { scriptLanguage } from '../../src/integrations/synthesia/languages.js';
import { readDurationSeconds } from '../../src/integrations/synthesia/wire.js';
import { type Answer, jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { aCall, anAudioFile, anAvatarRequest, neverStopped } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { answering } = vendorsWithOneServer();
const READY = { assetId: 'a1', uploads: 1, ready: true };
let folder: string;
let audio: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-synthesia-'));
  audio = await anAudioFile(folder);
});

afterAll(() => rm(folder, { recursive: true }));

function asset(status: string): Answer {
  return { body: { id: 'a1', status, title: 't', contentType: 'audio/mpeg', metadata: {} } };
}

/** As the account does it: each answer is given back until it is ready. */
async function prepareUntilReady(vendor: AvatarVendor): Promise<readonly Preparation[]> {
  const steps: Preparation[] = [];
  for (let last: Preparation | undefined; !last?.ready;) {
    last = await vendor.prepare?.(anAvatarRequest(audio), last?.prepared ?? null, neverStopped());
    if (last === undefined) break;
    steps.push(last);
  }
  return steps;
}

describe('Synthesia', () => {
  test('gets the sound raw, and is asked until it has processed it', async () => {
    const all = await answering([{ status: 201, body: { id: 'a1' } }, asset('processing'), asset('ready')]);
    const steps = await prepareUntilReady(all.avatar('SYNTHESIA'));
    expect(steps.map(({ ready, askAgainMs }) => [ready, askAgainMs])).toEqual([
      [false, 3000],
      [false, 3000],
      [true, 0],
    ]);
    expect(steps.at(-1)?.prepared).toEqual(READY);
    const [upload, ...asks] = all.server.seen;
    expect(upload).toMatchObject({
      method: 'POST',
      url: '/v2/scriptAudio',
      headers: { 'content-type': 'audio/mpeg' },
    });
    expect(upload?.body.subarray(0, 3).toString()).toBe('ID3');
    expect(asks.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v2/assets/a1',
      'GET /v2/assets/a1',
    ]);
  });

  test('gets a sound it could not process again, three times at most', async () => {
    const all = await answering([
      { body: { id: 'a1' } },
      asset('error'),
      { body: { id: 'a2' } },
      { status: 404, body: { error: 'gone' } },
      { body: { id: 'a3' } },
      asset('error'),
    ]);
    expect((await vendorErrorOf(prepareUntilReady(all.avatar('SYNTHESIA')))).fault).toBe('REFUSED_INPUT');
    expect(all.server.seen.filter(({ method }) => method === 'POST')).toHaveLength(3);
  });

  test('uploads where its settings say', async () => {
    const other = await answering([{ body: { id: 'a1' } }]);
    const all = await answering([{ body: {} }], { SYNTHESIA_UPLOAD_BASE_URL: other.server.origin });
    await all.avatar('SYNTHESIA').prepare?.(anAvatarRequest(audio), null, neverStopped());
    expect(all.server.seen).toHaveLength(0);
    expect(other.server.seen).toHaveLength(1);
  });

  test('whose plan takes no sound says what to do', async () => {
    const body = { error: 'FEATURES_AUDIO_UPLOAD_DISABLED', context: 'workspace' };
    const all = await answering([{ status: 400, body }]);
    const work = all.avatar('SYNTHESIA').prepare?.(anAvatarRequest(audio), null, neverStopped());
    const error = await vendorErrorOf(work ?? Promise.resolve());
    expect(error).toMatchObject({
      fault: 'REFUSED_CONFIG',
      detail: { vendorCode: 'FEATURES_AUDIO_UPLOAD_DISABLED' },
    });
    expect(error.message).toContain('choose another avatar vendor');
  });

  test('is asked for a video whose title starts with our key', async () => {
    const all = await answering([{ status: 201, body: { id: 'v1', status: 'in_progress' } }], {
      SYNTHESIA_TEST: 'true',
    });
    const call = aCall({ callKey: 'task:avatar:1' });
    const submitted = await all.avatar('SYNTHESIA').submit(anAvatarRequest(audio), call, READY);
    expect(submitted).toEqual({ externalId: 'v1', requestId: null, operation: { videoId: 'v1' } });
    expect(jsonOf(all.server)).toEqual({
      test: true,
      title: 'task:avatar:1 How bees dance, scene 1',
      visibility: 'private',
      aspectRatio: '16:9',
      input: [
        {
          avatar: 'anna_costume1_cameraA',
          background: 'white_studio',
          scriptAudio: 'a1',
          scriptLanguage: 'en-US',
        },
      ],
    });
    expect(all.avatar('SYNTHESIA').estimate(anAvatarRequest(audio)).costMicroUsd).toBe(0);
  });

  test.each([{}, { assetId: 'a1', uploads: 1, ready: false }])(
    'is not asked with %j as its sound',
    async (prepared) => {
      const all = await answering([{ body: { id: 'v1' } }]);
      const work = all.avatar('SYNTHESIA').submit(anAvatarRequest(audio), aCall(), prepared);
      expect((await vendorErrorOf(work)).fault).toBe('REFUSED_INPUT');
      expect(all.server.seen).toHaveLength(0);
    },
  );

  test.each([
    [{ status: 'in_progress' }, { state: 'WAITING', note: 'in_progress', askAgainMs: 15_000 }],
    [{ status: 'approved' }, { state: 'WAITING', note: 'approved' }],
    [
      { status: 'complete', download: 'https://x.test/v.mp4', duration: '0:01:30.000000' },
      { state: 'DONE', result: { charge: { units: 90, unit: 'second', costMicroUsd: 4_500_000 } } },
    ],
    [
      { status: 'complete', download: 'https://x.test/v.mp4', duration: 'soon' },
      { state: 'DONE', result: { charge: null } },
    ],
    [{ status: 'rejected' }, { state: 'FAILED', error: { fault: 'REFUSED_CONTENT', retryable: false } }],
    [{ status: 'error' }, { state: 'FAILED', error: { fault: 'JOB_FAILED', retryable: true } }],
    [{ status: 'deleted' }, { state: 'FAILED', error: { fault: 'JOB_FAILED', retryable: false } }],
  ])('whose video is %j is read so', async (video, expected) => {
    const all = await answering([{ body: { id: 'v1', ...video } }]);
    expect(await all.avatar('SYNTHESIA').check({ videoId: 'v1' }, neverStopped())).toMatchObject(expected);
  });

  test.each([
    [403, { error: 'Forbidden' }, {}, 'REFUSED_CONFIG', undefined],
    [400, { error: 'avatar not found', context: 'input[0].avatar' }, {}, 'REFUSED_INPUT', undefined],
    [
      402,
      { type: 'x', title: 'Payment', status: 402, detail: 'm', code: 'quota_exceeded' },
      {},
      'OUT_OF_MONEY',
      undefined,
    ],
    [402, { title: 'Plan', code: 'feature_not_in_plan' }, {}, 'REFUSED_CONFIG', undefined],
    [429, { error: 'Too many' }, { 'ratelimit-reset': '12' }, 'RATE_LIMITED', 12_000],
    [429, { title: 'Busy', code: 'concurrency_limit' }, {}, 'RATE_LIMITED', undefined],
    [500, { error: 'Oops' }, {}, 'AMBIGUOUS', undefined],
  ])('that answers a create with %i %j means it', async (status, body, headers, fault, retryAfterMs) => {
    const all = await answering([{ status, body, headers }]);
    const error = await vendorErrorOf(all.avatar('SYNTHESIA').submit(anAvatarRequest(audio), aCall(), READY));
    expect(error.fault).toBe(fault);
    expect(error.detail.retryAfterMs).toBe(retryAfterMs);
  });

  test('finds a lost video by its key', async () => {
    const all = await answering([
      { body: { videos: [{ id: 'a', status: 'complete', title: 'k:10 x' }], nextOffset: 100 } },
      { body: { videos: [{ id: 'b', status: 'in_progress', title: 'k:1 x' }] } },
    ]);
    expect(await all.avatar('SYNTHESIA').find?.('k:1', neverStopped())).toMatchObject({
      operation: { videoId: 'b' },
    });
    expect(await all.avatar('SYNTHESIA').find?.('k:2', neverStopped())).toBeNull();
  });
});

test.each([
  ['en', 'en-US'],
  ['en-GB', 'en-GB'],
  ['en-XX', 'en-US'],
  ['zh-Hant-TW', 'zh-TW'],
  ['de', 'de-DE'],
  ['it-IT', 'it'],
  ['he', 'iw'],
  ['sq', 'sq-001'],
])('Synthesia calls %s %s', (tag, expected) => expect(scriptLanguage(tag)).toBe(expected));

test.each([
  ['0:01:30.500000', 90.5],
  ['1:00:00', 3600],
  ['90', null],
  [null, null],
])('the length %s is %s seconds', (text, expected) => expect(readDurationSeconds(text)).toBe(expected));
