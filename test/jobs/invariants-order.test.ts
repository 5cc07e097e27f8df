import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TaskNeed } from '../../src/entities/task-links.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { claim } from '../../src/jobs/claim.js';
import { succeed } from '../../src/jobs/task-success.js';
import { createJobStore, LEASE_MS, type JobStore } from '../support/job-store.js';
import { seeded } from '../support/seeded.js';

/** For each task the tasks before it that it needs. */
const dags = fc.integer({ min: 2, max: 8 }).chain((size) =>
  fc.tuple(
    ...Array.from({ length: size }, (_one, index) =>
      fc.subarray(
        Array.from({ length: index }, (_before, before) => before),
        { maxLength: Math.min(3, index) },
      ),
    ),
  ),
);

let store: JobStore;
let run: PipelineRun;
beforeAll(async () => {
  store = await createJobStore();
  run = await store.aRun();
});
afterAll(() => store.close());

async function makeTasks(needs: readonly (readonly number[])[]): Promise<string[]> {
  const ids: string[] = [];
  for (const own of needs) {
    const facts =
      own.length === 0 ? {} : ({ status: 'PENDING', wakeAt: null, openNeeds: own.length } as const);
    const { id } = await store.aTask(run, facts);
    const em = store.em();
    for (const need of own)
      em.persist(Object.assign(new TaskNeed(), { taskId: id, needsId: ids[need] ?? '' }));
    await em.flush();
    ids.push(id);
  }
  return ids;
}

/** Claims and finishes what it can of these tasks, until all are done. */
async function work(ids: readonly string[]): Promise<void> {
  const engine = store.engine();
  for (const left = new Set(ids); left.size > 0;) {
    for (const id of left) {
      const [held] = await claim(store.em(), [id], { owner: engine.owner, leaseMs: LEASE_MS });
      if (held) await succeed(engine, held, { id }, { drafts: [], isReviewed: false });
      if ((await store.row({ id })).finishedAt) left.delete(id);
    }
  }
}

test('I8: in every order of needs, a task starts only after everything it needs is done, and all of them end', async () => {
  await fc.assert(
    fc.asyncProperty(dags, async (needs) => {
      const ids = await makeTasks(needs);
      await Promise.all([work(ids), work([...ids].reverse()), work(ids)]);
      const rows = await Promise.all(ids.map((id) => store.row({ id })));
      const times = rows.map(({ startedAt, finishedAt }) => [Number(startedAt), Number(finishedAt)] as const);
      expect(rows.map((row) => row.status)).toEqual(ids.map(() => 'SUCCEEDED'));
      expect(rows.map((row) => row.fence)).toEqual(ids.map(() => 1));
      for (const [index, own] of needs.entries())
        for (const need of own)
          expect(times[index]?.[0]).toBeGreaterThanOrEqual(times[need]?.[1] ?? Infinity);
    }),
    seeded({ numRuns: 12 }),
  );
});
