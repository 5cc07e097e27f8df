import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { ConflictError } from '../errors.js';

export { countWords, MAX_SCENES } from '../prompts/script.js';
import type { ScriptOutput } from './stage-outputs.js';

/**
 * Puts a script that a person wrote in the place of the current one, in the caller's transaction, which holds the episode.
 * While a run is active only its script under review can be changed: whatever was made of it would not fit any more.
 * @throws {ConflictError} naming the run
 */
export async function editScript(
  em: EntityManager,
  episode: Episode,
  { scenes, wordCount }: ScriptOutput,
): Promise<void> {
  const active = await em.findOne(PipelineRun, { episode: episode.id, finishedAt: null });
  if (active) await editUnderReview(em, active, { scenes, wordCount });
  episode.script = {
    version: (episode.script?.version ?? 0) + 1,
    wordCount,
    scenes: scenes.map((scene) => ({ ...scene, startMs: null, endMs: null })),
  };
  episode.scriptIsEdited = true;
}

async function editUnderReview(em: EntityManager, run: PipelineRun, output: ScriptOutput): Promise<void> {
  await em.execute(`select from pipeline_run where id = ? for update`, [run.id]);
  const stageRun = await em.findOneOrFail(StageRun, { run: run.id, stage: 'SCRIPT' });
  const edited = await em.execute<unknown[]>(
    `update task set output = ?::jsonb where stage_run_id = ? and status = 'AWAITING_REVIEW' returning id`,
    [JSON.stringify(output), stageRun.id],
  );
  if (edited.length > 0) return;
  throw new ConflictError(
    `Run ${run.number} (${run.globalId}) works from this script; cancel it or wait for its end.`,
    ['episodeId'],
  );
}
