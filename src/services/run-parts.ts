import { Asset } from '../entities/asset.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { STAGES } from '../entities/stage.js';
import { StageTask } from '../entities/task.js';
import type { ConflictError } from '../errors.js';
import { findRows } from './find.js';
import type { Scope } from './scope.js';
import { query, sql, uuids } from './sql.js';

// What lies below things that were found already. Each answers for many at once, in their order.

/** In the order of the pipeline; a stage that only a newer build knows is not shown. */
export async function stageRunsOf({ em }: Scope, runIds: readonly string[]): Promise<StageRun[][]> {
  const found = await em.find(StageRun, { run: { $in: [...runIds] }, stage: { $in: STAGES } });
  found.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
  return runIds.map((id) => found.filter((stageRun) => stageRun.run.id === id));
}

/** In the order of the scenes. */
export async function tasksOf({ em }: Scope, stageRunIds: readonly string[]): Promise<StageTask[][]> {
  const found = await em.find(
    StageTask,
    { stageRun: { $in: [...stageRunIds] } },
    { orderBy: { position: 'asc' } },
  );
  return stageRunIds.map((id) => found.filter((task) => task.stageRun.id === id));
}

/** Those a task made, and those it reuses. */
export async function assetsOfTasks({ em }: Scope, taskIds: readonly string[]): Promise<Asset[][]> {
  const rows = await query<{ parent_id: string }>(
    em,
    sql`select k.task_id as parent_id, t.* from task_asset k join asset t on t.id = k.asset_id
      where k.task_id = any(${uuids(taskIds)}) and t.deleted_at is null order by t.created_at, t.id`,
  );
  const found = rows.map(({ parent_id: taskId, ...row }) => ({ taskId, asset: em.map(Asset, row) }));
  return taskIds.map((id) => found.filter(({ taskId }) => taskId === id).map(({ asset }) => asset));
}

/** The run a conflict is about, for those who may see it. */
export async function runAbout(scope: Scope, about: ConflictError['about']): Promise<PipelineRun | null> {
  if (about === null) return null;
  const id = 'run' in about ? about.run : await activeRunOf(scope, about.activeRunOf);
  return (id !== null && (await findRows(scope, 'PipelineRun', [id])).get(id)) || null;
}

async function activeRunOf({ em }: Scope, episodeId: string): Promise<string | null> {
  const active = sql`select id from pipeline_run where episode_id = ${episodeId}
    and status not in ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
  const [run] = await query<{ id: string }>(em, active);
  return run?.id ?? null;
}

export async function latestRuns(
  { em }: Scope,
  episodeIds: readonly string[],
): Promise<(PipelineRun | null)[]> {
  const rows = await query<{ id: string }>(
    em,
    sql`select distinct on (t.episode_id) t.* from pipeline_run t
      where t.episode_id = any(${uuids(episodeIds)}) order by t.episode_id, t.number desc`,
  );
  const found = rows.map((row) => em.map(PipelineRun, row));
  return episodeIds.map((id) => found.find((run) => run.episode.id === id) ?? null);
}

/** Videos and thumbnails of the latest successful run that made or reused any. */
export async function finishedFiles({ em }: Scope, episodeIds: readonly string[]): Promise<Asset[][]> {
  const rows = await query<{ parent_id: string }>(
    em,
    sql`select x.parent_id, t.* from (
        select r.episode_id as parent_id, a.asset_id,
          dense_rank() over (partition by r.episode_id order by r.number desc) as age
        from pipeline_run r join task k on k.run_id = r.id join task_asset a on a.task_id = k.id
          join asset v on v.id = a.asset_id and v.kind in ('EPISODE_VIDEO', 'THUMBNAIL') and v.deleted_at is null
        where r.episode_id = any(${uuids(episodeIds)}) and r.status = 'SUCCEEDED'
      ) x join asset t on t.id = x.asset_id where x.age = 1 order by t.created_at, t.id`,
  );
  const found = rows.map(({ parent_id: episodeId, ...row }) => ({ episodeId, asset: em.map(Asset, row) }));
  return episodeIds.map((id) => found.filter(({ episodeId }) => episodeId === id).map(({ asset }) => asset));
}
