import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Asset } from '../../src/entities/asset.js';
import { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

// A cancel stops what can be stopped. What the vendor has finished is paid: it is booked, and kept.

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

async function cancel(run: PipelineRun): Promise<PipelineRun> {
  const change = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
  change.announce();
  return pipeline.over(run);
}

const callsOf = (run: PipelineRun, vendor: string) =>
  pipeline.em().find(VendorCall, { runId: run.id, vendor: vendor as 'RUNWAY' });

/** The run, once its vendor has all its jobs and shows each of them in this state. */
async function orderedRun(
  vendor: 'RUNWAY' | 'PIKA',
  topic: string,
  state: RegExp,
): Promise<{ run: PipelineRun; calls: VendorCall[] }> {
  const channel = { footage: { vendor, modelId: null, perFormat: false } };
  const episode = await pipeline.anEpisode({ topic, targetSeconds: 20 }, channel);
  const run = await pipeline.start(episode, { until: 'BROLL' });
  let calls: VendorCall[] = [];
  await pipeline.untilTrue(run, async () => {
    calls = await callsOf(run, vendor);
    return calls.length > 0 && calls.every((call) => call.status === 'SUBMITTED');
  });
  for (const call of calls) while (!state.test(await stateAt(vendor, call)));
  return { run, calls };
}

async function stateAt(vendor: 'RUNWAY' | 'PIKA', call: VendorCall): Promise<string> {
  const { statusUrl } = call.vendorOperation as { statusUrl?: string };
  const url = statusUrl ?? `${pipeline.simulator.origin}/runway/v1/tasks/${call.externalId ?? ''}`;
  const headers =
    vendor === 'PIKA'
      ? { authorization: 'Key k' }
      : { authorization: 'Bearer k', 'x-runway-version': '2024-11-06' };
  const response = await fetch(url, { headers });
  return ((await response.json()) as { status: string }).status;
}

const ledgerUsd = (vendor: string) =>
  pipeline.simulator
    .ledger()
    .filter((row) => row.vendor === vendor)
    .reduce((sum, row) => sum + row.usd, 0);

test.each(['RUNWAY', 'PIKA'] as const)(
  'what %s has finished when the run is cancelled is booked and kept, and is not paid again',
  async (vendor) => {
    await pipeline.jobsTake(1);
    const { run, calls } = await orderedRun(vendor, `Why ${vendor} ends early`, /SUCCEEDED|COMPLETED/);
    const ended = await cancel(run);
    expect(ended.status).toBe('SUCCEEDED'); // nothing was left to be stopped
    expect((await callsOf(run, vendor)).map(({ status }) => status)).toEqual(calls.map(() => 'COLLECTED'));
    const paid = ledgerUsd(vendor.toLowerCase());
    const booked = (await callsOf(run, vendor)).reduce((sum, call) => sum + (call.costMicroUsd ?? 0), 0);
    expect(paid).toBeGreaterThan(0);
    expect(booked / 1_000_000).toBeCloseTo(paid, 4);
    expect(await pipeline.em().count(Asset, { runId: run.id, kind: 'BROLL_VIDEO' })).toBe(calls.length);
    const again = await pipeline.over(
      await pipeline.start(await run.episode.loadOrFail(), { until: 'BROLL' }),
    );
    expect(again.status).toBe('SUCCEEDED');
    const tasks = await pipeline.em().find(StageTask, { run: again.id, stage: 'BROLL', part: 'SCENE' });
    expect(new Set(tasks.map(({ status }) => status))).toEqual(new Set(['REUSED']));
    expect(ledgerUsd(vendor.toLowerCase())).toBe(paid);
  },
);

test.each([
  ['RUNWAY', 60, /RUNNING/],
  ['PIKA', 60, /IN_PROGRESS/],
] as const)('what %s has begun is stopped, and counts as spent', async (vendor, seconds, state) => {
  await pipeline.jobsTake(seconds);
  const { run } = await orderedRun(vendor, `Why ${vendor} runs on`, state);
  const ended = await cancel(run);
  expect(ended.status).toBe('CANCELLED');
  const calls = await callsOf(run, vendor);
  for (const call of calls) {
    expect(call.status).toBe('CANCELLED');
    expect(call.costMicroUsd).toBe(call.estimatedCostMicroUsd);
  }
  const booked = calls.reduce((sum, call) => sum + (call.costMicroUsd ?? 0), 0);
  expect(booked / 1_000_000).toBeCloseTo(ledgerUsd(vendor.toLowerCase()), 4);
});

test.each([
  ['RUNWAY', /PENDING|THROTTLED/],
  ['PIKA', /IN_QUEUE/],
] as const)('what still waits at %s is stopped free of charge', async (vendor, state) => {
  await pipeline.jobsTake(3_000);
  const { run } = await orderedRun(vendor, `Why ${vendor} waits`, state);
  expect((await cancel(run)).status).toBe('CANCELLED');
  for (const call of await callsOf(run, vendor))
    expect(call).toMatchObject({ status: 'CANCELLED', costMicroUsd: 0 });
  expect(ledgerUsd(vendor.toLowerCase())).toBe(0);
});
