import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Asset } from '../../src/entities/asset.js';
import type { BrandChoice } from '../../src/entities/channel-choices.js';
import { Channel } from '../../src/entities/channel.js';
import type { Episode } from '../../src/entities/episode.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { storeFile } from '../../src/jobs/files.js';
import { ffmpeg } from '../support/media.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
let folder: string;
let episode: Episode;
let plain: PipelineRun;
beforeAll(async () => {
  pipeline = await createTestPipeline();
  folder = await mkdtemp(join(tmpdir(), 'acog-brand-run-'));
  episode = await pipeline.anEpisode({ targetSeconds: 12 });
  plain = await pipeline.ended(await pipeline.start(episode));
}, 300_000);
afterAll(async () => {
  await pipeline.close();
  await rm(folder, { recursive: true, force: true });
});

/** A brand asset as an upload leaves it. */
async function anAsset(name: string, contentType: string, facts: Partial<Asset>, ...args: string[]) {
  const path = join(folder, name);
  await ffmpeg('-v', 'error', ...args, path);
  const file = await storeFile(
    pipeline.app.engine.store,
    { path, contentType },
    new AbortController().signal,
  );
  const em = pipeline.em();
  const asset = Object.assign(new Asset(), {
    ...file,
    ...facts,
    kind: 'BRAND',
    channelId: episode.channel.id,
  });
  await em.persist(asset).flush();
  return asset.id;
}

const aLogo = (color: string) =>
  anAsset(
    `${color}.png`,
    'image/png',
    { width: 400, height: 400 },
    ...['-f', 'lavfi', '-i', `color=${color}:s=400x400`, '-frames:v', '1'],
  );
const music = () =>
  anAsset('music.mp3', 'audio/mpeg', { durationMs: 3000 }, '-f', 'lavfi', '-i', 'sine=6000:d=3:r=48000');

async function runWith(brand: Partial<BrandChoice>): Promise<PipelineRun> {
  const em = pipeline.em();
  const channel = await em.findOneOrFail(Channel, episode.channel.id);
  channel.brand = { ...channel.brand, ...brand };
  await em.flush();
  return pipeline.ended(await pipeline.start(episode));
}

/** What was made anew in composition: `SCENE`, `JOIN`. */
async function madeAnew(run: PipelineRun): Promise<string[]> {
  const tasks = await pipeline.em().find(StageTask, { run: run.id, status: 'SUCCEEDED' });
  return [...new Set(tasks.map(({ stage, part }) => `${stage} ${part}`))].sort();
}

async function videoOf(run: PipelineRun): Promise<string> {
  const task = await pipeline
    .em()
    .findOneOrFail(StageTask, { run: run.id, stage: 'COMPOSITION', part: 'JOIN' });
  const { videos } = task.output as { videos: { file: { storageKey: string; sha256: string } }[] }; // as: joinEpisode wrote it
  const path = join(folder, `${run.id}.mp4`);
  const file = videos[0]?.file;
  await pipeline.app.engine.store.fetch(file?.storageKey ?? '', path);
  expect(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  ).toBe(file?.sha256);
  return path;
}

async function colorAt(path: string, seconds: number): Promise<number[]> {
  const { stdout } = await ffmpeg(
    ...['-v', 'error', '-ss', String(seconds), '-i', path, '-frames:v', '1'],
    ...['-vf', 'crop=90:90:106:82,scale=1:1:flags=area,format=rgb24', '-f', 'rawvideo', '-'],
  );
  return [...stdout];
}

/** Loudness of what the music alone has: a whistle over all speech. */
async function whistle(path: string): Promise<number> {
  const { stderr } = await ffmpeg('-i', path, '-af', 'highpass=5500,lowpass=6500,ebur128', '-f', 'null', '-');
  return Number(/Summary:[^]*?I:\s+(-?[\d.]+) LUFS/.exec(stderr)?.[1]);
}

test('a channel without files of its own is made as ever', () => {
  expect(plain.status).toBe('SUCCEEDED');
});

test('a logo is over every scene and on no card; another one makes the pictures anew and nothing else', async () => {
  const run = await runWith({ logoAssetId: await aLogo('red') });
  expect(run.status).toBe('SUCCEEDED');
  expect(await madeAnew(run)).toEqual(['COMPOSITION JOIN', 'COMPOSITION SCENE']);
  const path = await videoOf(run);
  const [red = 0, green = 255] = await colorAt(path, 6);
  expect(red - green).toBeGreaterThan(150);
  const [onCard = 255] = await colorAt(path, 0.5);
  expect(onCard).toBeLessThan(120);

  const other = await runWith({ logoAssetId: await aLogo('blue') });
  expect(await madeAnew(other)).toEqual(['COMPOSITION JOIN', 'COMPOSITION SCENE']);
  const [, , blue = 0] = await colorAt(await videoOf(other), 6);
  expect(blue).toBeGreaterThan(150);
});

test('the same picture under another id makes nothing anew', async () => {
  const run = await runWith({ logoAssetId: await aLogo('blue') });
  expect(await madeAnew(run)).toEqual([]);
});

test('music lies under the narration; it makes the sound anew and no picture', async () => {
  const before = await whistle(await videoOf(plain));
  const run = await runWith({ musicAssetId: await music() });
  expect(run.status).toBe('SUCCEEDED'); // the finished file was measured: its loudness is as it must be
  expect(await madeAnew(run)).toEqual(['COMPOSITION JOIN']);
  const after = await whistle(await videoOf(run));
  expect(after).toBeGreaterThan(before + 6);
  expect(after).toBeLessThan(-24);
});
