import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { settle } from '../../src/jobs/call-rows.js';
import { settleUnanswered } from '../../src/jobs/cancel-calls.js';
import { LostClaimError } from '../../src/jobs/claim.js';
import { holdClaim } from '../../src/jobs/heartbeat.js';
import { Park } from '../../src/jobs/park.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';
import { anAttempt, filmed, workOnce } from '../support/worker-slice.js';

let store: JobStore;
let run: PipelineRun;
let task: StageTask;
beforeAll(async () => {
  store = await createJobStore();
});
beforeEach(async () => {
  run = await store.aRun();
  task = await store.aTask(run);
});
afterAll(() => store.close());

const calls = () => store.em().find(VendorCall, { task: task.id }, { orderBy: { ordinal: 'asc' } });

/** Sleeps as a stopped process does: no timer runs, and nobody notices meanwhile. */
function freeze(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('I1: a create is sent only when its call is written down and committed', async () => {
  const seen: unknown[] = [];
  const vendor = createLedgerVendor({
    async arriving(operation) {
      if (operation === 'submit') seen.push((await calls()).map(({ key, status }) => ({ key, status })));
    },
  });
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  expect(seen).toEqual([[{ key: `${task.id}:film:1`, status: 'SUBMITTING' }]]);
});

test('I1: a worker that was asleep beyond its lease before the send sends nothing', async () => {
  const vendor = createLedgerVendor({});
  const held = await store.claimed(task);
  const engine = store.engine({
    leaseMs: 1_000,
    failpoint(name) {
      if (name === 'call-submitting') freeze(1_500);
      return Promise.resolve();
    },
  });
  const hold = holdClaim(engine, held, new AbortController().signal);
  const attempt = anAttempt(engine, { signal: hold.signal, assertHeld: () => hold.assertHeld() });
  await expect(filmed(attempt, held, run.channelId, vendor)).rejects.toThrow(LostClaimError);
  hold.letGo();
  expect(vendor.sends).toEqual(new Map());
  expect(await calls()).toMatchObject([{ status: 'INTENDED', submitFence: null }]); // free for whoever holds it now
});

test('I3: an id that comes from a worker that was thought dead is stored, and the task goes on with it', async () => {
  const successor = store.engine();
  const vendor = createLedgerVendor({
    async arriving(operation) {
      if (operation !== 'answer') return;
      await store.expire(task);
      await workOnce(successor, task.id, run.channelId, vendor);
      expect(await calls()).toMatchObject([{ status: 'UNCERTAIN' }]);
      expect(await store.row(task)).toMatchObject({ status: 'NEEDS_ATTENTION' });
    },
  });
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  expect(await calls()).toMatchObject([{ status: 'SUBMITTED', externalId: vendor.ledger[0]?.externalId }]);
  expect(await store.row(task)).toMatchObject({ status: 'QUEUED', attentionRow: null });
  await workOnce(successor, task.id, run.channelId, vendor);
  expect(vendor.ledger).toHaveLength(1);
});

test('I1: a lost answer of a blind vendor is answered by a person, never by a second create', async () => {
  const vendor = createLedgerVendor({ recreate: 'BLIND' });
  vendor.answers('LOST');
  for (let slice = 0; slice < 4; slice += 1) {
    await store.due(task);
    await workOnce(store.engine(), task.id, run.channelId, vendor);
  }
  expect(vendor.ledger).toHaveLength(1);
  expect(vendor.sends).toEqual(new Map([[`${task.id}:film:1`, 1]]));
  expect(await calls()).toMatchObject([{ status: 'UNCERTAIN', externalId: null }]);
  const uncertain = { reason: 'UNCERTAIN_CALL', vendorCallId: (await calls())[0]?.id };
  expect(await store.row(task)).toMatchObject({ status: 'NEEDS_ATTENTION', attentionRow: uncertain });
});

test('I1: a lost answer of a vendor that knows our key is asked for again with the same key', async () => {
  const vendor = createLedgerVendor({ recreate: 'IDEMPOTENT' });
  vendor.answers('LOST');
  for (let slice = 0; slice < 2; slice += 1) {
    await store.due(task);
    await workOnce(store.engine(), task.id, run.channelId, vendor);
  }
  expect(vendor.sends).toEqual(new Map([[`${task.id}:film:1`, 2]]));
  expect(vendor.ledger).toHaveLength(1);
  expect(await calls()).toMatchObject([{ status: 'SUBMITTED', externalId: vendor.ledger[0]?.externalId }]);
});

test.each(['UNAVAILABLE', 'BUSY'] as const)(
  'I3: a call whose answer was lost stays in doubt when the vendor is %s the next time: it may have been billed',
  async (answer) => {
    const vendor = createLedgerVendor({ recreate: 'IDEMPOTENT' });
    vendor.answers('LOST');
    await workOnce(store.engine(), task.id, run.channelId, vendor);
    const [sent] = await calls();
    vendor.answers(answer);
    await store.due(task);
    await workOnce(store.engine(), task.id, run.channelId, vendor);
    const inDoubt = { status: 'SUBMITTING', startedAt: sent?.startedAt }; // its key is as old as the first sending
    expect(await calls()).toMatchObject([inDoubt]);
    await store.due(task);
    await workOnce(store.engine(), task.id, run.channelId, vendor);
    expect(await calls()).toMatchObject([{ status: 'SUBMITTED', externalId: vendor.ledger[0]?.externalId }]);
    expect(vendor.ledger).toHaveLength(1);
  },
);

test('I3: a worker that was asleep before it sends a call again leaves it in doubt, and a cancel counts it as spent', async () => {
  const vendor = createLedgerVendor({ recreate: 'IDEMPOTENT' });
  vendor.answers('LOST');
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  await store.due(task);
  const held = await store.claimed(task);
  const asleep = anAttempt(store.engine(), {
    assertHeld: () => {
      throw new LostClaimError(held);
    },
  });
  await expect(filmed(asleep, held, run.channelId, vendor)).rejects.toThrow(LostClaimError);
  expect(await calls()).toMatchObject([{ status: 'SUBMITTING' }]);
  await settleUnanswered(store.em(), held);
  const [billed] = vendor.ledger;
  expect(await calls()).toMatchObject([{ key: billed?.key, status: 'WRITTEN_OFF', costMicroUsd: 100_000 }]);
});

test('I1: a lost answer of a vendor that lists its jobs is looked for once the list must have it', async () => {
  const vendor = createLedgerVendor({ recreate: 'LOOKUP' });
  vendor.answers('LOST');
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  await store.due(task);
  await workOnce(store.engine(), task.id, run.channelId, vendor); // too early to believe an empty list
  expect(await calls()).toMatchObject([{ status: 'SUBMITTING' }]);
  expect(await store.row(task)).toMatchObject({ status: 'WAITING' });
  await store.em().execute(`update vendor_call set started_at = now() - interval '1 hour'`);
  await store.due(task);
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  expect(await calls()).toMatchObject([{ status: 'SUBMITTED', externalId: vendor.ledger[0]?.externalId }]);
  expect(vendor.ledger).toHaveLength(1);
});

test('of two workers that look for the same lost answer, one sends it again', async () => {
  const vendor = createLedgerVendor({ recreate: 'IDEMPOTENT' });
  vendor.answers('LOST');
  await workOnce(store.engine(), task.id, run.channelId, vendor);
  await store.due(task);
  const stale = await store.claimed(task, 'sleeper');
  await store.expire(task);
  const valid = await store.claimed(task, 'successor');
  const both = await Promise.allSettled(
    [stale, valid].map((held) => filmed(anAttempt(store.engine()), held, run.channelId, vendor)),
  );
  expect(both.map((one) => one.status === 'rejected' && one.reason instanceof Park)).toEqual([true, true]);
  expect(vendor.ledger).toHaveLength(1);
});

test('what a call cost is booked once, however often it is settled', async () => {
  const call = await store.aCall(task, { status: 'SUBMITTED' });
  const charge = { units: 1, unit: 'clip', costMicroUsd: 70_000 };
  const settleIt = (status: 'COLLECTED' | 'WRITTEN_OFF') => settle(store.em(), call, { status, charge });
  await Promise.all(Array.from({ length: 10 }, () => settleIt('COLLECTED')));
  await settleIt('WRITTEN_OFF');
  const [booked] = await store
    .em()
    .execute(`select cost_micro_usd::int as run from pipeline_run where id = ?`, [run.id]);
  expect(booked).toEqual({ run: 70_000 });
  expect(await calls()).toMatchObject([{ status: 'COLLECTED', costMicroUsd: 70_000 }]);
});
