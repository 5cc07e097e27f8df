import { EpisodeStatus } from '../entities/episode.js';
import type { RunEventKind } from '../entities/run-event.js';
import { ENDED_RUN_STATUSES, RunStatus } from '../entities/run.js';
import type { StageRun } from '../entities/stage-run.js';
import { DONE_STATUSES, ENDED_STATUSES, type StageStatus } from '../entities/stage.js';
import { isKnownStage, pipeline } from './pipeline.js';
import type { Change } from './change.js';
import type { StageRunRow } from './change-rows.js';
import type { StatusCount } from './release.js';

const EVENT_OF: Partial<Record<StageStatus, RunEventKind>> = {
  QUEUED: 'STAGE_QUEUED',
  RUNNING: 'STAGE_STARTED',
  WAITING: 'STAGE_WAITING',
  AWAITING_REVIEW: 'REVIEW_REQUESTED',
  SUCCEEDED: 'STAGE_SUCCEEDED',
  REUSED: 'STAGE_REUSED',
  SKIPPED: 'STAGE_SKIPPED',
  FAILED: 'STAGE_FAILED',
  CANCELLED: 'STAGE_CANCELLED',
};

/** A run shows that it is whole when it has succeeded: until then a review may send its last stage back. */
const MOST_BEFORE_THE_END = 0.99;

/** The status of a stage, from the statuses of its tasks. */
export function stageStatusOf(counts: ReadonlyMap<StageStatus, number>): StageStatus {
  const has = (status: StageStatus): boolean => (counts.get(status) ?? 0) > 0;
  for (const open of ['NEEDS_ATTENTION', 'RUNNING', 'WAITING'] as const) if (has(open)) return open;
  const begun = ENDED_STATUSES.some(has) || has('AWAITING_REVIEW');
  // once begun it runs until its last task is done, also while the next one waits for a free hand
  for (const next of ['QUEUED', 'PENDING'] as const) if (has(next)) return begun ? 'RUNNING' : next;
  if (has('AWAITING_REVIEW')) return 'AWAITING_REVIEW';
  for (const ended of ['FAILED', 'CANCELLED', 'SUCCEEDED', 'REUSED'] as const) if (has(ended)) return ended;
  return has('SKIPPED') ? 'SKIPPED' : 'PENDING';
}

/** Sums the tasks of a stage up into its stage run, and says what that changed. A stage without tasks stays as it is. */
export function sumUpStage(change: Change, stageRun: StageRunRow, rows: readonly StatusCount[]): void {
  if (rows.length === 0) return;
  stageRun.attempt = Math.max(...rows.map((row) => row.attempt));
  stageRun.progress = progressOf(rows);
  stageRun.errorRow = rows.find((row) => row.status === 'FAILED')?.error ?? null;
  stageRun.attentionRow = rows.find((row) => row.status === 'NEEDS_ATTENTION')?.attention ?? null;
  const status = stageStatusOf(new Map(rows.map((row) => [row.status, row.tasks])));
  const waitingFor = rows.find((row) => row.waitingFor !== null)?.waitingFor ?? null;
  stageRun.message = waitingFor ?? (status === 'RUNNING' ? stageRun.message : null);
  moveStage(change, stageRun, status);
}

/** 0..1; null where nothing is known. */
function progressOf(rows: readonly StatusCount[]): number | null {
  const total = rows.reduce((sum, row) => sum + row.tasks, 0);
  let done = 0;
  let known = 0;
  for (const row of rows) {
    const ended = DONE_STATUSES.includes(row.status);
    done += ended ? row.tasks : Math.min(row.progressSum ?? 0, row.tasks);
    known += ended ? row.tasks : row.known;
  }
  return known === 0 ? null : done / total;
}

