import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { listDue } from '../../src/jobs/claim.js';
import { createJobStore, LEASE_MS, type JobStore } from '../support/job-store.js';
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
    const due = await listDue(store.em(), ['BROLL'], 100, 0);
    expect(due.map(({ id }) => id)).not.toContain(held.taskId); // a running lease is not taken for an ended one
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
