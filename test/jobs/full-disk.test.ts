import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Asset } from '../../src/entities/asset.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { saysDiskFull } from '../../src/errors.js';
import { createFileStore } from '../../src/integrations/storage/files.js';
import { canMount, mountSmallDisk } from '../commands/small-disk.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

// Skipped where this machine lets nobody mount a small disk: it takes root, outside of most containers.

jest.setTimeout(240_000);

const onMounts = canMount() ? describe : describe.skip;
let folder: string;
let disk: { unmount(): void };
let pipeline: TestPipeline;

/** Takes what is free; others may write at the same moment, so it goes on until there is no room. */
async function fillDisk(): Promise<void> {
  const filler = await open(join(folder, 'filler'), 'a');
  try {
    for (;;) await filler.write(Buffer.alloc(1_000_000));
  } catch (error) {
    if (!saysDiskFull(error)) throw error;
  } finally {
    await filler.close();
  }
}

/** What the failed tasks of a run say, each once. */
async function errorsOf(run: PipelineRun): Promise<string[]> {
  const tasks = await pipeline.em().find(StageTask, { run: run.id, status: 'FAILED' });
  return [...new Set(tasks.map(({ errorRow }) => `${errorRow?.code ?? ''}: ${errorRow?.message ?? ''}`))];
}

/** Every asset is stored whole, no draft of anything is left, and no program works on. */
async function expectNothingHalf(): Promise<void> {
  const store = createFileStore({
    folder: join(folder, 'assets'),
    publicUrl: () => '',
    secret: 'of no link at all',
  });
  const assets = await pipeline.em().find(Asset, {});
  expect(assets.length).toBeGreaterThan(0);
  for (const { storageKey, sizeBytes } of assets)
    expect(await store.stat(storageKey)).toMatchObject({ sizeBytes });
  const files = await readdir(folder, { recursive: true });
  expect(files.filter((path) => /\.part$|^work\/|^render\/render-/.test(path))).toEqual([]);
  const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  expect(processes.split('\n').filter((line) => line.includes(folder))).toEqual([]);
}

onMounts('a disk that fills up in the middle of a run', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
    disk = mountSmallDisk(folder, 'size=128m');
    pipeline = await createTestPipeline({ env: { ACOG_DATA_DIR: folder, ACOG_ATTEMPTS: '2' } });
  });
  afterEach(async () => {
    await pipeline.close();
    disk.unmount();
    await rm(folder, { recursive: true });
  });

  test('is found before anything more is paid; with room again the run is made', async () => {
    const episode = await pipeline.anEpisode({ targetSeconds: 12 });
    await pipeline.ended(await pipeline.start(episode, { until: 'SCRIPT' }));
    const paid = pipeline.billed();
    await fillDisk();
    const run = await pipeline.ended(await pipeline.start(episode));
    expect({ status: run.status, errors: await errorsOf(run) }).toEqual({
      status: 'FAILED',
      errors: [`DISK_FULL: The disk of ${join(folder, 'work')} is full; free some space, then try again.`],
    });
    expect(pipeline.billed()).toEqual(paid);
    await expectNothingHalf();
    await rm(join(folder, 'filler'));
    expect((await pipeline.ended(await pipeline.start(episode))).status).toBe('SUCCEEDED');
  });

  test('while a picture is encoded: the stage says what and where, and no half file is kept', async () => {
    const episode = await pipeline.anEpisode({ targetSeconds: 12 });
    await pipeline.ended(await pipeline.start(episode, { until: 'AVATAR' }));
    await pipeline.ended(await pipeline.start(episode, { until: 'BROLL' }));
    const encoding = watch(join(folder, 'render'));
    const begun = once(encoding, 'change');
    const started = await pipeline.start(episode);
    await begun;
    encoding.close();
    await fillDisk();
    const run = await pipeline.ended(started);
    expect({ status: run.status, errors: await errorsOf(run) }).toEqual({
      status: 'FAILED',
      errors: [`DISK_FULL: The disk of ${join(folder, 'work')} is full; free some space, then try again.`],
    });
    await expectNothingHalf();
  });
});
