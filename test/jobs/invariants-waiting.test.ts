import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunEvent } from '../../src/entities/run-event.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

const WAITING = 500;

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline({ speed: { jobSeconds: 3_600 } });
});
afterAll(() => pipeline.close());

/** A run whose footage is being made by its vendor for an hour, and 500 more tasks like its first, all due now. */
async function aRunThatWaits(): Promise<PipelineRun> {
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why glaciers creep' }), {
    until: 'BROLL',
  });
  await pipeline.until(run, 'STAGE_WAITING');
  const call = await pipeline
    .em()
    .findOneOrFail(VendorCall, { runId: run.id, vendor: 'RUNWAY', status: 'SUBMITTED' });
  await pipeline.em().execute(
    `insert into task select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'position', 1000 + n, 'status', 'WAITING',
        'lease_until', null, 'owner', null, 'wake_at', now()))).* from task t, generate_series(1, ?) n where t.id = ?`,
    [WAITING, call.task.id],
  );
  await pipeline.em().execute(
    `insert into vendor_call select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'task_id', t.id,
        'key', t.id || ':film:1', 'external_id', t.id))).* from vendor_call c, task t where c.id = ? and t.run_id = ? and t.position >= 1000`,
    [call.id, run.id],
  );
  return run;
}

test('I15: 500 tasks that wait for their vendor hold nobody up: a new run starts at once', async () => {
  const waiting = await aRunThatWaits();
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why geysers erupt' }), {
    until: 'PLANNING',
  });
  await pipeline.until(run, 'STAGE_STARTED');
  const at = async (kind: 'RUN_QUEUED' | 'STAGE_STARTED') =>
    (await pipeline.em().findOneOrFail(RunEvent, { runId: run.id, kind })).occurredAt.getTime();
  expect((await at('STAGE_STARTED')) - (await at('RUN_QUEUED'))).toBeLessThan(2_000);
  expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
  const still = await pipeline.em().count(StageTask, { run: waiting.id, status: 'WAITING' });
  expect(still).toBeGreaterThanOrEqual(WAITING);
});
