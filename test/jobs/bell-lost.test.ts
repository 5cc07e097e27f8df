import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Engine } from '../../src/jobs/engine.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { STAGES } from '../../src/entities/stage.js';
import type { StageTask } from '../../src/entities/task.js';
import { createBell, type Bell } from '../../src/jobs/bell.js';
import { startWorker, type Worker } from '../../src/jobs/worker.js';
import { createLogger } from '../../src/logger.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createOwnRedis, type OwnRedis } from '../support/own-redis.js';

const LOST_MS = 7_000;
let redis: OwnRedis;
let store: JobStore;
let bells: Bell[];
let workers: Worker[];
beforeEach(async () => {
  redis = await createOwnRedis();
  process.env['REDIS_URL'] = redis.url; // of this file alone
  store = await createJobStore();
  bells = [];
  workers = [];
});
afterEach(async () => {
  for (const worker of workers) await worker.close();
  for (const bell of bells) await bell.close(0);
  await store.close();
  await redis.close();
});

/** A worker as a process has it: its own bell. Claims count, the work does not: what is claimed stays so. */
function aWorker(claimed: () => void): void {
  const bell = createBell(redis.url, createLogger('fatal'));
  bells.push(bell);
  const failpoint: Engine['failpoint'] = (name) => {
    if (name !== 'claimed') return Promise.resolve();
    claimed();
    return Promise.reject(new Error('claimed, and that is all that this test wants'));
  };
  workers.push(startWorker(store.engine({ bell, failpoint }), { concurrency: 2 }));
}

/** One more task of the run: it became due just now and was rung a moment ago, so that no ticker looks after it yet. */
async function rung(run: PipelineRun): Promise<StageTask> {
  const task = await store.aTask(run, { wakeAt: new Date(Date.now() + 3_600_000) });
  await store.em().execute('update task set wake_at = now(), rung_at = now() where id = ?', [task.id]);
  return task;
}

/** @returns after how many ms all of so many tasks were claimed, all but one of which were rung before */
async function claimedAfter(tasks: number, lose: () => Promise<void>): Promise<number> {
  let from = 0;
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    const claimed = (): void => {
      count += 1;
      if (count === tasks) resolve();
    };
    (async () => {
      aWorker(claimed);
      aWorker(claimed);
      await redis.waiting(2);
      const run = await store.aRun(); // one task of it is due
      await Promise.all(Array.from({ length: tasks - 1 }, () => rung(run)));
      from = performance.now();
      await lose();
    })().catch(reject);
  });
  return performance.now() - from;
}

test('I6: when Redis forgets all rings at once, what is due is claimed within 7 s', async () => {
  const tookMs = await claimedAfter(8, async () => {
    await redis.client.flushAll();
  });
  expect(tookMs).toBeLessThan(LOST_MS);
});

test('I6: when Redis is killed, what is due is claimed within 7 s by workers that go on without it', async () => {
  expect(await claimedAfter(8, () => redis.kill())).toBeLessThan(LOST_MS);
});

test('I6: when Redis is back, a ring wakes a worker again without a restart, sooner than its ticker would', async () => {
  let heard = (): void => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (heard = resolve));
  aWorker(() => heard());
  const ringing = createBell(redis.url, createLogger('fatal'));
  bells.push(ringing);
  await redis.waiting(1);
  const planned = next();
  const run = await store.aRun();
  await planned; // the ticker finds it: nobody rang
  const tookMs: number[] = [];
  for (let outage = 0; outage < 3; outage += 1) {
    await redis.kill();
    await redis.start();
    await redis.waiting(STAGES.length); // the worker listens again
    const task = await rung(run);
    const claimed = next();
    const from = performance.now();
    ringing.ring(task);
    await claimed;
    tookMs.push(performance.now() - from);
  }
  expect(Math.max(...tookMs)).toBeLessThan(3_500); // a ticker leaves what was rung alone for 4 s
});
