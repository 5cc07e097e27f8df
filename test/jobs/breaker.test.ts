import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { VendorAccount } from '../../src/entities/vendor-account.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createLedgerVendor, type LedgerVendor } from '../support/ledger-vendor.js';
import { workOnce } from '../support/worker-slice.js';

let store: JobStore;
let run: PipelineRun;
beforeAll(async () => {
  store = await createJobStore();
});
beforeEach(async () => {
  await store.em().nativeDelete(VendorAccount, {});
  run = await store.aRun();
});
afterAll(() => store.close());

const account = () => store.em().findOneOrFail(VendorAccount, { vendor: 'RUNWAY' });
const pauseIsOver = () => store.em().execute(`update vendor_account set open_until = now()`);

async function openForSeconds(): Promise<number> {
  const [row] = await store
    .em()
    .execute<{ s: number }[]>(
      `select extract(epoch from open_until - now())::float8 as s from vendor_account`,
    );
  return row?.s ?? 0;
}

async function send(vendor: LedgerVendor, task?: StageTask): Promise<StageTask> {
  const { id } = task ?? (await store.aTask(run));
  await store.due({ id });
  await workOnce(store.engine(), id, run.channelId, vendor);
  return store.row({ id });
}

/** The vendor fails so often that it is left alone. */
async function failing(vendor: LedgerVendor): Promise<void> {
  for (let failure = 1; failure <= 5; failure += 1) {
    vendor.answers('UNAVAILABLE');
    await send(vendor);
  }
}

test('five failures open the breaker: nothing is sent any more, and the tasks that wait for it spend no attempt', async () => {
  const vendor = createLedgerVendor({});
  await failing(vendor);
  expect(await account()).toMatchObject({ circuit: 'OPEN', openings: 1 });
  const parked = await send(vendor);
  const again = await send(vendor, parked);
  expect(vendor.sends.size).toBe(5);
  expect(again).toMatchObject({
    status: 'QUEUED',
    attempt: 1,
    waitingFor: 'RUNWAY to recover; it failed too often',
  });
});

test('four failures, an answer, and four more leave it closed', async () => {
  const vendor = createLedgerVendor({});
  for (const answer of ['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', 'TAKEN'] as const) {
    vendor.answers(answer);
    await send(vendor);
  }
  for (let failure = 1; failure <= 4; failure += 1) {
    vendor.answers('UNAVAILABLE');
    await send(vendor);
  }
  expect(await account()).toMatchObject({ circuit: 'CLOSED', failures: 4 });
});

test('refusals and rate limits are answers: they open nothing', async () => {
  const vendor = createLedgerVendor({});
  for (let answer = 0; answer < 8; answer += 1) {
    vendor.answers(answer % 2 === 0 ? 'REFUSED' : 'BUSY');
    run = await store.aRun(); // a refused task ends its run
    await send(vendor);
  }
  expect(vendor.sends.size).toBe(8);
  expect(await store.em().find(VendorAccount, { circuit: { $ne: 'CLOSED' } })).toEqual([]);
});

test('each time that it opens again it stays open for twice as long, at most ten minutes', async () => {
  const vendor = createLedgerVendor({});
  await failing(vendor);
  const pauses = [await openForSeconds()];
  for (let opening = 2; opening <= 8; opening += 1) {
    await pauseIsOver();
    vendor.answers('UNAVAILABLE');
    await send(vendor);
    pauses.push(await openForSeconds());
  }
  const expected = [15, 30, 60, 120, 240, 480, 600, 600];
  for (const [index, pause] of pauses.entries()) {
    expect(pause).toBeLessThanOrEqual(expected[index] ?? 0);
    expect(pause).toBeGreaterThan((expected[index] ?? 0) - 10);
  }
});

test('half open, one of twenty calls is tried; when it goes well, the others follow', async () => {
  let others = 0;
  let everybodyElse: () => void = () => undefined;
  const waited = new Promise<void>((resolve) => (everybodyElse = resolve));
  const vendor = createLedgerVendor({ arriving: (what) => (what === 'submit' ? waited : Promise.resolve()) });
  await store.em().insert(VendorAccount, {
    vendor: 'RUNWAY',
    circuit: 'OPEN',
    failures: 5,
    openings: 1,
    openUntil: new Date(0),
  });
  const tasks = await Promise.all(Array.from({ length: 20 }, () => store.aTask(run)));
  const engine = store.engine();
  await Promise.all(
    tasks.map(async (task) => {
      await workOnce(engine, task.id, run.channelId, vendor);
      others += 1;
      if (others === tasks.length - 1) everybodyElse();
    }),
  );
  expect(vendor.sends.size).toBe(1);
  const attempts = await Promise.all(tasks.map(async (task) => (await store.row(task)).attempt));
  expect(new Set(attempts)).toEqual(new Set([1]));
  expect(await account()).toMatchObject({ circuit: 'CLOSED', failures: 0, openings: 0 });
  await Promise.all(tasks.map((task) => send(vendor, task)));
  expect(vendor.sends.size).toBe(20);
});
