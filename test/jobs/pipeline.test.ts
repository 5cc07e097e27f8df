import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageTask } from '../../src/entities/task.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
afterAll(() => pipeline.close());

test('planning alone runs through the vendor and leaves a plan about the topic', async () => {
  const episode = await pipeline.anEpisode();
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'PLANNING' }));
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id });
  expect({ status: run.status, task: task.status, error: task.errorRow }).toEqual({
    status: 'SUCCEEDED',
    task: 'SUCCEEDED',
    error: null,
  });
  const events = await pipeline.em().find(RunEvent, { runId: run.id }, { orderBy: { sequence: 'asc' } });
  expect(events.map((event) => event.sequence)).toEqual(events.map((_event, index) => index + 1));
});
