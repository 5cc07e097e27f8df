import { afterEach, beforeAll, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { until } from '../scripts/checkout.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';
import { buildProgram, startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

let pipeline: TestPipeline;
let workers: WorkerProcess[] = [];

beforeAll(() => buildProgram());
afterEach(async () => {
  for (const worker of workers) worker.signal('SIGKILL');
  await Promise.all(workers.map((worker) => worker.ended));
  workers = [];
  await pipeline.close();
});

async function aWorker(...args: string[]): Promise<WorkerProcess> {
  const worker = startWorkerProcess(pipeline.env, args);
  workers.push(worker);
  await worker.working;
  return worker;
}

const tasks = (run: PipelineRun, facts: Partial<StageTask> = {}) =>
  pipeline.em().find(StageTask, { run: run.id, ...facts });

/** Nothing was ordered twice, given up or left in doubt. */
async function expectPaidOnce(run: PipelineRun): Promise<void> {
  const calls = await pipeline.em().find(VendorCall, { runId: run.id });
  expect(calls.map(({ status, ordinal }) => ({ status, ordinal }))).toEqual(
    calls.map(() => ({ status: 'COLLECTED', ordinal: 1 })),
  );
  expect(pipeline.billed()).toHaveLength(calls.length);
}

async function expectNothingHeld(run: PipelineRun): Promise<void> {
  const rows = await tasks(run);
  expect(rows.filter((row) => row.leaseUntil !== null || row.owner !== null)).toEqual([]);
  expect(new Set(rows.map(({ crashes, attempt }) => `${crashes} ${attempt}`))).toEqual(new Set(['0 1']));
}

test('a worker that only waits for vendors ends at once, and another one collects', async () => {
  pipeline = await createTestPipeline({ idle: true, speed: { jobSeconds: 6 } });
  const first = await aWorker();
  const run = await pipeline.start(await pipeline.anEpisode(), { until: 'BROLL' });
  await pipeline.untilTrue(run, async () => {
    const rows = await tasks(run, { stage: 'BROLL' });
    return rows.length > 0 && rows.every((row) => row.status === 'WAITING');
  });
  first.signal('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, signal: null });
  expect(await first.processes()).toEqual([]);
  await expectNothingHeld(run);
  await aWorker();
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  await expectPaidOnce(run);
});

test.each([
  { vendor: 'runway', name: 'RUNWAY', operation: 'textToVideo', stage: 'BROLL' },
  { vendor: 'elevenlabs', name: 'ELEVENLABS', operation: 'speak', stage: 'VOICE' },
] as const)('a create at $vendor is seen through while the worker stops', async (asked) => {
  const { vendor, name, operation, stage } = asked;
  pipeline = await createTestPipeline({ idle: true, env: { ACOG_LEASE_SECONDS: '2' } });
  await pipeline.plant({ vendor, operation, times: 1, fault: { kind: 'DELAY', delayMs: 7_000 } });
  const first = await aWorker();
  const run = await pipeline.start(await pipeline.anEpisode(), { until: stage });
  const isSending = async () =>
    (await pipeline.em().count(VendorCall, { runId: run.id, vendor: name, status: 'SUBMITTING' })) > 0;
  await until(isSending, 60_000, 'the call to be sent');
  pipeline.app.work({ concurrency: 2 }); // takes what the first one loses
  first.signal('SIGTERM');
  await first.stopping;
  expect(await isSending()).toBe(true);
  expect(await first.ended).toEqual({ code: 0, signal: null });
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  await expectPaidOnce(run);
  await expectNothingHeld(run);
});

test('a render is stopped and given back, and another worker takes it over long before the lease ends', async () => {
  pipeline = await createTestPipeline({ idle: true, env: { ACOG_LEASE_SECONDS: '60' } });
  const first = await aWorker();
  const run = await pipeline.start(await pipeline.anEpisode({ targetSeconds: 15 }));
  const isRendering = async () => (await first.processes()).some((line) => /ffmpeg .*-progress/.test(line));
  await until(isRendering, 120_000, 'the first render');
  const held = (await tasks(run, { stage: 'COMPOSITION' })).filter((task) => task.owner !== null);
  const theirs = new Map(held.map((task) => [task.id, task.owner]));
  pipeline.app.work({ concurrency: 2 });
  first.signal('SIGTERM');
  expect(await first.ended).toEqual({ code: 0, signal: null });
  expect(await first.processes()).toEqual([]);
  const takenOver = async () => {
    const now = await tasks(run, { stage: 'COMPOSITION' });
    return now.some(({ id, owner }) => theirs.has(id) && owner !== null && owner !== theirs.get(id));
  };
  await until(takenOver, 5_000, 'the other worker');
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  await expectNothingHeld(run);
  await expectPaidOnce(run);
});

test.each(['SIGTERM', 'SIGINT'] as const)('after TERM a %s ends the process at once', async (signal) => {
  pipeline = await createTestPipeline({ idle: true });
  await pipeline.plant({ vendor: 'openai', times: 1, fault: { kind: 'DELAY', delayMs: 60_000 } });
  const worker = await aWorker();
  const run = await pipeline.start(await pipeline.anEpisode(), { until: 'PLANNING' });
  await pipeline.until(run, 'STAGE_STARTED');
  const isSending = async () =>
    (await pipeline.em().count(VendorCall, { runId: run.id, status: 'SUBMITTING' })) === 1;
  await until(isSending, 10_000, 'the call to be sent');
  worker.signal('SIGTERM');
  await worker.stopping;
  expect(worker.hasEnded).toBe(false);
  worker.signal(signal);
  expect(await worker.ended).toEqual({ code: null, signal });
  expect(await worker.processes()).toEqual([]);
});
