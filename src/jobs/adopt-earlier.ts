import type { Channel } from '../entities/channel.js';
import type { Stage } from '../entities/stage.js';
import { StageTask } from '../entities/task.js';
import { ConflictError } from '../errors.js';
import type { Change } from './change.js';
import { readContent } from './change-rows.js';
import { ancestorsOf, pipeline } from './pipeline.js';
import { makeSceneTasks } from './plan-run.js';
import type { ScriptOutput } from './stage-outputs.js';

interface EarlierRow {
  id: string;
  stage: Stage;
  part: string;
  scene_id: string | null;
  output: unknown;
}

/**
 * Starts a run in the middle: what comes before `from` is taken from the latest run that made it, as it is.
 * @throws {ConflictError} when a stage that is needed was never finished
 */
export async function adoptEarlier(
  change: Change,
  channel: Channel,
  from: Stage,
  made: ReadonlySet<Stage>,
): Promise<void> {
  const { em, run, episode } = change;
  const adopted = [...change.stageRuns.values()].filter(
    ({ stage, status }) => stage !== from && !made.has(stage) && status !== 'SKIPPED',
  );
  const earlier = await em.execute<EarlierRow[]>(
    `select distinct on (t.stage, t.part, t.scene_id) t.id, t.stage, t.part, t.scene_id, t.output
       from task t join pipeline_run r on r.id = t.run_id
      where r.episode_id = ? and r.id <> ? and t.status in ('SUCCEEDED', 'REUSED')
      order by t.stage, t.part, t.scene_id, t.finished_at desc`,
    [episode.id, run.id],
  );
  const script = earlier.find((row) => row.stage === 'SCRIPT');
  const edited = pipeline.SCRIPT.given?.(await readContent(em, episode.id));
  if (script && edited != null) script.output = edited;
  if (script && from !== 'SCRIPT' && !made.has('SCRIPT')) {
    await makeSceneTasks(change, channel, (script.output as ScriptOutput).scenes); // the script stage wrote it
    await em.flush();
  }
  const needed = ancestorsOf(from);
  for (const { stage } of adopted) {
    // of an edited script each scene finds out by itself what still fits
    if (edited != null && stage !== 'SCRIPT' && ancestorsOf(stage).has('SCRIPT')) continue;
    const tasks = await em.find(StageTask, { run: run.id, stage }, { orderBy: { position: 'asc' } });
    for (const task of tasks) {
      const row = earlier.find(
        (one) => one.stage === stage && one.part === task.part && one.scene_id === task.sceneId,
      );
      if (row) await adopt(change, task, row);
      else if (needed.has(stage)) {
        throw new ConflictError(
          `This episode cannot start from ${from}: ${stage} was never finished. Start earlier.`,
          ['from'],
        );
      }
    }
  }
}

async function adopt(change: Change, task: StageTask, earlier: EarlierRow): Promise<void> {
  const { em } = change;
  await em.execute(
    `update task set status = 'REUSED', output = ?::jsonb, progress = 1, wake_at = null, finished_at = now() where id = ?`,
    [JSON.stringify(earlier.output), task.id],
  );
  await em.execute(
    `insert into task_asset (task_id, asset_id) select ?, asset_id from task_asset where task_id = ?`,
    [task.id, earlier.id],
  );
  change.follow({ taskId: task.id });
}
