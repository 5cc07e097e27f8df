import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { headerSafeKey } from '../../src/integrations/call-key.js';
import { jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { aCall, anAudioFile, anAvatarRequest, neverStopped } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { answering } = vendorsWithOneServer();
const created = { data: { video_id: 'v1', status: 'waiting', output_format: 'mp4' } };
let folder: string;
let audio: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-heygen-'));
  audio = await anAudioFile(folder);
});

afterAll(() => rm(folder, { recursive: true }));

describe('HeyGen', () => {
  test('gets the sound once, before the create, and no more when it has it', async () => {
    const all = await answering([{ body: { data: { asset_id: 'a1' } } }]);
    const vendor = all.avatar('HEYGEN');
    const first = await vendor.prepare?.(anAvatarRequest(audio), null, neverStopped());
    expect(first).toEqual({ ready: true, prepared: { audioAssetId: 'a1' }, askAgainMs: 0 });
    expect(await vendor.prepare?.(anAvatarRequest(audio), first?.prepared ?? null, neverStopped())).toEqual(
      first,
    );
    expect(all.server.seen).toHaveLength(1);
    expect(all.server.seen[0]?.body.toString('latin1')).toContain('name="file"; filename="narration.mp3"');
  });

  test('is not sent a sound it would refuse', async () => {
    const all = await answering([{ body: {} }]);
    const vendor = all.avatar('HEYGEN');
    const large = join(folder, 'large.mp3');
    await writeFile(large, '');
    await truncate(large, 33 * 1024 * 1024);
    const flac = { ...anAvatarRequest(audio).audio, contentType: 'audio/flac' };
    for (const request of [anAvatarRequest(large), anAvatarRequest(audio, { audio: flac })]) {
      const error = await vendorErrorOf(vendor.prepare?.(request, null, neverStopped()) ?? Promise.resolve());
      expect(error.fault).toBe('REFUSED_INPUT');
    }
    expect(all.server.seen).toHaveLength(0);
  });

  test('is asked for a video under our key, as header and as title', async () => {
    const all = await answering([{ body: created, headers: { 'x-request-id': 'q1' } }]);
    const call = aCall({ callKey: 'task:avatar:1' });
    const request = anAvatarRequest(audio, { aspectRatio: '9:16' });
    expect(await all.avatar('HEYGEN').submit(request, call, { audioAssetId: 'a1' })).toEqual({
      externalId: 'v1',
      requestId: 'q1',
      operation: { videoId: 'v1' },
    });
    expect(all.server.seen[0]?.headers['idempotency-key']).toBe('task:avatar:1');
    expect(jsonOf(all.server)).toEqual({
      type: 'avatar',
      avatar_id: 'anna_costume1_cameraA',
      audio_asset_id: 'a1',
      title: 'task:avatar:1 How bees dance, scene 1',
      aspect_ratio: '9:16',
      resolution: '1080p',
      background: { type: 'color', value: '#102030' },
    });
  });

  test('is not asked without its sound', async () => {
    const all = await answering([{ body: created }]);
    const error = await vendorErrorOf(all.avatar('HEYGEN').submit(anAvatarRequest(audio), aCall()));
    expect(error.fault).toBe('REFUSED_INPUT');
    expect(all.server.seen).toHaveLength(0);
  });

  test.each([
    [{ status: 'pending' }, { state: 'WAITING', progress: null, note: 'pending', askAgainMs: 10_000 }],
    [{ status: 'processing' }, { state: 'WAITING', note: 'processing' }],
    [
      { status: 'completed', video_url: 'https://x.test/v.mp4?s=1', duration: 2.5 },
      {
        state: 'DONE',
        result: {
          url: 'https://x.test/v.mp4?s=1',
          charge: { units: 2.5, unit: 'second', costMicroUsd: 250_000 },
        },
      },
    ],
    [
      { status: 'failed' },
      { state: 'FAILED', charge: null, error: { fault: 'JOB_FAILED', retryable: true } },
    ],
    [
      { status: 'failed', failure_code: 'content_policy_violation' },
      { state: 'FAILED', error: { fault: 'REFUSED_CONTENT', retryable: false } },
    ],
    [
      { status: 'failed', failure_code: 'invalid_parameter', failure_message: 'no face' },
      {
        state: 'FAILED',
        error: { fault: 'JOB_FAILED', retryable: false, detail: { vendorCode: 'invalid_parameter' } },
      },
    ],
  ])('whose video is %j is read so', async (video, expected) => {
    const all = await answering([{ body: { data: { id: 'v1', ...video } } }]);
    expect(await all.avatar('HEYGEN').check({ videoId: 'v1' }, neverStopped())).toMatchObject(expected);
  });

  test('that no longer knows the video has failed it', async () => {
    const all = await answering([
      { status: 404, body: { error: { code: 'video_not_found', message: 'm' } } },
    ]);
    expect(await all.avatar('HEYGEN').check({ videoId: 'v1' }, neverStopped())).toMatchObject({
      state: 'FAILED',
      error: { fault: 'JOB_FAILED', retryable: false },
    });
  });

  test.each([
    [409, 'request_in_progress', 'RATE_LIMITED', 5000],
    [409, 'resource_not_ready', 'UNAVAILABLE', 10_000],
    [409, 'conflict', 'REFUSED_INPUT', undefined],
    [402, 'insufficient_credit', 'OUT_OF_MONEY', undefined],
    [402, 'plan_upgrade_required', 'REFUSED_CONFIG', undefined],
    [429, 'quota_exceeded', 'OUT_OF_MONEY', undefined],
    [429, 'resource_limit_reached', 'RATE_LIMITED', undefined],
    [404, 'avatar_not_found', 'REFUSED_CONFIG', undefined],
    [400, 'content_policy_violation', 'REFUSED_CONTENT', undefined],
    [500, 'internal_error', 'AMBIGUOUS', undefined],
  ])('that answers a create with %i %s means %s', async (status, code, fault, retryAfterMs) => {
    const all = await answering([{ status, body: { error: { code, message: 'm' } } }]);
    const error = await vendorErrorOf(
      all.avatar('HEYGEN').submit(anAvatarRequest(audio), aCall(), { audioAssetId: 'a1' }),
    );
    expect(error.fault).toBe(fault);
    expect(error.detail.retryAfterMs).toBe(retryAfterMs);
  });

  test('finds a lost video by its key, on the page where it stands, and no other one', async () => {
    const pages = [
      { data: [{ id: 'a', status: 'pending', title: 'k:10 x' }], has_more: true, next_token: 'p 2' },
      { data: [{ id: 'b', status: 'pending', title: 'k:1 x' }], has_more: false },
    ];
    const all = await answering(pages.map((body) => ({ body })));
    expect(await all.avatar('HEYGEN').find?.('k:1', neverStopped())).toMatchObject({ externalId: 'b' });
    expect(all.server.seen.map(({ url }) => url)).toEqual([
      '/v3/videos?limit=100',
      '/v3/videos?limit=100&token=p%202',
    ]);
    expect(await all.avatar('HEYGEN').find?.('k:2', neverStopped())).toBeNull();
  });
});

test('keys that a header cannot carry stay different from each other', () => {
  const keys = ['a b', 'a_b', 'a/b', 'ä', 'x'.repeat(300), `${'x'.repeat(299)}y`, ''];
  const safe = keys.map(headerSafeKey);
  expect(new Set(safe).size).toBe(keys.length);
  for (const key of safe) expect(key).toMatch(/^[A-Za-z0-9_:.-]{1,255}$/);
});