/** Gives a stage run its new status, its times and its event. */
export function moveStage(change: Change, stageRun: StageRunRow, status: StageStatus): void {
  const before = stageRun.status;
  if (before === status) return;
  const { now } = change;
  const wasLeft = before === 'AWAITING_REVIEW' || before === 'NEEDS_ATTENTION'; // a person had it
  if (wasLeft && status === 'QUEUED') stageRun.startedAt = null; // it begins anew
  const startsNow = stageRun.startedAt === null && (status === 'RUNNING' || status === 'WAITING');
  stageRun.status = status;
  if (startsNow) stageRun.startedAt = now;
  stageRun.finishedAt = ENDED_STATUSES.includes(status) ? now : null;
  const kind = EVENT_OF[status];
  const isNews: Partial<Record<StageStatus, boolean>> = {
    QUEUED: wasLeft || before === 'PENDING',
    RUNNING: startsNow || before === 'AWAITING_REVIEW',
  };
  if (kind && (isNews[status] ?? true))
    change.emit(kind, { stage: stageRun.stage, message: stageRun.errorRow?.message ?? null });
}

/** Sums the stages up into the run and its episode. Called once at the end of every change. */
export async function rollUpRun(change: Change): Promise<void> {
  const { run, episode } = change;
  if (change.hasEnded) return;
  const statuses = [...change.stageRuns.values()].map((row) => row.status);
  const isIdle = statuses.includes('AWAITING_REVIEW') && !(await hasWork(change));
  const status = runStatusOf(statuses, {
    isCancelled: run.cancelRequestedAt !== null,
    isStarted: run.startedAt !== null,
    isIdle,
  });
  run.progress = Math.max(
    run.progress,
    status === 'SUCCEEDED' ? 1 : runProgressOf([...change.stageRuns.values()]),
  );
  if (status !== run.status) {
    run.status = status;
    if (ENDED_RUN_STATUSES.includes(status)) {
      run.finishedAt = change.now;
      change.emit(`RUN_${run.status as 'SUCCEEDED' | 'FAILED' | 'CANCELLED'}`, {
        message: endMessage(change),
      });
    }
  }
  episode.status = status === RunStatus.SUCCEEDED ? EpisodeStatus.READY : EpisodeStatus[status];
}

/** Whether anything of the run goes on without a person. */
async function hasWork({ em, run }: Change): Promise<boolean> {
  await em.flush();
  const rows = await em.execute<unknown[]>(
    `select id from task where run_id = ? and status in ('QUEUED', 'RUNNING', 'WAITING') limit 1`,
    [run.id],
  );
  return rows.length > 0;
}

function endMessage(change: Change): string | null {
  if (change.run.status === 'CANCELLED') return change.run.cancelReason;
  return [...change.stageRuns.values()].find((row) => row.status === 'FAILED')?.errorRow?.message ?? null;
}

export function runStatusOf(
  stages: readonly StageStatus[],
  { isCancelled, isStarted, isIdle }: { isCancelled: boolean; isStarted: boolean; isIdle: boolean },
): RunStatus {
  const has = (status: StageStatus): boolean => stages.includes(status);
  const allEnded = stages.every((status) => ENDED_STATUSES.includes(status));
  if (allEnded && has('FAILED')) return 'FAILED';
  if (
    allEnded &&
    (has('CANCELLED') || (isCancelled && !stages.every((status) => DONE_STATUSES.includes(status))))
  )
    return 'CANCELLED';
  if (allEnded) return 'SUCCEEDED';
  if (has('NEEDS_ATTENTION')) return 'NEEDS_ATTENTION';
  if (has('AWAITING_REVIEW') && isIdle) return 'AWAITING_REVIEW';
  return isStarted ? 'RUNNING' : 'QUEUED';
}

/** Of a run that has not ended: finished work by the weight of its stage; skipped stages do not count. */
export function runProgressOf(stageRuns: readonly Pick<StageRun, 'stage' | 'status' | 'progress'>[]): number {
  let done = 0;
  let total = 0;
  for (const { stage, status, progress } of stageRuns) {
    if (status === 'SKIPPED' || !isKnownStage(stage)) continue;
    const { weight } = pipeline[stage];
    total += weight;
    done += weight * (DONE_STATUSES.includes(status) ? 1 : (progress ?? 0));
  }
  return total === 0 ? 0 : Math.min(done / total, MOST_BEFORE_THE_END);
}
