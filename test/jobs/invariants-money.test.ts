import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Channel } from '../../src/entities/channel.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { COMMITTED } from '../../src/jobs/budget.js';
import { intend } from '../../src/jobs/call-rows.js';
import { passToSubmitting } from '../../src/jobs/limits.js';
import { NeedsAttentionError, Park } from '../../src/jobs/park.js';
import { createJobStore, identityOf, type JobStore } from '../support/job-store.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';
import { workOnce } from '../support/worker-slice.js';

const CALLS = 20;
const PRICE_MICRO_USD = 100_000;
const ROOM_FOR = 7;

let store: JobStore;
beforeAll(async () => {
  store = await createJobStore();
});
afterAll(() => store.close());

const capOf = (limit: 'perEpisodeMicroUsd' | 'perMonthMicroUsd'): Partial<Channel> => ({
  [limit]: ROOM_FOR * PRICE_MICRO_USD + PRICE_MICRO_USD / 2,
  budgetEnforcement: 'CAP',
});

async function committed(channelId: string): Promise<number> {
  const [row] = await store
    .em()
    .execute<{ sum: string }[]>(
      `select coalesce(sum(${COMMITTED}), 0)::text as sum from vendor_call c where channel_id = ?`,
      [channelId],
    );
  return Number(row?.sum);
}

/** Twenty workers send their calls at the same moment. @returns how each of them came off */
async function sendAll(run: PipelineRun, slots = 1_000): Promise<('PASSED' | 'BUDGET' | 'PARKED')[]> {
  const vendor = createLedgerVendor({ slots });
  const calls = await Promise.all(
    Array.from({ length: CALLS }, async () => {
      const held = await store.claimed(await store.aTask(run));
      const identity = identityOf(held, run.channelId, vendor);
      return { identity, row: await intend(store.em(), identity, 1) };
    }),
  );
  return Promise.all(
    calls.map(async ({ identity, row }) => {
      try {
        return (await passToSubmitting(store.em(), row, identity)).passed ? 'PASSED' : 'PARKED';
      } catch (error) {
        if (error instanceof NeedsAttentionError && error.reason === 'BUDGET') return 'BUDGET';
        if (error instanceof Park) return 'PARKED';
        throw error;
      }
    }),
  );
}

test.each(['perEpisodeMicroUsd', 'perMonthMicroUsd'] as const)(
  'I9: of twenty calls at the edge of a cap (%s) those that fit get through, and never is more reserved',
  async (limit) => {
    const run = await store.aRun(capOf(limit));
    const seen: number[] = [];
    const watched = new AbortController();
    const watching = (async () => {
      while (!watched.signal.aborted) seen.push(await committed(run.channelId));
    })();
    const outcomes = await sendAll(run);
    watched.abort();
    await watching;
    expect(outcomes.filter((one) => one === 'PASSED')).toHaveLength(ROOM_FOR);
    expect(outcomes.filter((one) => one === 'BUDGET')).toHaveLength(CALLS - ROOM_FOR);
    expect(Math.max(...seen)).toBeLessThanOrEqual(ROOM_FOR * PRICE_MICRO_USD);
    expect(await committed(run.channelId)).toBe(ROOM_FOR * PRICE_MICRO_USD);
  },
);

test('I9: without a cap all of them pass', async () => {
  expect(new Set(await sendAll(await store.aRun()))).toEqual(new Set(['PASSED']));
  await store.em().nativeUpdate(VendorCall, { status: 'SUBMITTING' }, { status: 'CANCELLED' });
});

test('I10: of thirty tasks that call at the same moment the vendor has never more open jobs than it has slots', async () => {
  const slots = 4;
  const vendor = createLedgerVendor({ name: 'PIKA', slots });
  const runs = await Promise.all(Array.from({ length: 10 }, () => store.aRun())); // a channel each: they share the vendor alone
  const tasks = (
    await Promise.all(runs.map((run) => Promise.all([1, 2, 3].map(() => store.aTask(run)))))
  ).flat();
  const channels = new Map(runs.map((run) => [run.id, run.channelId]));
  const channelOf = (task: StageTask) => channels.get(task.run.id) ?? '';
  const engine = store.engine();
  const left = async () =>
    (await Promise.all(tasks.map((task) => store.row(task)))).filter((row) => row.status !== 'SUCCEEDED');
  let rounds = 0;
  for (let open = await left(); open.length > 0 && rounds < 60; open = await left(), rounds += 1) {
    await Promise.all(open.map((task) => store.due(task)));
    await Promise.all(open.map((task) => workOnce(engine, task.id, channelOf(task), vendor)));
    for (const { externalId } of vendor.ledger) vendor.finish(externalId, 'DONE');
  }
  expect(vendor.mostOpen).toBe(slots);
  expect(vendor.ledger).toHaveLength(tasks.length);
  expect(new Set(vendor.sends.values())).toEqual(new Set([1]));
  expect(await left()).toEqual([]);
});
