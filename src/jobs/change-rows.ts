import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import type { PipelineRun } from '../entities/run.js';
import { ENDED_STATUSES } from '../entities/stage.js';
import type { StageRun } from '../entities/stage-run.js';
import { arrayText } from './claim.js';
import { prepared } from './prepared.js';

// What a change reads of a run, under the run's lock. Plain rows: what a change writes of them is written by one statement
// for many runs (write-sums.ts), and nothing else is.

/** A run as a change sees it. */
export interface RunRow
  extends
    Readonly<Pick<PipelineRun, 'id' | 'channelId' | 'number' | 'costMicroUsd'>>,
    Pick<PipelineRun, 'status' | 'progress' | 'lastSequence' | 'startedAt' | 'finishedAt'>,
    Pick<PipelineRun, 'cancelRequestedAt' | 'cancelReason' | 'budgetWarnedAt'> {
  readonly episodeId: string;
}

/** A stage of that run. */
export interface StageRunRow
  extends
    Readonly<Pick<StageRun, 'id' | 'stage' | 'vendor'>>,
    Pick<StageRun, 'status' | 'progress' | 'attempt' | 'startedAt' | 'finishedAt'>,
    Pick<StageRun, 'message' | 'errorRow' | 'attentionRow'> {}

/** The episode of that run. */
export interface EpisodeRow
  extends
    Readonly<Pick<Episode, 'id' | 'targetSeconds' | 'language' | 'priority'>>,
    Pick<Episode, 'status'> {}

/** What stages show on the episode. */
export type EpisodeContent = Pick<Episode, 'plan' | 'script' | 'scriptIsEdited' | 'metadata'>;

/** A run under its lock, with what belongs to it. */
export interface LockedRun {
  /** When the locks were ours, by the clock of the database. */
  readonly now: Date;
  readonly run: RunRow;
  readonly episode: EpisodeRow;
  readonly stageRuns: readonly StageRunRow[];
}

type Timed<Row> = {
  readonly [Name in keyof Row]: Date extends Row[Name] ? string | null : Row[Name];
};

const LOCK = `select id, channel_id as "channelId", episode_id as "episodeId", number, cost_micro_usd::float8 as "costMicroUsd", status, progress,
            last_sequence as "lastSequence", started_at as "startedAt", finished_at as "finishedAt",
            cancel_requested_at as "cancelRequestedAt", cancel_reason as "cancelReason", budget_warned_at as "budgetWarnedAt"
       from pipeline_run where id = any(?) order by id for update`;
const locking = {
  WAIT: prepared<Timed<RunRow>>(LOCK),
  SKIP: prepared<Timed<RunRow>>(`${LOCK} skip locked`),
};
const heldRows = prepared<{
  runId: string;
  now: string;
  episode: EpisodeRow;
  stageRuns: Timed<StageRunRow>[];
}>(
  `with held as materialized (
       select id from stage_run where run_id = any(?) and status <> all ('${arrayText(ENDED_STATUSES)}') order by id for update)
     select r.id as "runId", (select count(*) from held) as held, clock_timestamp() as now,
            json_build_object('id', e.id, 'targetSeconds', e.target_seconds, 'language', e.language, 'priority', e.priority,
              'status', e.status) as episode,
            (select coalesce(json_agg(row), '[]') from (
               select s.id, s.stage, s.vendor, s.status, s.progress, s.attempt, s.started_at as "startedAt", s.finished_at as "finishedAt",
                      s.message, s.error_row as "errorRow", s.attention_row as "attentionRow"
                 from stage_run s where s.run_id = r.id) row) as "stageRuns"
       from pipeline_run r join episode e on e.id = r.episode_id where r.id = any(?)`,
);

/** @param lock `SKIP` leaves out runs that somebody else is changing */
export async function lockRuns(
  em: EntityManager,
  runIds: readonly string[],
  lock: 'WAIT' | 'SKIP',
): Promise<LockedRun[]> {
  const runs = await locking[lock](em, [arrayText(runIds)]);
  if (runs.length === 0) return [];
  // Read after the locks are ours. Stage runs that have not ended are held, so that nobody takes a task of theirs unseen
  // while they are summed up; episodes are not: who starts a run holds the episode first.
  const rows = await heldRows(em, [arrayText(runs.map(({ id }) => id)), arrayText(runs.map(({ id }) => id))]);
  const of = new Map(rows.map((row) => [row.runId, row]));
  return runs.map((run) => {
    const found = of.get(run.id);
    if (!found) throw new Error(`episode ${run.episodeId} of run ${run.id} is not there`);
    return {
      now: new Date(found.now),
      run: runOf(run),
      episode: found.episode,
      stageRuns: found.stageRuns.map(stageRunOf),
    };
  });
}

/** What stands on the episode now; whoever changes it holds a run of it, or the episode without an active one. */
export async function readContent(em: EntityManager, episodeId: string): Promise<EpisodeContent> {
  const [row] = await em.execute<EpisodeContent[]>(
    `select plan, script, script_is_edited as "scriptIsEdited", metadata from episode where id = ?`,
    [episodeId],
  );
  if (!row) throw new Error(`episode ${episodeId} is not there`);
  return row;
}

export async function writeContent(
  em: EntityManager,
  episodeId: string,
  { plan, script, scriptIsEdited, metadata }: EpisodeContent,
): Promise<void> {
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await em.execute(
    `update episode set plan = ?::jsonb, script = ?::jsonb, script_is_edited = ?, metadata = ?::jsonb, updated_at = now() where id = ?`,
    [text(plan), text(script), scriptIsEdited, text(metadata), episodeId],
  );
}

function runOf(row: Timed<RunRow>): RunRow {
  return {
    ...row,
    ...{ startedAt: time(row.startedAt), finishedAt: time(row.finishedAt) },
    ...{ cancelRequestedAt: time(row.cancelRequestedAt), budgetWarnedAt: time(row.budgetWarnedAt) },
  };
}

function stageRunOf(row: Timed<StageRunRow>): StageRunRow {
  return { ...row, startedAt: time(row.startedAt), finishedAt: time(row.finishedAt) };
}

function time(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
