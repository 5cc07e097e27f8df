import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AssetUpload } from '../../src/entities/asset-upload.js';
import { Asset, type AssetKind } from '../../src/entities/asset.js';
import { Episode } from '../../src/entities/episode.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { storeFile } from '../../src/jobs/files.js';
import { forgetOldRows, removeAbandonedUploads, removeLeftovers } from '../../src/jobs/retention.js';
import { countForPlanner } from '../../src/jobs/statistics.js';
import { sweepOrphans } from '../../src/jobs/sweep-orphans.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

const DAY_MS = 86_400_000;
let pipeline: TestPipeline;
let scratch: string;
beforeAll(async () => {
  pipeline = await createTestPipeline();
  scratch = await mkdtemp(join(tmpdir(), 'acog-housekeeping-'));
});
afterAll(async () => {
  await pipeline.close();
  await rm(scratch, { recursive: true, force: true });
});

const never = () => new AbortController().signal;

test('I12: a file that nothing refers to goes after its time; what a run made stays, and every asset has its file', async () => {
  const { engine } = pipeline.app;
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why drums carry far' }), { until: 'BROLL' }),
  );
  const path = join(scratch, 'orphan.txt');
  await writeFile(path, 'a worker died between storing this and writing it down');
  const orphan = await storeFile(engine.store, { path, contentType: 'text/plain' }, never());
  const later = (days: number) => Date.now() + days * DAY_MS;

  expect(await sweepOrphans(engine)).toMatchObject({ orphans: 0, removed: 0 }); // too young
  expect(await sweepOrphans(engine, later(3))).toMatchObject({ orphans: 1, removed: 0 }); // remembered
  expect(await engine.store.stat(orphan.storageKey)).not.toBeNull();
  await pipeline.em().execute(`update orphan_object set found_at = now() - interval '8 days'`);
  expect(await sweepOrphans(engine, later(11))).toMatchObject({ removed: 1 });
  expect(await engine.store.stat(orphan.storageKey)).toBeNull();
  const assets = await pipeline.em().find(Asset, { runId: run.id });
  expect(assets.length).toBeGreaterThan(0);
  for (const asset of assets) expect(await engine.store.stat(asset.storageKey)).not.toBeNull();
});

test('an orphan that is used again in time is kept', async () => {
  const { engine } = pipeline.app;
  const path = join(scratch, 'again.txt');
  await writeFile(path, 'stored once, used later');
  const file = await storeFile(engine.store, { path, contentType: 'text/plain' }, never());
  await sweepOrphans(engine, Date.now() + 3 * DAY_MS);
  const episode = await pipeline.anEpisode({ topic: 'Why kites rise' });
  const em = pipeline.em();
  em.persist(
    Object.assign(new Asset(), {
      ...{ channelId: episode.channel.id, kind: 'PLAN', storageKey: file.storageKey, sha256: file.sha256 },
      ...{ contentType: file.contentType, sizeBytes: file.sizeBytes },
    }),
  );
  await em.flush();
  await pipeline.em().execute(`update orphan_object set found_at = now() - interval '8 days'`);
  await sweepOrphans(engine, Date.now() + 11 * DAY_MS);
  expect(await engine.store.stat(file.storageKey)).not.toBeNull();
});

test('files of a deleted episode go, but for those that another one took over', async () => {
  const { engine } = pipeline.app;
  const first = await pipeline.anEpisode({ topic: 'Why ships float' });
  const run = await pipeline.over(await pipeline.start(first, { until: 'SCRIPT' }));
  const keyOf = async (kind: AssetKind) =>
    (await pipeline.em().findOneOrFail(Asset, { runId: run.id, kind })).storageKey;
  const keys = { plan: await keyOf('PLAN'), script: await keyOf('SCRIPT') };
  const second = await pipeline.em().findOneOrFail(Episode, first.id);
  const twin = Object.assign(new Episode(), {
    ...{ channel: second.channel, number: 2, topic: second.topic, targetSeconds: second.targetSeconds },
    ...{ formats: second.formats, language: second.language },
  });
  await pipeline.em().persist(twin).flush();
  const again = await pipeline.over(await pipeline.start(twin, { until: 'PLANNING' }));
  expect(await pipeline.kinds(again)).toContain('STAGE_REUSED');

  await pipeline.em().nativeUpdate(Episode, { id: first.id }, { deletedAt: new Date() });
  const there = async () => ({
    plan: (await engine.store.stat(keys.plan)) !== null,
    script: (await engine.store.stat(keys.script)) !== null,
  });
  await sweepOrphans(engine, Date.now() + 3 * DAY_MS);
  expect(await there()).toEqual({ plan: true, script: true });
  await pipeline.em().execute(`update orphan_object set found_at = now() - interval '8 days'`);
  await sweepOrphans(engine, Date.now() + 11 * DAY_MS);
  expect(await there()).toEqual({ plan: true, script: false });
});

