import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { isOutage } from '../../src/jobs/outage.js';
import { createOrm } from '../../src/orm.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(async () => {
  // a connection that broke and was never given back would keep the pool from closing
  let isLate = false;
  void pipeline.logged('it took too long').then(() => (isLate = true));
  await pipeline.close();
  expect(isLate).toBe(false);
});

async function attempts(run: PipelineRun): Promise<number[]> {
  const tasks = await pipeline.em().find(StageTask, { run: run.id });
  return [...new Set(tasks.map((task) => task.attempt))];
}

test('an asset store that is away loses nothing that was paid, and costs no try', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why wind whistles' });
  const objects = join(pipeline.folder, 'assets', 'objects');
  const run = await pipeline.start(episode, { until: 'AVATAR' });
  await pipeline.until(run, 'STAGE_SUCCEEDED'); // planning: the folder is there
  await rename(objects, `${objects}-away`);
  await writeFile(objects, 'a file where the folder was');
  await pipeline.logged('Cannot store cas/');
  await rm(objects);
  await rename(`${objects}-away`, objects);
  const ended = await pipeline.over(run);
  expect(ended.status).toBe('SUCCEEDED');
  expect(await attempts(run)).toEqual([1]);
  const calls = await pipeline.em().find(VendorCall, { runId: run.id });
  expect(calls.every((call) => call.status === 'COLLECTED')).toBe(true);
  expect(pipeline.billed()).toHaveLength(calls.length);
});

test('a database that drops every connection costs no try and is not paid for twice', async () => {
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why stars twinkle' }), {
    until: 'AVATAR',
  });
  const ownConnection = await createOrm({ databaseUrl: pipeline.env['DATABASE_URL'] ?? '', poolSize: 1 });
  for (const kind of ['STAGE_STARTED', 'ASSET_CREATED', 'STAGE_WAITING'] as const) {
    await pipeline.until(run, kind);
    await ownConnection.em
      .fork()
      .execute(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
  }
  const ended = await pipeline.over(run);
  await ownConnection.close();
  expect(ended.status).toBe('SUCCEEDED');
  expect(await attempts(run)).toEqual([1]);
  const calls = await pipeline.em().find(VendorCall, { runId: run.id, status: 'COLLECTED' });
  const written = await pipeline.em().count(VendorCall, { runId: run.id, status: 'WRITTEN_OFF' });
  expect(pipeline.billed().length).toBeLessThanOrEqual(calls.length + written);
});

test('a connection that breaks while a transaction ends is an outage', async () => {
  const databaseUrl = pipeline.env['DATABASE_URL'] ?? '';
  const mine = await createOrm({ databaseUrl, poolSize: 1 });
  const other = await createOrm({ databaseUrl, poolSize: 1 });
  const { promise: own, resolve: tell } = Promise.withResolvers<number | undefined>();
  // outside of the transaction, which would take its statements along
  const cut = own.then(async (pid) => {
    const ask = `select pg_terminate_backend(pid) from pg_stat_activity where pid = ?`;
    while ((await other.em.fork().execute<unknown[]>(ask, [pid])).length > 0) continue;
  });
  const thrown: unknown = await mine.em
    .fork()
    .transactional(async (em) => {
      tell((await em.execute<{ pid: number }[]>('select pg_backend_pid() as pid'))[0]?.pid);
      await cut;
    })
    .catch((error: unknown) => error);
  expect([String(thrown), isOutage(thrown)]).toEqual([expect.stringContaining('onnection'), true]);
  await Promise.all([mine.close(), other.close()]);
});

test('a vendor that is down for longer than all tries take is left alone, and the run goes on when it is back', async () => {
  await pipeline.plant({
    vendor: 'elevenlabs',
    operation: 'speak',
    times: 500,
    fault: { kind: 'STATUS', status: 503 },
  });
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why deserts are cold at night' }), {
    until: 'VOICE',
  });
  const circuit = async () => {
    const [row] = await pipeline
      .em()
      .execute<{ circuit: string }[]>(`select circuit from vendor_account where vendor = 'ELEVENLABS'`);
    return row?.circuit;
  };
  await pipeline.logged('left alone');
  expect(await circuit()).toBe('OPEN');
  await pipeline.reset();
  await pipeline.em().execute(`update vendor_account set open_until = now()`);
  await pipeline
    .em()
    .execute(`update task set wake_at = now() where run_id = ? and status = 'QUEUED'`, [run.id]);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  expect(await circuit()).toBe('CLOSED');
});
