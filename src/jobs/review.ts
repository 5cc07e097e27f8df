import type { Stage } from '../entities/stage.js';
import { ConflictError } from '../errors.js';
import type { Change } from './change.js';
import { isKnownStage } from './pipeline.js';
import type { StageRunRow } from './change-rows.js';
import { approveTasks, rejectTasks } from './ready-tasks.js';
import { goOn } from './task-success.js';

/** What a reviewer says, and who that is. */
export interface ReviewNote {
  readonly reviewer: string;
  readonly note: string | null;
}

/**
 * What was made in a stage passes: what needs it may start. Works on what waits at this moment, under the run's lock, so
 * no race, retry or restart passes a gate by itself.
 * @throws {ConflictError} when the stage does not wait for a review
 */
export async function approve(change: Change, { stage, id }: StageRunRow, said: ReviewNote): Promise<void> {
  assertReviewed(change, stage);
  if (stage === 'SCRIPT') assertKnown(change);
  const approved = await approveTasks(change.em, id);
  change.emit('REVIEW_DECIDED', { stage, message: sentence('Approved', said) });
  for (const task of approved) await goOn(change, task, task.output);
}

/**
 * What was made in a stage is made anew, and whoever makes it reads the note.
 * @throws {ConflictError} when the stage does not wait for a review
 */
export async function reject(change: Change, { stage, id }: StageRunRow, said: ReviewNote): Promise<void> {
  assertReviewed(change, stage);
  const rejected = await rejectTasks(change.em, id, said.note ?? '');
  change.emit('REVIEW_DECIDED', { stage, message: sentence('Sent back', said) });
  for (const task of rejected) change.ring(task);
  change.sumUp([stage]);
}

const FIELD = 'stageRunId';

function assertReviewed(change: Change, stage: Stage): void {
  const { run } = change;
  const { status } = change.stageRun(stage);
  if (change.hasEnded)
    throw ConflictError.ofRun(
      run.id,
      `Run ${run.number} has ended (${run.status}); there is nothing to review.`,
      FIELD,
    );
  if (run.cancelRequestedAt)
    throw ConflictError.ofRun(
      run.id,
      `Run ${run.number} is being cancelled; there is nothing to review.`,
      FIELD,
    );
  if (status !== 'AWAITING_REVIEW')
    throw ConflictError.ofRun(
      run.id,
      `${stage} is ${status}, not AWAITING_REVIEW: there is nothing to review.`,
      FIELD,
    );
}

/** After a script the tasks of its scenes are made, of all stages or of none. */
function assertKnown({ run, stageRuns }: Change): void {
  const others = [...stageRuns.keys()].filter((stage) => !isKnownStage(stage));
  if (others.length > 0)
    throw ConflictError.ofRun(
      run.id,
      `Run ${run.number} was planned by a newer release, with ${others.join(', ')}; this server cannot go on with it. Try again when all servers are of that release.`,
      FIELD,
    );
}

function sentence(what: string, { reviewer, note }: ReviewNote): string {
  return note === null ? `${what} by ${reviewer}.` : `${what} by ${reviewer}: ${note}`;
}
