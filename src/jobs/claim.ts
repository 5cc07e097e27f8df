import type { EntityManager } from '@mikro-orm/postgresql';
import { STAGES, type Stage, type StageStatus } from '../entities/stage.js';
import type { TaskPart } from '../entities/task.js';
import { sourcesOf, taskMoves } from './moves.js';
import { prepared } from './prepared.js';

// How tasks are found, taken and kept; how they are let go stands in release.ts. Each is one statement, guarded by the fence
// of the claim: a worker that was thought dead and comes back changes nothing. Time is the database's, so worker clocks do
// not matter.

/** A task that this worker holds until the lease ends. */
export interface Claim {
  readonly taskId: string;
  readonly runId: string;
  readonly stageRunId: string;
  readonly stage: Stage;
  readonly part: TaskPart;
  readonly sceneId: string | null;
  readonly fence: number;
  readonly attempt: number;
  readonly crashes: number;
  readonly status: StageStatus;
  readonly inputDigest: string | null;
  /** What reviewers asked for; each made a new attempt. */
  readonly reviewNotes: readonly string[];
  /** A vendor works at it: what was ordered is finished as it was ordered. */
  readonly isOrdered: boolean;
}

/** Who takes tasks, and for how long without a sign of life. */
export interface Claimant {
  readonly owner: string;
  readonly leaseMs: number;
}

/** Somebody else holds the task now, or it has ended: whatever was being written is void. */
export class LostClaimError extends Error {
  constructor(readonly claim: Claim) {
    super(`task ${claim.taskId} is no longer held with fence ${claim.fence}`);
  }
}

/**
 * Who ends a script makes the tasks of its scenes. Of a run that a newer build planned, with a stage that this one lacks,
 * some would be missing for ever: its script is left to that build.
 */
const OURS = `(stage <> 'SCRIPT' or not exists (
             select from stage_run other where other.run_id = task.run_id and other.stage <> all ('${arrayText(STAGES)}')))`;
const DUE = `(${OURS} and ((status in ${sourcesOf(taskMoves.claimed)} and lease_until is null and wake_at <= now())
           or (status in ${sourcesOf(taskMoves.takenOver)} and lease_until < now())))`;
const TAKE = `update task set status = case status when 'WAITING' then 'WAITING' else 'RUNNING' end, fence = fence + 1, owner = ?,
            lease_until = now() + make_interval(secs => ?), crashes = crashes + (lease_until is not null and owner <> ?)::int,
            started_at = coalesce(started_at, now()), wanted_vendor = null, wake_at = null`;
const TAKEN = `returning id as "taskId", run_id as "runId", stage_run_id as "stageRunId", stage, part, scene_id as "sceneId", fence,
                attempt, crashes, status, input_digest as "inputDigest", review_notes as "reviewNotes",
                exists (select from vendor_call c where c.task_id = task.id and c.status = 'SUBMITTED') as "isOrdered"`;
/** Of the one who asks, with id and fence. */
export const HELD = `id = ? and fence = ? and lease_until is not null and status in ${sourcesOf(taskMoves.released)}`;

export interface DueTask {
  readonly id: string;
  readonly runId: string;
  readonly stage: Stage;
}

const LEFT = `(rung_at is null or rung_at < now() - make_interval(secs => ?) or rung_at < wake_at)`;

/**
 * Tasks that are due, the most important first. Marks them as rung, so that other tickers leave them for a while.
 * @param rungBeforeSeconds leave those that were rung in the last so many seconds
 */
export async function listDue(
  em: EntityManager,
  stages: readonly Stage[],
  limit: number,
  rungBeforeSeconds: number,
): Promise<DueTask[]> {
  const mine = arrayText(stages);
  // planned anew each time: the best way to a few of the first depends on how many there are
  return em.execute<DueTask[]>(
    `with parked as (
       select id from task where stage = any(?) and status in ${sourcesOf(taskMoves.claimed)} and lease_until is null and wake_at <= now() and ${LEFT} and ${OURS}
        order by priority desc, wake_at limit ? for update skip locked),
     lost as (
       select id from task where stage = any(?) and lease_until < now() and ${LEFT} and ${OURS}
        order by lease_until limit ? for update skip locked)
     update task set rung_at = now() where id in (select id from lost union all select id from parked limit ?)
     returning id, run_id as "runId", stage`,
    [mine, rungBeforeSeconds, limit, mine, rungBeforeSeconds, limit, limit],
  );
}

const claimDue = prepared<Claim>(`${TAKE} where id = any(?) and ${DUE} ${TAKEN}`);

/**
 * Takes those tasks that are due; of others somebody else was quicker. A task that waits for its vendor stays WAITING while
 * it is looked at. A held task has no `wake_at`; where it has, `wakeWaiting` came meanwhile.
 */
export async function claim(
  em: EntityManager,
  taskIds: readonly string[],
  { owner, leaseMs }: Claimant,
): Promise<readonly Claim[]> {
  return claimDue(em, [owner, leaseMs / 1000, owner, arrayText(taskIds)]);
}

const claimMany = prepared<{ claims: Claim[] | null; due: DueTask[] | null }>(
  `with due as materialized (
       select id, run_id as "runId", stage_run_id, stage from task where id = any(?) and stage = any(?) and ${DUE}),
     running as materialized (
       select s.id, s.status from stage_run s
        where s.status in ('RUNNING', 'WAITING') and s.id = any(array(select stage_run_id from due)) order by s.id for share),
     free as materialized (
       select id from task
        where id = any(array(select id from due)) and stage_run_id = any(array(select id from running)) and ${DUE}
          and exists (select from running r where r.id = task.stage_run_id and (r.status = 'RUNNING' or task.status = 'WAITING'))
        order by id for update skip locked),
     taken as (${TAKE} where id in (select id from free) ${TAKEN})
     select (select json_agg(taken) from taken) as claims,
            (select json_agg(json_build_object('id', id, 'runId', "runId", 'stage', stage)) from due where id not in (select id from free)) as due`,
);

/**
 * Takes those due tasks where that changes nothing that people see: the stage is RUNNING already, or the task only looks
 * at a vendor's job. One statement, without the locks of their runs. The stage runs are held meanwhile, in the order in
 * which every change takes them, so that nobody sums them up without us. A task that somebody else is writing is left out.
 * @returns what was taken, and what is due besides
 */
export async function claimUnseen(
  em: EntityManager,
  taskIds: readonly string[],
  { owner, leaseMs, stages }: Claimant & { readonly stages: readonly Stage[] },
): Promise<{ claims: readonly Claim[]; due: readonly DueTask[] }> {
  const [row] = await claimMany(em, [arrayText(taskIds), arrayText(stages), owner, leaseMs / 1000, owner]);
  return { claims: row?.claims ?? [], due: row?.due ?? [] };
}

const prolong = prepared<{ cancelRequested: boolean }>(
  `update task set lease_until = now() + make_interval(secs => ?) where ${HELD}
     returning (select cancel_requested_at is not null from pipeline_run r where r.id = task.run_id) as "cancelRequested"`,
);

/** Keeps the claim. @returns whether a cancel was asked for; @throws {LostClaimError} */
export async function heartbeat(
  em: EntityManager,
  held: Claim,
  leaseMs: number,
): Promise<{ cancelRequested: boolean }> {
  const rows = await prolong(em, [leaseMs / 1000, held.taskId, held.fence]);
  if (!rows[0]) throw new LostClaimError(held);
  return rows[0];
}

/** An array as PostgreSQL reads it from text: names and ids hold nothing that needs quoting. */
export function arrayText(names: readonly string[]): string {
  return `{${names.join(',')}}`;
}
