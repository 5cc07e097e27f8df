import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import type { CallDecision } from '../../src/jobs/run-control.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

/** A run whose only lost answer is one of Runway's, a vendor that cannot be asked what it took. */
async function anUncertainCall(topic: string): Promise<{ run: PipelineRun; call: VendorCall }> {
  await pipeline.plant({ vendor: 'runway', operation: 'textToVideo', fault: { kind: 'DROP_AFTER' } });
  const episode = await pipeline.anEpisode({ topic });
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'BROLL' }));
  const call = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  return { run, call };
}

async function decide(call: VendorCall, decision: Partial<CallDecision>): Promise<void> {
  const change = await pipeline.em().transactional((em) =>
    pipeline.app.control.resolveCall(em as never, call, {
      ...{ decision: 'WRITE_OFF', externalId: null, note: null },
      ...decision,
    }),
  );
  change.announce();
}

/** The job that was billed and that no call of ours knows. */
async function unknownJob(run: PipelineRun): Promise<string> {
  const known = new Set(
    (await pipeline.em().find(VendorCall, { runId: run.id })).map((call) => call.externalId),
  );
  const jobs = pipeline.simulator.ledger().filter((row) => row.vendor === 'runway');
  return jobs.find((row) => !known.has(row.externalId))?.externalId ?? '';
}

test('an adopted call is collected under its own id, and nothing is paid again', async () => {
  const { run, call } = await anUncertainCall('Why salt melts ice');
  const externalId = await unknownJob(run);
  await decide(call, { decision: 'ADOPT', externalId, note: 'seen in the console' });
  const ended = await pipeline.over(run);
  const after = await pipeline.em().findOneOrFail(VendorCall, call.id);
  expect(ended.status).toBe('SUCCEEDED');
  expect(after).toMatchObject({ status: 'COLLECTED', externalId });
  const calls = await pipeline.em().count(VendorCall, { runId: run.id, vendor: 'RUNWAY' });
  expect(pipeline.billed('runway')).toHaveLength(calls);
});

test('an id that the vendor does not know is asked about again, and the right one is still taken', async () => {
  const { run, call } = await anUncertainCall('Why paper yellows');
  const isAsked = async () =>
    (await pipeline.em().findOneOrFail(StageTask, call.task.id)).attentionRow?.message.includes(
      'knows no job',
    );
  for (const externalId of ['b7c1f6de-5c1f-4f6c-9a53-0d2f1d0c9d11', 'not-an-id-of-theirs']) {
    await decide(call, { decision: 'ADOPT', externalId });
    await pipeline.untilTrue(run, async () => (await isAsked()) === true);
    expect(await pipeline.em().findOneOrFail(VendorCall, call.id)).toMatchObject({
      ...{ status: 'UNCERTAIN', externalId: null },
    });
    const task = await pipeline.em().findOneOrFail(StageTask, call.task.id);
    expect(task).toMatchObject({ status: 'NEEDS_ATTENTION', errorRow: { code: 'UNCERTAIN_CALL' } });
    expect(task.attentionRow?.message).toContain(externalId);
  }
  await decide(call, { decision: 'ADOPT', externalId: await unknownJob(run) });
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  const calls = await pipeline.em().count(VendorCall, { runId: run.id, vendor: 'RUNWAY' });
  expect(pipeline.billed('runway')).toHaveLength(calls);
});

test('a refuted call is sent again under the same key', async () => {
  const { run, call } = await anUncertainCall('Why yeast makes bread rise');
  await decide(call, { decision: 'REFUTE' });
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  expect(await pipeline.em().findOneOrFail(VendorCall, call.id)).toMatchObject({
    status: 'COLLECTED',
    key: call.key,
  });
});

test('a call that is written off counts as spent, and a new one is made', async () => {
  const { run, call } = await anUncertainCall('Why glue sticks');
  await decide(call, { decision: 'WRITE_OFF', note: 'nobody can tell' });
  const ended = await pipeline.over(run);
  const after = await pipeline.em().findOneOrFail(VendorCall, call.id);
  const next = await pipeline.em().findOneOrFail(VendorCall, { task: call.task.id, ordinal: 2 });
  expect(ended.status).toBe('SUCCEEDED');
  expect(after).toMatchObject({ status: 'WRITTEN_OFF', costMicroUsd: call.estimatedCostMicroUsd });
  expect(next.status).toBe('COLLECTED');
  const sum = (await pipeline.em().find(VendorCall, { runId: run.id })).reduce(
    (total, each) => total + (each.costMicroUsd ?? 0),
    0,
  );
  expect(ended.costMicroUsd).toBe(sum);
  expect(await pipeline.kinds(run)).toContain('ATTENTION_RESOLVED');
});

test('what is not uncertain, an id of nobody, and an id that another call has are refused', async () => {
  const { run, call } = await anUncertainCall('Why moths seek light');
  await pipeline.until(run, 'ASSET_CREATED');
  const [other] = await pipeline
    .em()
    .find(VendorCall, { runId: run.id, vendor: 'RUNWAY', externalId: { $ne: null } }, { limit: 1 });
  const text = await pipeline
    .em()
    .findOneOrFail(VendorCall, { runId: run.id, vendor: 'OPENAI', step: 'plan' });
  await expect(decide(call, { decision: 'ADOPT' })).rejects.toMatchObject({
    code: 'REQUIRED',
    path: ['externalId'],
  });
  await expect(decide(call, { decision: 'ADOPT', externalId: '../../etc' })).rejects.toMatchObject({
    code: 'INVALID',
    path: ['externalId'],
  });
  if (other?.externalId)
    await expect(decide(call, { decision: 'ADOPT', externalId: other.externalId })).rejects.toMatchObject({
      code: 'TAKEN',
    });
  await expect(decide(text, {})).rejects.toMatchObject({
    ...{ code: 'WRONG_STATE', path: ['vendorCallId'], about: { run: run.id } },
  });
  expect(await pipeline.em().findOneOrFail(VendorCall, call.id)).toMatchObject({ status: 'UNCERTAIN' });
});

test('a call of a cancelled run is settled without waking anything', async () => {
  const { run, call } = await anUncertainCall('Why cheese has holes');
  const cancelled = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
  cancelled.announce();
  expect((await pipeline.over(run)).status).toBe('CANCELLED');
  const kinds = await pipeline.kinds(run);
  await decide(call, { decision: 'REFUTE' });
  expect(await pipeline.em().findOneOrFail(VendorCall, call.id)).toMatchObject({
    status: 'CANCELLED',
    costMicroUsd: 0,
  });
  expect(await pipeline.kinds(run)).toEqual(kinds);
  expect(kinds.at(-1)).toBe('RUN_CANCELLED');
});
