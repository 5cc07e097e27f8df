import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import type { Stage } from '../../src/entities/stage.js';
import { StageTask } from '../../src/entities/task.js';
import { take } from '../../src/jobs/run-task.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline({ idle: true });
});
afterAll(() => pipeline.close());

interface Left {
  status: string;
  fence: number;
  rung_at: Date | null;
}

/** A newer build planned a stage that this one lacks. */
async function withAnotherStage(
  run: PipelineRun,
): Promise<{ stage(): Promise<string>; task(): Promise<Left>; forget(): Promise<void> }> {
  const [stageRunId, taskId] = [randomUUID(), randomUUID()];
  const em = pipeline.em();
  for (const [table, id, more] of [
    ['stage_run', stageRunId, { stage: 'MUSIC' }],
    ['task', taskId, { stage: 'MUSIC', stage_run_id: stageRunId }],
  ] as const) {
    const like = table === 'task' ? 'stage_run_id' : 'id';
    await em.execute(
      `insert into "${table}" select (jsonb_populate_record(t, ?::jsonb)).* from "${table}" t
        join stage_run s on s.id = t."${like}" where s.run_id = ? and s.stage = 'PLANNING' limit 1`,
      [JSON.stringify({ id, ...more }), run.id],
    );
  }
  const one = async <Row>(sql: string, id: string): Promise<Row> => {
    const [row] = await pipeline.em().execute<Row[]>(sql, [id]);
    if (!row) throw new Error(`no row ${id}`);
    return row;
  };
  return {
    stage: async () => (await one<Left>(`select status from stage_run where id = ?`, stageRunId)).status,
    task: () => one<Left>(`select status, fence, rung_at from task where id = ?`, taskId),
    async forget() {
      await pipeline.em().execute(`delete from task where id = ?`, [taskId]);
      await pipeline.em().execute(`delete from stage_run where id = ?`, [stageRunId]);
    },
  };
}

test('a worker takes no task of a stage that is not its own, even when it is rung for it', async () => {
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why cats purr' }), {
    until: 'PLANNING',
  });
  const planning = await pipeline.em().findOneOrFail(StageTask, { run: run.id, stage: 'PLANNING' });
  const { engine } = pipeline.app;
  expect(await take(engine, planning.id, ['SCRIPT', 'VOICE'])).toBeNull();
  expect(await take(engine, planning.id, ['PLANNING'])).toMatchObject({ taskId: planning.id });
});

async function taskOf(run: PipelineRun, stage: Stage): Promise<StageTask> {
  return pipeline.em().findOneOrFail(StageTask, { run: run.id, stage });
}

test('a stage of a newer build is left alone, and so is the script, after which its tasks have to be made', async () => {
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why dogs bark' }), { until: 'SCRIPT' });
  const music = await withAnotherStage(run);
  const other = await pipeline.start(await pipeline.anEpisode({ topic: 'Why wolves howl' }), {
    until: 'SCRIPT',
  });
  const drums = await withAnotherStage(other);
  pipeline.app.work({ concurrency: 2 });
  await pipeline.untilTrue(run, async () => (await taskOf(run, 'PLANNING')).status === 'SUCCEEDED');
  // what is due is taken in order: before this has ended, the script that was due before it was looked at
  const ours = await pipeline.start(await pipeline.anEpisode({ topic: 'Why bees hum' }), { until: 'SCRIPT' });
  expect((await pipeline.over(ours)).status).toBe('SUCCEEDED');
  expect(await taskOf(run, 'SCRIPT')).toMatchObject({ status: 'QUEUED', fence: 0, attempt: 1 });
  expect(await music.task()).toEqual({ status: 'QUEUED', fence: 0, rung_at: null });
  expect(await take(pipeline.app.engine, (await taskOf(run, 'SCRIPT')).id, ['SCRIPT'])).toBeNull();

  await drums.forget(); // a build that knows all of its stages takes it
  expect((await pipeline.over(other)).status).toBe('SUCCEEDED');

  const change = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
  expect(await pipeline.app.control.etaSeconds(pipeline.em(), change.run)).toBeNull();
  change.announce();
  expect((await pipeline.over(run)).status).toBe('CANCELLED');
  expect(await music.stage()).toBe('CANCELLED');
});
