import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
afterAll(() => pipeline.close());

/** As if the open jobs of a run, written down up to then, had been ordered hours ago. */
async function age(runId: string, vendor: string, upTo = new Date()): Promise<void> {
  await pipeline.em().execute(
    `update vendor_call set started_at = now() - interval '3 hours'
        where run_id = ? and vendor = ? and status = 'SUBMITTED' and created_at <= ?`,
    [runId, vendor, upTo],
  );
  await pipeline
    .em()
    .execute(`update task set wake_at = now() where run_id = ? and status = 'WAITING'`, [runId]);
}

test('a job that never ends is stopped at its vendor and made again', async () => {
  await pipeline.jobsTake(3_000);
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why snow squeaks' }), {
    until: 'BROLL',
  });
  await pipeline.until(run, 'STAGE_WAITING');
  await pipeline.jobsTake(0.2);
  await age(run.id, 'RUNWAY');
  await pipeline.until(run, 'STAGE_RETRYING');
  // jobs that were ordered a moment later have their own time
  await age(run.id, 'RUNWAY');
  const ended = await pipeline.over(run);
  const calls = await pipeline.em().find(VendorCall, { runId: run.id, vendor: 'RUNWAY' });
  expect(ended.status).toBe('SUCCEEDED');
  expect(calls.some((call) => call.status === 'CANCELLED' && call.costMicroUsd === 0)).toBe(true);
  expect(calls.every((call) => call.status === 'CANCELLED' || call.status === 'COLLECTED')).toBe(true);
});

test('a job that never ends and cannot be stopped is shown to a person, who may wait on or order a new one', async () => {
  await pipeline.jobsTake(3_000);
  const episode = await pipeline.anEpisode({ topic: 'Why wool itches', targetSeconds: 10 });
  const run = await pipeline.start(episode, { until: 'AVATAR' });
  await pipeline.untilTrue(run, async () => {
    await age(run.id, 'HEYGEN');
    return (await pipeline.em().count(StageTask, { run: run.id, status: 'NEEDS_ATTENTION' })) > 0;
  });
  const call = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  expect(call.externalId).not.toBeNull();
  const decide = async (decision: 'ADOPT' | 'WRITE_OFF', id: string) => {
    const em = pipeline.em();
    const found = await em.findOneOrFail(VendorCall, id);
    const change = await em.transactional((tx) =>
      pipeline.app.control.resolveCall(tx as never, found, { decision, externalId: null, note: null }),
    );
    change.announce();
  };
  await decide('ADOPT', call.id);
  expect(await pipeline.em().findOneOrFail(VendorCall, call.id)).toMatchObject({
    status: 'SUBMITTED',
    externalId: call.externalId,
  });
  const slowUpTo = new Date();
  await pipeline.jobsTake(0.2);
  await pipeline.untilTrue(run, async () => {
    await age(run.id, 'HEYGEN', slowUpTo); // what is ordered from now on is quick
    const open = await pipeline.em().find(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
    for (const one of open) await decide('WRITE_OFF', one.id);
    return (await pipeline.em().findOneOrFail(PipelineRun, run.id)).hasEnded;
  });
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
});

test('looks that go wrong spend no try', async () => {
  await pipeline.jobsTake(0.2);
  for (const operation of ['getTask', 'download'])
    await pipeline.plant({ vendor: 'runway', operation, times: 4, fault: { kind: 'STATUS', status: 500 } });
  const run = await pipeline.over(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why sand sings' }), { until: 'BROLL' }),
  );
  const tasks = await pipeline.em().find(StageTask, { run: run.id, stage: 'BROLL' });
  expect(run.status).toBe('SUCCEEDED');
  expect(tasks.every((task) => task.attempt === 1)).toBe(true);
});