test('events of runs that ended long ago are forgotten; what was paid never is', async () => {
  const run = await pipeline.over(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why bells ring' }), { until: 'PLANNING' }),
  );
  await forgetOldRows(pipeline.app.engine);
  expect(await pipeline.em().count(RunEvent, { runId: run.id })).toBeGreaterThan(0);
  await pipeline
    .em()
    .execute(`update pipeline_run set finished_at = now() - interval '91 days' where id = ?`, [run.id]);
  await forgetOldRows(pipeline.app.engine);
  expect(await pipeline.em().count(RunEvent, { runId: run.id })).toBe(0);
  expect(await pipeline.em().count(VendorCall, { runId: run.id })).toBeGreaterThan(0);
});

test('what a dead worker left is removed after a day, what is worked at stays', async () => {
  const { engine } = pipeline.app;
  const workFolder = join(scratch, 'work');
  await mkdir(join(workFolder, 'voice-old'), { recursive: true });
  await mkdir(join(workFolder, 'voice-new'));
  const longAgo = new Date(Date.now() - 2 * DAY_MS);
  await utimes(join(workFolder, 'voice-old'), longAgo, longAgo);
  await removeLeftovers({ ...engine, workFolder });
  expect(await readdir(workFolder)).toEqual(['voice-new']);
});

test('an upload that nobody completed goes a day after its link, with its file; one that is awaited stays', async () => {
  const { engine } = pipeline.app;
  const path = join(scratch, 'upload.png');
  await writeFile(path, 'never said to be complete');
  const facts = { channelId: randomUUID(), contentType: 'image/png', sizeBytes: 25, fileName: 'a.png' };
  const uploads = [-25, -1].map((hours) =>
    Object.assign(new AssetUpload(), facts, {
      id: randomUUID(),
      expiresAt: new Date(Date.now() + hours * 3_600_000),
    }),
  );
  await pipeline.em().persist(uploads).flush();
  const keys = [...uploads.map(({ storageKey }) => storageKey), `uploads/${randomUUID()}`];
  for (const key of keys) await engine.store.put(key, path, 'image/png');

  const left = async () => {
    const found = await Promise.all(keys.map(async (key) => (await engine.store.stat(key)) !== null));
    const rows = await pipeline.em().find(AssetUpload, {});
    return { files: found, rows: rows.map(({ id }) => id) };
  };
  await removeAbandonedUploads(engine); // files are young
  expect(await left()).toEqual({ files: [true, true, true], rows: [uploads[1]?.id] });
  await removeAbandonedUploads(engine, Date.now() + 23 * 3_600_000 - 60_000);
  expect(await left()).toEqual({ files: [true, true, true], rows: [uploads[1]?.id] });
  await removeAbandonedUploads(engine, Date.now() + 25 * 3_600_000);
  expect(await left()).toEqual({ files: [false, false, false], rows: [] });
});

test('the planner knows how many channels there are, however few', async () => {
  const { engine } = pipeline.app;
  const counted = async (): Promise<number> => {
    const [row] = await pipeline
      .em()
      .execute<{ rows: number }[]>(`select reltuples::int as rows from pg_class where relname = 'channel'`);
    return row?.rows ?? 0;
  };
  expect(await counted()).toBe(-1); // never counted
  await pipeline.anEpisode({ topic: 'Why maps have north on top' });
  await countForPlanner(engine);
  expect(await counted()).toBeGreaterThan(0);
});
