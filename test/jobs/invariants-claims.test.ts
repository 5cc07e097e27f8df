import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PipelineRun } from '../../src/entities/run.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageRun } from '../../src/entities/stage-run.js';
import type { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { VendorError } from '../../src/errors.js';
import { backToIntended, intend, settle, takeOver } from '../../src/jobs/call-rows.js';
import { beginAll, note } from '../../src/jobs/begin.js';
import { changeWith } from '../../src/jobs/change-with.js';
import { heartbeat, LostClaimError, type Claim } from '../../src/jobs/claim.js';
import { release } from '../../src/jobs/release.js';
import { passToSubmitting } from '../../src/jobs/limits.js';
import { NeedsAttentionError } from '../../src/jobs/park.js';
import { runTask } from '../../src/jobs/run-task.js';
import { endWithError } from '../../src/jobs/task-endings.js';
import { createJobStore, identityOf, LEASE_MS, type JobStore } from '../support/job-store.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';

const vendor = createLedgerVendor({});
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

/** A task of two workers: the first slept beyond its lease, and the second has it now. */
async function heldTwice(): Promise<{ stale: Claim; valid: Claim }> {
  const stale = await store.claimed(task, 'sleeper');
  await store.expire(task);
  return { stale, valid: await store.claimed(task, 'successor') };
}

test('I2: of two sessions that write down a call of the same step, the second is refused by the database', async () => {
  const held = await store.claimed(task);
  const first = intend(store.em(), identityOf(held, run.channelId, vendor), 1);
  const second = intend(store.em(), identityOf(held, run.channelId, vendor), 2);
  const outcomes = await Promise.allSettled([first, second]);
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused).toEqual([expect.any(UniqueConstraintViolationException)]);
  expect(refused).toEqual([expect.objectContaining({ code: '23505' })]);
  expect(await store.em().count(VendorCall, { task: task.id })).toBe(1);
});

test('I5: whatever a worker writes with an old fence changes nothing, and says that the claim is lost', async () => {
  const { stale } = await heldTwice();
  const before = await store.row(task);
  const writes: ((em: EntityManager) => Promise<unknown>)[] = [
    (em) => heartbeat(em, stale, LEASE_MS),
    (em) => note(em, stale, { progress: 0.5, waitingFor: 'nothing' }),
    (em) => begun(em, stale),
    (em) => release(em, stale, { status: 'SUCCEEDED', output: { stale: true }, progress: 1 }),
    (em) => release(em, stale, { status: 'WAITING', wakeInMs: 0 }),
    (em) => release(em, stale, { status: 'QUEUED', wakeInMs: 0, attempt: 4 }),
    (em) => release(em, stale, { status: 'CANCELLED' }),
  ];
  for (const write of writes) await expect(write(store.em())).rejects.toThrow(LostClaimError);
  expect(await store.row(task)).toEqual(before);
});

/** As a worker does: what it began with, or that its claim is lost. */
async function begun(em: EntityManager, held: Claim): Promise<void> {
  const [outcome] = await beginAll(em, [{ held, digest: 'other', mayReuse: false }]);
  if (outcome instanceof Error) throw outcome;
}

test('I5: what a worker with an old fence ends is rolled back whole, its events included', async () => {
  const { stale } = await heldTwice();
  const engine = store.engine();
  const events = () => store.em().count(RunEvent, { runId: run.id });
  const before = { row: await store.row(task), events: await events() };
  const ending = changeWith(engine, run.id, (change) => {
    change.emit('LOG', { message: 'said too early' });
    change.release(stale, { status: 'FAILED' });
    return Promise.resolve();
  });
  await expect(ending).rejects.toThrow(LostClaimError);
  await expect(endWithError(engine, stale, new Error('late'))).rejects.toThrow(LostClaimError);
  expect({ row: await store.row(task), events: await events() }).toEqual(before);
});

test('I5: a worker with an old fence passes no call on, and takes back none that its successor sends', async () => {
  const { stale, valid } = await heldTwice();
  const call = await intend(store.em(), identityOf(valid, run.channelId, vendor), 1);
  const as = (held: Claim) => identityOf(held, run.channelId, vendor);
  expect(await passToSubmitting(store.em(), call, as(stale))).toMatchObject({ passed: false });
  expect(await passToSubmitting(store.em(), call, as(valid))).toMatchObject({ passed: true });
  await backToIntended(store.em(), call, as(stale));
  const now = await store.em().findOneOrFail(VendorCall, call.id);
  expect(now).toMatchObject({ status: 'SUBMITTING', submitFence: valid.fence });
  const taken = [takeOver(store.em(), now, as(stale)), takeOver(store.em(), now, as(stale))];
  expect((await Promise.all(taken)).filter(Boolean).length).toBeLessThanOrEqual(1);
});

test('a claim is given to one of twenty that ask at the same moment', async () => {
  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, (_one, n) => store.claimed(task, `w${n}`)),
  );
  expect(asked.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await store.row(task)).toMatchObject({ status: 'RUNNING', fence: 1, crashes: 0 });
});

test('I13: a task whose workers always die waits for a person after three of them, and a retry brings it back', async () => {
  for (let death = 1; death <= 3; death += 1) {
    await store.claimed(task, `worker that dies ${String(death)}`);
    await store.expire(task);
  }
  const engine = store.engine();
  await runTask(engine, task.id, new AbortController().signal);
  expect(await store.row(task)).toMatchObject({
    status: 'NEEDS_ATTENTION',
    attentionRow: { reason: 'CRASH_LIMIT', message: expect.stringContaining('died 3 times on BROLL') },
  });
  const em = store.em();
  const stageRun = await em.findOneOrFail(StageRun, { run: run.id, stage: 'BROLL' });
  await em.transactional((tx) => store.control.retry(tx, stageRun));
  expect(await store.row(task)).toMatchObject({
    status: 'QUEUED',
    attempt: 1,
    crashes: 0,
    attentionRow: null,
  });
  expect(await store.claimed(task)).toMatchObject({ crashes: 0 });
});

test('I13: no task is tried more often than it may be, then its run fails', async () => {
  const engine = store.engine({ maxAttempts: 3 });
  const error = new VendorError('RUNWAY', 'UNAVAILABLE', 'nobody answers');
  const attempts: number[] = [];
  while ((await store.row(task)).status !== 'FAILED') {
    await store.due(task);
    const held = await store.claimed(task);
    attempts.push(held.attempt);
    await endWithError(engine, held, error);
  }
  expect(attempts).toEqual([1, 2, 3]);
});

test('a vendor that is only busy spends no attempt', async () => {
  const held = await store.claimed(task);
  const busy = new VendorError('RUNWAY', 'RATE_LIMITED', 'too many requests', { retryAfterMs: 5 });
  await endWithError(store.engine({ maxAttempts: 1 }), held, busy);
  expect(await store.row(task)).toMatchObject({ status: 'QUEUED', attempt: 1 });
});

test('a call that a person settled before its task could ask for one holds nothing up', async () => {
  const held = await store.claimed(task);
  const call = await intend(store.em(), identityOf(held, run.channelId, vendor), 1);
  await store.em().execute(`update vendor_call set status = 'UNCERTAIN' where id = ?`, [call.id]);
  const charge = { units: 1, unit: 'clip', costMicroUsd: 1 };
  await settle(store.em(), call, { status: 'WRITTEN_OFF', charge });
  const asking = new NeedsAttentionError('UNCERTAIN_CALL', 'nobody knows', call.id);
  await endWithError(store.engine(), held, asking);
  expect(await store.row(task)).toMatchObject({ status: 'QUEUED', attentionRow: null });
});
