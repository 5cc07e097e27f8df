import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Channel } from '../../src/entities/channel.js';
import { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { resumeAffordable } from '../../src/jobs/resume-budget.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

const capped = (perEpisodeMicroUsd: number | null, perMonthMicroUsd: number | null = null) =>
  ({ perEpisodeMicroUsd, perMonthMicroUsd, budgetEnforcement: 'CAP' }) as const;

async function committed(run: PipelineRun): Promise<number> {
  const calls = await pipeline.em().find(VendorCall, { runId: run.id });
  return calls.reduce(
    (sum, call) => sum + (call.status === 'INTENDED' ? 0 : (call.costMicroUsd ?? call.estimatedCostMicroUsd)),
    0,
  );
}

test('I9: a run stops before the call that a cap has no room for, and goes on by itself when the cap is raised', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why honey never spoils' }, capped(300_000));
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'BROLL' }));
  expect(run.status).toBe('NEEDS_ATTENTION');
  const stopped = await pipeline.em().find(StageTask, { run: run.id, status: 'NEEDS_ATTENTION' });
  expect(stopped[0]?.attentionRow).toMatchObject({
    reason: 'BUDGET',
    message: expect.stringMatching(/The next call may cost \$[\d.]+; of the \$0\.3 for this episode/),
  });
  expect(await committed(run)).toBeLessThanOrEqual(300_000);
  expect(pipeline.billed('runway').length).toBeLessThan(stopped.length + 6);
  await pipeline.em().nativeUpdate(Channel, { id: run.channelId }, { perEpisodeMicroUsd: 50_000_000 });
  const after = await pipeline.over(run);
  expect(after.status).toBe('SUCCEEDED');
  expect(await pipeline.kinds(run)).toContain('ATTENTION_RESOLVED');
});

test('nothing is begun when the month is spent', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why tea gets bitter' }, capped(null, 0));
  await expect(pipeline.start(episode, { until: 'PLANNING' })).rejects.toMatchObject({
    code: 'BUDGET_EXCEEDED',
    message: expect.stringContaining('Nothing is left: of the $0 for this month $0 are spent or reserved.'),
  });
});

test('WARN tells once that a budget is passed, and the run goes on', async () => {
  const channel = { perEpisodeMicroUsd: 1, budgetEnforcement: 'WARN' } as const;
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why soap foams' }, channel), { until: 'SCRIPT' }),
  );
  const kinds = await pipeline.kinds(run);
  expect(run.status).toBe('SUCCEEDED');
  expect(kinds.filter((kind) => kind === 'LOG')).toHaveLength(1);
});

test('a run says before it starts what it will probably cost, and does not cost more than twice that', async () => {
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why geese fly in a V' }), { until: 'AVATAR' }),
  );
  expect(run.status).toBe('SUCCEEDED');
  expect(run.estimatedCostMicroUsd).toBeGreaterThan(0);
  expect(run.costMicroUsd).toBeLessThan(2 * (run.estimatedCostMicroUsd ?? 0));
  expect(run.costMicroUsd).toBeGreaterThan(0.2 * (run.estimatedCostMicroUsd ?? 0));
});

test('tasks that wait for a person for another reason are not woken by a budget with room', async () => {
  await pipeline.plant({
    vendor: 'elevenlabs',
    operation: 'speak',
    times: 50,
    fault: { kind: 'STATUS', status: 401 },
  });
  const episode = await pipeline.anEpisode({ topic: 'Why frogs sing' }, capped(50_000_000));
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'VOICE' }));
  await resumeAffordable(pipeline.app.engine);
  const tasks = await pipeline.em().find(StageTask, { run: run.id, status: 'NEEDS_ATTENTION' });
  expect(tasks.length).toBeGreaterThan(0);
  expect(tasks.every((task) => task.attentionRow?.reason === 'VENDOR_CONFIG')).toBe(true);
});
