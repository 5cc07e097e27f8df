import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Asset } from '../../src/entities/asset.js';
import { Episode } from '../../src/entities/episode.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageRun } from '../../src/entities/stage-run.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

async function statuses(run: PipelineRun): Promise<Record<string, string>> {
  const rows = await pipeline.em().find(StageRun, { run: run.id });
  return Object.fromEntries(rows.map((row) => [row.stage, row.status]));
}

describe('a whole run', () => {
  let episode: Episode;
  let run: PipelineRun;
  beforeAll(async () => {
    episode = await pipeline.anEpisode();
    run = await pipeline.ended(await pipeline.start(episode));
  }, 300_000);

  test('makes every stage and ends as SUCCEEDED', async () => {
    expect(await statuses(run)).toEqual({
      PLANNING: 'SUCCEEDED',
      SCRIPT: 'SUCCEEDED',
      METADATA: 'SUCCEEDED',
      VOICE: 'SUCCEEDED',
      AVATAR: 'SUCCEEDED',
      BROLL: 'SUCCEEDED',
      COMPOSITION: 'SUCCEEDED',
    });
    expect(run).toMatchObject({ status: 'SUCCEEDED', progress: 1 });
  });

  test('numbers its events 1, 2, 3 … and ends with RUN_SUCCEEDED', async () => {
    const events = await pipeline.em().find(RunEvent, { runId: run.id }, { orderBy: { sequence: 'asc' } });
    expect(events.map((event) => event.sequence)).toEqual(events.map((_event, index) => index + 1));
    expect(events[0]).toMatchObject({ kind: 'RUN_QUEUED' });
    expect(events.at(-1)).toMatchObject({ kind: 'RUN_SUCCEEDED', progress: 1 });
    const progress = events.map((event) => event.progress);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  test('says each success once', async () => {
    const kinds = (await pipeline.kinds(run)).filter((kind) => kind === 'STAGE_SUCCEEDED');
    expect(kinds).toHaveLength(7);
  });

  test('leaves a video, captions in two forms, a thumbnail, and what was written', async () => {
    const assets = await pipeline.em().find(Asset, { runId: run.id });
    const kinds = assets.map((asset) => `${asset.kind} ${asset.contentType}`).sort();
    expect(kinds.filter((kind) => !/VOICE|AVATAR|BROLL/.test(kind))).toEqual([
      'CAPTIONS application/x-subrip',
      'CAPTIONS text/vtt',
      'EPISODE_VIDEO video/mp4',
      'METADATA application/json',
      'PLAN application/json',
      'SCRIPT application/json',
      'THUMBNAIL image/jpeg',
    ]);
    const video = assets.find((asset) => asset.kind === 'EPISODE_VIDEO');
    expect(video).toMatchObject({ width: 1920, height: 1080, fps: 30, format: 'LANDSCAPE_1080P' });
    expect(Math.abs((video?.durationMs ?? 0) - 20_000)).toBeLessThanOrEqual(2_000);
  });

  test('shows plan, timed script and metadata on the episode', async () => {
    const now = await pipeline.em().findOneOrFail(Episode, episode.id);
    expect(now.status).toBe('READY');
    expect(JSON.stringify(now.plan)).toMatch(/octopus/i);
    expect(now.script?.scenes.every((scene) => scene.startMs !== null && scene.endMs !== null)).toBe(true);
    expect(now.metadata?.title).toMatch(/octopus/i);
  });

  test('books every paid call with what it cost, and nothing else', async () => {
    const calls = await pipeline.em().find(VendorCall, { runId: run.id });
    expect(calls.every((call) => call.status === 'COLLECTED' && call.externalId !== null)).toBe(true);
    const spent = calls.reduce((sum, call) => sum + (call.costMicroUsd ?? 0), 0);
    expect(run.costMicroUsd).toBe(spent);
    expect(spent).toBeGreaterThan(0);
  });

  test('made again, takes everything as REUSED and pays nothing', async () => {
    const again = await pipeline.ended(await pipeline.start(episode));
    expect(new Set(Object.values(await statuses(again)))).toEqual(new Set(['REUSED']));
    expect(again).toMatchObject({ status: 'SUCCEEDED', costMicroUsd: 0 });
    const { script } = await pipeline.em().findOneOrFail(Episode, episode.id);
    expect(script?.version).toBe(1); // nobody changed it
    expect(pipeline.billed()).toEqual([]);
  });

  test('started from VOICE, takes what comes before as it is', async () => {
    const again = await pipeline.ended(
      await pipeline.start(episode, { from: 'VOICE', until: 'VOICE', force: ['VOICE'] }),
    );
    expect(await statuses(again)).toMatchObject({
      PLANNING: 'REUSED',
      SCRIPT: 'REUSED',
      VOICE: 'SUCCEEDED',
      COMPOSITION: 'SKIPPED',
    });
    expect(new Set(pipeline.billed())).toEqual(new Set(['elevenlabs speak']));
  });
});

test('until a stage, makes only what that stage needs', async () => {
  const run = await pipeline.ended(await pipeline.start(await pipeline.anEpisode(), { until: 'SCRIPT' }));
  expect(await statuses(run)).toMatchObject({
    PLANNING: 'SUCCEEDED',
    SCRIPT: 'SUCCEEDED',
    VOICE: 'SKIPPED',
    COMPOSITION: 'SKIPPED',
  });
  expect(run.status).toBe('SUCCEEDED');
});

test('from a stage that nothing was made for is refused by name', async () => {
  const episode = await pipeline.anEpisode();
  await expect(pipeline.start(episode, { from: 'VOICE' })).rejects.toThrow(
    'cannot start from VOICE: PLANNING was never finished',
  );
});

test('a second run of an episode is refused while one is under way, naming it', async () => {
  const episode = await pipeline.anEpisode();
  const run = await pipeline.start(episode, { until: 'PLANNING' });
  await expect(pipeline.start(episode)).rejects.toThrow(run.globalId);
  await pipeline.ended(run);
});

test('a channel without a presenter has no avatar stage and still ends', async () => {
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({}, { avatar: null }), { until: 'AVATAR' }),
  );
  expect(await statuses(run)).toMatchObject({ AVATAR: 'SKIPPED', VOICE: 'SUCCEEDED' });
  expect(run.status).toBe('SUCCEEDED');
});
