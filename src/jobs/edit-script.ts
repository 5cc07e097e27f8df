import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import { toGlobalId } from '../entities/global-id.js';
import { PipelineRun } from '../entities/run.js';
import { ConflictError } from '../errors.js';
import type { Announcement, Change } from './change.js';
import { changeRun } from './run-change.js';
import type { ScriptOutput } from './stage-outputs.js';

export { countWords, MAX_SCENES } from '../prompts/script.js';

/** A script that a person wrote, and who that is. */
export interface EditedScript extends ScriptOutput {
  readonly editor: string;
}

/** Keeps others from changing the run of an episode that has not ended, until the transaction does. */
export async function holdActiveRun(em: EntityManager, episodeId: string): Promise<void> {
  await em.execute(`select from pipeline_run where episode_id = ? and finished_at is null for update`, [
    episodeId,
  ]);
}

/**
 * Puts a script that a person wrote in the place of the current one, in the caller's transaction, which holds the episode.
 * While a run is active only its script under review can be changed: whatever was made of it would not fit any more.
 * @throws {ConflictError} naming the run
 */
export async function editScript(
  parts: Parameters<typeof changeRun>[0],
  em: EntityManager,
  episode: Episode,
  edited: EditedScript,
): Promise<Announcement> {
  const active = await em.findOne(PipelineRun, { episode: episode.id, finishedAt: null });
  const done = active && (await changeRun(parts, em, active.id, (change) => editUnderReview(change, edited)));
  episode.script = {
    version: (episode.script?.version ?? 0) + 1,
    wordCount: edited.wordCount,
    scenes: edited.scenes.map((scene) => ({ ...scene, startMs: null, endMs: null })),
  };
  episode.scriptIsEdited = true;
  return { announce: () => done?.announce() };
}

async function editUnderReview(change: Change, { scenes, wordCount, editor }: EditedScript): Promise<void> {
  const { run, em } = change;
  const edited = await em.execute<unknown[]>(
    `update task set output = ?::jsonb where stage_run_id = ? and status = 'AWAITING_REVIEW' returning id`,
    [JSON.stringify({ scenes, wordCount }), change.stageRun('SCRIPT').id],
  );
  if (edited.length === 0) {
    throw ConflictError.ofRun(
      run.id,
      `Run ${run.number} (${toGlobalId('PipelineRun', run.id)}) works from this script; cancel it or wait for its end.`,
      'episodeId',
    );
  }
  change.emit('LOG', { stage: 'SCRIPT', message: `The script was edited by ${editor}.` });
}
