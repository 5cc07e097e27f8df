import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { claimNext } from '../../src/jobs/claim.js';
import { createJobStore, LEASE_MS, type JobStore } from '../support/job-store.js';
import { createTestPipeline } from '../support/pipeline.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';
import { workOnce } from '../support/worker-slice.js';

const HOUR_MS = 3_600_000;

let store: JobStore;
beforeAll(async () => {
  store = await createJobStore();
});
afterEach(() => void jest.useRealTimers());
afterAll(() => store.close());

/** The clock of this process is wrong; timers and the monotonic clock go on as they are. */
function shiftClock(byMs: number): void {
  const now = Date.now() + byMs;
  const real = { doNotFake: ['performance', 'hrtime', 'nextTick', 'queueMicrotask'] as const };
  const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout'] as const;
  const more = ['clearInterval', 'clearImmediate'] as const;
  jest.useFakeTimers({ now, doNotFake: [...real.doNotFake, ...timers, ...more] });
}

test.each([HOUR_MS, -HOUR_MS])(
  'a worker whose clock is wrong by %i ms claims, looks for lost answers and parks as every other',
  async (byMs) => {
    const run = await store.aRun();
    const task = await store.aTask(run);
    const vendor = createLedgerVendor({ recreate: 'LOOKUP' });
    const calls = () => store.em().find(VendorCall, { task: task.id });
    const engine = store.engine();
    shiftClock(byMs);

    const held = await store.claimed(task);
    const [lease] = await store
      .em()
      .execute<{ ms: number }[]>(
        `select (extract(epoch from lease_until - now()) * 1000)::float8 as ms from task where id = ?`,
        [task.id],
      );
    expect(lease?.ms).toBeGreaterThan(LEASE_MS - 10_000);
    expect(lease?.ms).toBeLessThanOrEqual(LEASE_MS);
    const next = await claimNext(
      store.em(),
      { owner: 'another', leaseMs: LEASE_MS, stages: ['BROLL'] },
      100,
      0,
    );
    const found = [...next.due.map(({ id }) => id), ...next.claims.map(({ taskId }) => taskId)];
    expect(found).not.toContain(held.taskId); // a running lease is not taken for an ended one
    await store.expire(task);

    vendor.answers('LOST');
    await workOnce(engine, task.id, run.channelId, vendor);
    await store.due(task);
    await workOnce(engine, task.id, run.channelId, vendor);
    expect(await calls()).toMatchObject([{ status: 'SUBMITTING' }]); // an hour ahead, yet the list is not believed early
    await store.em().execute(`update vendor_call set started_at = started_at - interval '2 minutes'`);
    await store.due(task);
    await workOnce(engine, task.id, run.channelId, vendor);
    expect(await calls()).toMatchObject([{ status: 'SUBMITTED' }]); // an hour behind, yet it is believed in time
    expect(vendor.ledger).toHaveLength(1);
  },
);

test.each([HOUR_MS, -HOUR_MS])(
  'what a worker whose clock is wrong by %i ms notes has the right time',
  async (byMs) => {
    const pipeline = await createTestPipeline();
    try {
      const episode = await pipeline.anEpisode({ topic: 'Why clocks go wrong' });
      const started = await pipeline.start(episode, { until: 'PLANNING' });
      shiftClock(byMs);
      const run = await pipeline.over(started);
      expect(run.status).toBe('SUCCEEDED');
      const off = await pipeline.em().execute<{ what: string }[]>(
        `select what from (
         select 'run started' as what, started_at as at from pipeline_run where id = ?
         union all select 'run finished', finished_at from pipeline_run where id = ?
         union all select 'stage started', started_at from stage_run where run_id = ? and stage = 'PLANNING'
         union all select 'stage finished', finished_at from stage_run where run_id = ? and stage = 'PLANNING'
         union all select kind, occurred_at from run_event where run_id = ?) noted
        where at is null or abs(extract(epoch from at - clock_timestamp())) > 600`,
        Array.from({ length: 5 }, () => run.id),
      );
      expect(off).toEqual([]);
    } finally {
      jest.useRealTimers();
      await pipeline.close();
    }
  },
);
