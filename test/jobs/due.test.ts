import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Engine } from '../../src/jobs/engine.js';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { createBell, type Bell } from '../../src/jobs/bell.js';
import { startWorker, type Worker } from '../../src/jobs/worker.js';
import { createLogger } from '../../src/logger.js';
import { createJobStore, type JobStore } from '../support/job-store.js';

/** From the moment at which a task is due until a worker has it, while nothing is broken. */
const CLAIMED_MS = 2_000;
/** Tasks of each kind; their times lie all over the ticks of the workers. */
const OF_A_KIND = 12;
const SPREAD_MS = 4_000;

let store: JobStore;
const bells: Bell[] = [];
const workers: Worker[] = [];
beforeAll(async () => {
  store = await createJobStore();
});
afterAll(async () => {
  for (const worker of workers) await worker.close();
  for (const bell of bells) await bell.close(0);
  await store.close();
});

function aBell(): Bell {
  const bell = createBell(process.env['REDIS_URL'] ?? '', createLogger('fatal'));
  bells.push(bell);
  return bell;
}

/** Two workers as two processes have them. Claims count, the work does not: what is claimed stays so. */
function twoWorkers(count: number): Promise<void> {
  return new Promise((resolve) => {
    let claims = 0;
    const failpoint: Engine['failpoint'] = (name) => {
      if (name !== 'claimed') return Promise.resolve();
      claims += 1;
      if (claims === count) resolve();
      return Promise.reject(new Error('claimed, and that is all that this test wants'));
    };
    for (let n = 0; n < 2; n += 1) {
      workers.push(startWorker(store.engine({ bell: aBell(), failpoint }), { concurrency: 2 }));
    }
  });
}

/** Waits for its time: for another try, or for a look at a vendor's job. Nobody rings. */
const parked = (run: PipelineRun, dueAt: Date): Promise<StageTask> => store.aTask(run, { wakeAt: dueAt });

/** Its worker died: it is due when the lease ends. */
const orphaned = (run: PipelineRun, dueAt: Date): Promise<StageTask> =>
  store.aTask(run, { wakeAt: null, status: 'RUNNING', owner: 'dead', fence: 1, leaseUntil: dueAt });

/** Due now, and rung. */
async function rung(run: PipelineRun, bell: Bell): Promise<StageTask> {
  const task = await store.aTask(run, { wakeAt: new Date() });
  bell.ring(task);
  return task;
}

test('I6: what is due is claimed within 2 s, whether it was rung, waited for its time or lost its worker', async () => {
  const run = await store.aRun(); // its first task makes one more
  const claimed = twoWorkers(3 * OF_A_KIND + 1);
  const bell = aBell();
  const from = Date.now() + 500;
  const moments = Array.from(
    { length: OF_A_KIND },
    (_none, n) => new Date(from + (n * SPREAD_MS) / OF_A_KIND),
  );
  const tasks = await Promise.all(
    moments.flatMap((dueAt) => [parked(run, dueAt), orphaned(run, dueAt), rung(run, bell)]),
  );
  await claimed;
  const waited = await Promise.all(
    tasks.map(async (task) => {
      const { startedAt } = await store.row(task);
      return (
        (startedAt?.getTime() ?? Infinity) -
        (task.wakeAt ?? task.leaseUntil ?? startedAt ?? new Date()).getTime()
      );
    }),
  );
  expect(Math.min(...waited)).toBeGreaterThanOrEqual(0); // none before its time
  expect(Math.max(...waited)).toBeLessThan(CLAIMED_MS);
});
