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

/** Where a claim changes nothing that people see: the stage is RUNNING already, or the task only looks at a vendor's job. */
const RUNNING = `select s.id, s.status from stage_run s
        where s.status in ('RUNNING', 'WAITING') and s.id = any(array(select stage_run_id from due)) order by s.id for share`;
const FREE = `select id from task
        where id = any(array(select id from due)) and stage_run_id = any(array(select id from running)) and ${DUE}
          and exists (select from running r where r.id = task.stage_run_id and (r.status = 'RUNNING' or task.status = 'WAITING'))
        order by id for update skip locked`;

/** What was taken, and what is due besides: taking that is written with its run. */
export interface Found {
  readonly claims: readonly Claim[];
  readonly due: readonly DueTask[];
}
type FoundRow = { readonly [Part in keyof Found]: Found[Part] | null };
const foundIn = ([row]: readonly FoundRow[]): Found => ({ claims: row?.claims ?? [], due: row?.due ?? [] });

const claimMany = prepared<FoundRow>(
  `with due as materialized (
       select id, run_id as "runId", stage_run_id, stage from task where id = any(?) and stage = any(?) and ${DUE}),
     running as materialized (${RUNNING}),
     free as materialized (${FREE}),
     taken as (${TAKE} where id in (select id from free) ${TAKEN})
     select (select json_agg(taken) from taken) as claims,
            (select json_agg(json_build_object('id', id, 'runId', "runId", 'stage', stage)) from due where id not in (select id from free)) as due`,
);

/**
 * Takes those due tasks where that changes nothing that people see. One statement, without the locks of their runs. The
 * stage runs are held meanwhile, in the order in which every change takes them, so that nobody sums them up without us. A
 * task that somebody else is writing is left out.
 */
export async function claimUnseen(
  em: EntityManager,
  taskIds: readonly string[],
  { owner, leaseMs, stages }: Claimant & { readonly stages: readonly Stage[] },
): Promise<Found> {
  return foundIn(await claimMany(em, [arrayText(taskIds), arrayText(stages), owner, leaseMs / 1000, owner]));
}

const LEFT = `(rung_at is null or rung_at < now() - make_interval(secs => ?) or rung_at < wake_at)`;

const lookFor = prepared<FoundRow>(
  `with parked as (
       select id from task where stage = any(?) and status in ${sourcesOf(taskMoves.claimed)} and lease_until is null and wake_at <= now() and ${LEFT} and ${OURS}
        order by priority desc, wake_at limit ?),
     lost as (
       select id from task where stage = any(?) and lease_until < now() and ${LEFT} and ${OURS}
        order by lease_until limit ?),
     due as materialized (
       select id, stage_run_id from task where id = any(array(select id from lost union all select id from parked limit ?))),
     running as materialized (${RUNNING}),
     free as materialized (${FREE}),
     others as materialized (
       select id from task where id = any(array(select id from due where id not in (select id from free))) and ${DUE} for update skip locked),
     taken as (${TAKE} where id in (select id from free) ${TAKEN}),
     rung as (update task set rung_at = now() where id in (select id from others) returning id, run_id as "runId", stage)
     select (select json_agg(taken) from taken) as claims, (select json_agg(rung) from rung) as due`,
);

/**
 * Looks for what is due, the most important first, and takes it as `claimUnseen` does. What is due besides is marked as
 * rung, so that others leave it for a while.
 * @param limit of what is looked at
 * @param rungBeforeSeconds leave those that were rung in the last so many seconds
 */
export async function claimNext(
  em: EntityManager,
  { owner, leaseMs, stages }: Claimant & { readonly stages: readonly Stage[] },
  limit: number,
  rungBeforeSeconds: number,
): Promise<Found> {
  const mine = arrayText(stages);
  const parked = [mine, rungBeforeSeconds, limit];
  return foundIn(await lookFor(em, [...parked, ...parked, limit, owner, leaseMs / 1000, owner]));
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
