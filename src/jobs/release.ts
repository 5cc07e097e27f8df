import type { EntityManager } from '@mikro-orm/postgresql';
import { ENDED_STATUSES, type Stage, type StageStatus } from '../entities/stage.js';
import type { AttentionRow, ErrorRow } from '../entities/trouble.js';
import type { VendorName } from '../entities/vendor.js';
import { arrayText, LostClaimError, type Claim } from './claim.js';
import { sourcesOf, taskMoves } from './moves.js';
import { prepared } from './prepared.js';

// How held tasks are let go, how what needs them may start, and what their stages come to: one statement for many tasks,
// because the ends of many tasks share a commit.

/** What becomes of a task that is let go. */
export interface TaskEnding {
  readonly status: StageStatus;
  /** When it is due again; for tasks that go on. */
  readonly wakeInMs?: number;
  readonly waitingFor?: string | null;
  readonly attempt?: number;
  readonly progress?: number | null;
  readonly output?: unknown;
  readonly error?: ErrorRow | null;
  readonly attention?: AttentionRow | null;
  readonly wantedVendor?: VendorName | null;
}

export interface Release {
  readonly held: Claim;
  readonly ending: TaskEnding;
}

/** A task that needs nothing any more and is due now. */
export interface ReadyTask {
  readonly id: string;
  readonly runId: string;
  readonly stage: Stage;
}

/** How many tasks of a stage run have a status, and what they say. */
export interface StatusCount {
  readonly stageRunId: string;
  readonly status: StageStatus;
  readonly tasks: number;
  readonly attempt: number;
  readonly progressSum: number | null;
  /** Tasks of which some progress is known. */
  readonly known: number;
  /** What one of those waits for that go on by themselves. */
  readonly waitingFor: string | null;
  readonly error: ErrorRow | null;
  readonly attention: AttentionRow | null;
}

export interface Endings {
  readonly releases: readonly Release[];
  /** Tasks that are done: one need less for each task that needs one of them. */
  readonly done: readonly string[];
  /** Stage runs that are to be counted; those of the tasks that become ready are counted in any case. */
  readonly stageRunIds: readonly string[];
}

/** Gives a held task its next status and lets it go. @throws {LostClaimError} and the transaction must be rolled back */
export async function release(em: EntityManager, held: Claim, ending: TaskEnding): Promise<void> {
  await endTasks(em, { releases: [{ held, ending }], done: [], stageRunIds: [] });
}

const IS_MET = `(t.open_needs = met.needs and t.status in ${sourcesOf(taskMoves.needsMet)})`;
const CHANGED = `t.id, t.run_id, t.stage_run_id, t.stage, t.status, t.attempt, t.progress, t.waiting_for, t.error_row, t.attention_row`;
const asChanged = (column: string): string =>
  `case when c.id is null then t.${column} else c.${column} end as ${column}`;
const endAll = prepared<{
  released: string[] | null;
  ready: ReadyTask[] | null;
  counts: StatusCount[] | null;
}>(
  `with given as materialized (
       select * from json_to_recordset(?::json) as g(id uuid, fence int, status text, "wakeInMs" float8, "waitingFor" text, attempt int,
         progress float8, output jsonb, error jsonb, attention jsonb, "wantedVendor" text, "hasEnded" boolean)),
     released as (
       update task t set status = g.status, lease_until = null, owner = null, crashes = 0,
              wake_at = case when g."wakeInMs" is null then null when g.status = 'WAITING' and t.wake_at is not null then now()
                             else now() + make_interval(secs => g."wakeInMs" / 1000) end,
              waiting_for = g."waitingFor", attempt = coalesce(g.attempt, t.attempt), progress = coalesce(g.progress, t.progress),
              output = coalesce(g.output, t.output), wanted_vendor = g."wantedVendor", error_row = g.error, attention_row = g.attention,
              finished_at = case when g."hasEnded" then now() else null end
         from given g
        where t.id = g.id and t.fence = g.fence and t.lease_until is not null and t.status in ${sourcesOf(taskMoves.released)} and t.id = any(?)
        returning ${CHANGED}),
     met as (select task_id, count(*)::int as needs from task_need where needs_id = any(?) group by task_id),
     followed as (
       update task t set open_needs = t.open_needs - met.needs, status = case when ${IS_MET} then 'QUEUED' else t.status end,
              wake_at = case when ${IS_MET} then now() else t.wake_at end
         from met where t.id = met.task_id and t.id = any(array(select task_id from met)) returning ${CHANGED}, t.open_needs),
     ready as (select * from followed where open_needs = 0 and status = 'QUEUED'),
     changed as (select id, status, attempt, progress, waiting_for, error_row, attention_row from released
                 union all select id, status, attempt, progress, waiting_for, error_row, attention_row from ready),
     counted as (
       select t.stage_run_id, ${['status', 'attempt', 'progress', 'waiting_for', 'error_row', 'attention_row'].map(asChanged).join(', ')}
         from (select * from task where stage_run_id = any(?)
               union all select * from task where stage_run_id in (select stage_run_id from ready) and stage_run_id <> all (?)) t
         left join changed c on c.id = t.id),
     counts as (
       select stage_run_id as "stageRunId", status, count(*)::int as tasks, max(attempt)::int as attempt, sum(progress) as "progressSum",
              count(progress)::int as known,
              (array_agg(waiting_for) filter (where waiting_for is not null and status in ('QUEUED', 'WAITING')))[1] as "waitingFor",
              (array_agg(error_row) filter (where error_row is not null))[1] as error,
              (array_agg(attention_row) filter (where attention_row is not null))[1] as attention
         from counted group by stage_run_id, status)
     select (select json_agg(id) from released) as released,
            (select json_agg(json_build_object('id', id, 'runId', run_id, 'stage', stage)) from ready) as ready,
            (select json_agg(counts) from counts) as counts`,
);

/**
 * Lets held tasks go, readies what needs nothing else, and counts, as it is then.
 * @throws {LostClaimError} when one of the claims is lost; the transaction must be rolled back
 */
export async function endTasks(
  em: EntityManager,
  { releases, done, stageRunIds }: Endings,
): Promise<{ ready: readonly ReadyTask[]; counts: readonly StatusCount[] }> {
  if (releases.length + done.length + stageRunIds.length === 0) return { ready: [], counts: [] };
  const [row] = await endAll(em, [
    JSON.stringify(releases.map(asGiven)),
    arrayText(releases.map(({ held }) => held.taskId)),
    arrayText(done),
    arrayText(stageRunIds),
    arrayText(stageRunIds),
  ]);
  const released = new Set(row?.released);
  const lost = releases.find(({ held }) => !released.has(held.taskId));
  if (lost) throw new LostClaimError(lost.held);
  return { ready: row?.ready ?? [], counts: row?.counts ?? [] };
}

function asGiven({ held, ending }: Release): object {
  const hasEnded = ENDED_STATUSES.includes(ending.status);
  return { ...ending, id: held.taskId, fence: held.fence, hasEnded };
}
