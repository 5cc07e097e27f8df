import type { EntityManager } from '@mikro-orm/postgresql';
import type { Stage, StageStatus } from '../entities/stage.js';
import type { TaskPart } from '../entities/task.js';
import type { AttentionRow, ErrorRow } from '../entities/trouble.js';
import type { VendorName } from '../entities/vendor.js';
import { sourcesOf, taskMoves } from './moves.js';

// Every change of a task's row stands in this file. Each is one statement, guarded by the fence of the claim: a worker
// that was thought dead and comes back changes nothing. Time is the database's, so worker clocks do not matter.

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

/** Somebody else holds the task now, or it has ended: whatever was being written is void. */
export class LostClaimError extends Error {
  constructor(readonly claim: Claim) {
    super(`task ${claim.taskId} is no longer held with fence ${claim.fence}`);
  }
}

const DUE = `((status in ${sourcesOf(taskMoves.claimed)} and lease_until is null and wake_at <= now())
           or (status in ${sourcesOf(taskMoves.takenOver)} and lease_until < now()))`;
const TAKE = `update task set status = case status when 'WAITING' then 'WAITING' else 'RUNNING' end, fence = fence + 1, owner = ?,
            lease_until = now() + make_interval(secs => ?), crashes = crashes + (lease_until is not null and owner <> ?)::int,
            started_at = coalesce(started_at, now()), wanted_vendor = null, wake_at = null`;
const TAKEN = `returning id as "taskId", run_id as "runId", stage_run_id as "stageRunId", stage, part, scene_id as "sceneId", fence,
                attempt, crashes, status, input_digest as "inputDigest", review_notes as "reviewNotes",
                exists (select from vendor_call c where c.task_id = task.id and c.status = 'SUBMITTED') as "isOrdered"`;
const HELD = `id = ? and fence = ? and lease_until is not null and status in ${sourcesOf(taskMoves.released)}`;

export interface DueTask {
  id: string;
  run_id: string;
  stage: Stage;
  status: StageStatus;
  is_expired: boolean;
}

/** A task that may be claimed now; null when it is not due, or not one of these stages. */
export async function findDue(
  em: EntityManager,
  taskId: string,
  stages: readonly Stage[],
): Promise<DueTask | null> {
  const rows = await em.execute<DueTask[]>(
    `select id, run_id, stage, status, lease_until is not null as is_expired from task where id = ? and stage = any(?) and ${DUE}`,
    [taskId, textArray(stages)],
  );
  return rows[0] ?? null;
}

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
  const left = `(rung_at is null or rung_at < now() - make_interval(secs => ?) or rung_at < wake_at)`;
  const mine = textArray(stages);
  return em.execute<DueTask[]>(
    `with parked as (
       select id from task where stage = any(?) and status in ${sourcesOf(taskMoves.claimed)} and lease_until is null and wake_at <= now() and ${left}
        order by priority desc, wake_at limit ? for update skip locked),
     lost as (
       select id from task where stage = any(?) and lease_until < now() and ${left}
        order by lease_until limit ? for update skip locked)
     update task set rung_at = now() where id in (select id from lost union all select id from parked limit ?)
     returning id, run_id, stage, status, lease_until is not null as is_expired`,
    [mine, rungBeforeSeconds, limit, mine, rungBeforeSeconds, limit, limit],
  );
}

/**
 * Takes a due task, or null when somebody else was quicker. A task that waits for its vendor stays WAITING while it is
 * looked at. A held task has no `wake_at`; where it has, `wakeWaiting` came meanwhile.
 */
export async function claim(
  em: EntityManager,
  taskId: string,
  owner: string,
  leaseMs: number,
): Promise<Claim | null> {
  const rows = await em.execute<Claim[]>(`${TAKE} where id = ? and ${DUE} ${TAKEN}`, [
    owner,
    leaseMs / 1000,
    owner,
    taskId,
  ]);
  return rows[0] ?? null;
}

/**
 * Takes a due task when that changes nothing that people see: its stage is RUNNING already, or it only looks at a vendor's
 * job. One statement, without the run's lock. The stage run is held meanwhile, so that nobody sums it up without us.
 */
export async function claimUnseen(
  em: EntityManager,
  taskId: string,
  { owner, leaseMs, stages }: { owner: string; leaseMs: number; stages: readonly Stage[] },
): Promise<Claim | null> {
  const rows = await em.execute<Claim[]>(
    `with running as (
       select s.status from stage_run s where s.status in ('RUNNING', 'WAITING') and s.id = (select stage_run_id from task where id = ?) for share)
     ${TAKE} where id = ? and stage = any(?) and ${DUE}
        and exists (select from running r where r.status = 'RUNNING' or task.status = 'WAITING')
     ${TAKEN}`,
    [taskId, owner, leaseMs / 1000, owner, taskId, textArray(stages)],
  );
  return rows[0] ?? null;
}

/** Keeps the claim. @returns whether a cancel was asked for; @throws {LostClaimError} */
export async function heartbeat(
  em: EntityManager,
  held: Claim,
  leaseMs: number,
): Promise<{ cancelRequested: boolean }> {
  const rows = await em.execute<{ cancelRequested: boolean }[]>(
    `update task set lease_until = now() + make_interval(secs => ?) where ${HELD}
     returning (select cancel_requested_at is not null from pipeline_run r where r.id = task.run_id) as "cancelRequested"`,
    [leaseMs / 1000, held.taskId, held.fence],
  );
  if (!rows[0]) throw new LostClaimError(held);
  return rows[0];
}

export interface TaskChange {
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

const ENDING = new Set<StageStatus>(['SUCCEEDED', 'REUSED', 'SKIPPED', 'FAILED', 'CANCELLED']);

/** Gives a held task its next status and lets it go. @throws {LostClaimError} and the transaction must be rolled back */
export async function release(em: EntityManager, held: Claim, change: TaskChange): Promise<void> {
  const rows = await em.execute<{ id: string }[]>(
    `update task set status = ?, lease_until = null, owner = null, crashes = 0,
            wake_at = case when ?::float8 is null then null when ? and wake_at is not null then now() else now() + make_interval(secs => ?) end,
            waiting_for = ?, attempt = coalesce(?, attempt), progress = coalesce(?::float8, progress), output = coalesce(?::jsonb, output),
            wanted_vendor = ?, error_row = ?::jsonb, attention_row = ?::jsonb, finished_at = case when ? then now() else null end
      where ${HELD} returning id`,
    [
      change.status,
      change.wakeInMs ?? null,
      change.status === 'WAITING',
      (change.wakeInMs ?? 0) / 1000,
      change.waitingFor ?? null,
      change.attempt ?? null,
      change.progress ?? null,
      change.output === undefined ? null : JSON.stringify(change.output),
      change.wantedVendor ?? null,
      change.error ? JSON.stringify(change.error) : null,
      change.attention ? JSON.stringify(change.attention) : null,
      ENDING.has(change.status),
      held.taskId,
      held.fence,
    ],
  );
  if (!rows[0]) throw new LostClaimError(held);
}

/**
 * The commit of this statement does not wait for the disk. The next one that does, of anybody, takes it along: a call
 * is written down before it is sent, so what it was made from is kept whenever money was spent. Lost alone, it is noted
 * again by the next attempt.
 */
const SOON = `(select set_config('synchronous_commit', 'off', true)) as soon`;

/** Notes what the task is made from, and how far it is. @throws {LostClaimError} */
export async function note(
  em: EntityManager,
  held: Claim,
  facts: { inputDigest?: string; progress?: number | null; waitingFor?: string | null },
): Promise<void> {
  const rows = await em.execute<{ id: string }[]>(
    `update task set input_digest = coalesce(?, input_digest), progress = greatest(progress, ?::float8),
            waiting_for = coalesce(?, waiting_for) from ${SOON} where ${HELD} returning id`,
    [facts.inputDigest ?? null, facts.progress ?? null, facts.waitingFor ?? null, held.taskId, held.fence],
  );
  if (!rows[0]) throw new LostClaimError(held);
}

/** Takes one need from every task that needs this one; @returns those that have none left and are queued now */
export async function readyDependents(
  em: EntityManager,
  taskId: string,
): Promise<{ id: string; stage: Stage }[]> {
  const isMet = `(open_needs = 1 and status in ${sourcesOf(taskMoves.needsMet)})`;
  const touched = await em.execute<{ id: string; stage: Stage; open_needs: number; status: StageStatus }[]>(
    `update task set open_needs = open_needs - 1, status = case when ${isMet} then 'QUEUED' else status end,
            wake_at = case when ${isMet} then now() else wake_at end
      where id in (select task_id from task_need where needs_id = ?) returning id, stage, open_needs, status`,
    [taskId],
  );
  return touched.filter((task) => task.open_needs === 0 && task.status === 'QUEUED');
}

/**
 * Ends what nobody holds and no vendor has. With `waiting`, tasks whose call a vendor has, or may have, are woken, so
 * that a worker stops them there; without it they go on, and what was paid is still collected.
 */
export async function cancelIdle(
  em: EntityManager,
  runId: string,
  options: { waiting: boolean },
): Promise<{ id: string; stage: Stage }[]> {
  const isAtVendor = `exists (select from vendor_call c where c.task_id = task.id and c.status in ('SUBMITTING', 'SUBMITTED'))`;
  await em.execute(
    `with ended as (
       update task set status = 'CANCELLED', wake_at = null, finished_at = now()
        where run_id = ? and lease_until is null and status in ${sourcesOf(taskMoves.cancelledIdle)} and not ${isAtVendor} returning id)
     update vendor_call set status = 'CANCELLED', cost_micro_usd = 0, finished_at = now()
      where status = 'INTENDED' and task_id in (select id from ended)`,
    [runId],
  );
  if (!options.waiting) return [];
  return em.execute<{ id: string; stage: Stage }[]>(
    `update task set wake_at = now(), status = case status when 'WAITING' then 'WAITING' else 'QUEUED' end, attention_row = null
      where run_id = ? and lease_until is null and status in ('QUEUED', 'WAITING', 'NEEDS_ATTENTION') returning id, stage`,
    [runId],
  );
}

/** Readies tasks of a stage that failed or wait for a person. @returns those that are due now */
export async function readyAgain(
  em: EntityManager,
  stageRunId: string,
): Promise<{ id: string; stage: Stage }[]> {
  return em.execute<{ id: string; stage: Stage }[]>(
    `update task set status = 'QUEUED', wake_at = now(), attempt = 1 + cardinality(review_notes), crashes = 0, error_row = null, attention_row = null,
            waiting_for = null, finished_at = null
      where stage_run_id = ? and status in ${sourcesOf(taskMoves.retried)} and lease_until is null returning id, stage`,
    [stageRunId],
  );
}

/**
 * Makes a task that waits for its vendor due now. When a worker has it, that one may have looked too early: the task is
 * then due again as soon as it waits. Null when it neither waits nor is worked at.
 */
export async function wakeWaiting(
  em: EntityManager,
  taskId: string,
): Promise<{ id: string; stage: Stage } | null> {
  const [woken] = await em.execute<{ id: string; stage: Stage }[]>(
    `update task set wake_at = now() where id = ? and (status = 'WAITING' or lease_until is not null) returning id, stage`,
    [taskId],
  );
  return woken ?? null;
}

/** A task that a person let pass, with what it made. */
export interface ApprovedTask {
  readonly taskId: string;
  readonly stage: Stage;
  readonly part: TaskPart;
  readonly output: unknown;
}

/** Lets what was made in a stage pass its review. */
export async function approveTasks(em: EntityManager, stageRunId: string): Promise<ApprovedTask[]> {
  return em.execute<ApprovedTask[]>(
    `update task set status = 'SUCCEEDED', approved_at = now(), finished_at = now()
      where stage_run_id = ? and status in ${sourcesOf(taskMoves.approved)} returning id as "taskId", stage, part, output`,
    [stageRunId],
  );
}

/** Has what was made in a stage made anew, with a note for whoever makes it. @returns those that are due now */
export async function rejectTasks(
  em: EntityManager,
  stageRunId: string,
  noted: string,
): Promise<{ id: string; stage: Stage }[]> {
  return em.execute<{ id: string; stage: Stage }[]>(
    `update task set status = 'QUEUED', wake_at = now(), attempt = attempt + 1, crashes = 0, progress = null,
            review_notes = array_append(review_notes, ?::text)
      where stage_run_id = ? and status in ${sourcesOf(taskMoves.rejected)} returning id, stage`,
    [noted, stageRunId],
  );
}

/** Readies one task that waits for a person; false when it does not any more. */
export async function readyTask(em: EntityManager, taskId: string): Promise<boolean> {
  const readied = await em.execute<unknown[]>(
    `update task set status = 'QUEUED', wake_at = now(), crashes = 0, error_row = null, attention_row = null, waiting_for = null
      where id = ? and status in ${sourcesOf(taskMoves.mended)} and lease_until is null returning id`,
    [taskId],
  );
  return readied.length > 0;
}

/** Readies the task that waits for a person because of this call; null when none does. */
export async function readyAfterCall(
  em: EntityManager,
  callId: string,
): Promise<{ id: string; stage: Stage } | null> {
  const [readied] = await em.execute<{ id: string; stage: Stage }[]>(
    `update task set status = 'QUEUED', wake_at = now(), crashes = 0, error_row = null, attention_row = null, waiting_for = null
      where id = (select task_id from vendor_call where id = ?) and status in ${sourcesOf(taskMoves.mended)} and lease_until is null
        and attention_row ->> 'vendorCallId' = ? returning id, stage`,
    [callId, callId],
  );
  return readied ?? null;
}

/** An array as PostgreSQL reads it from text: the names hold nothing that needs quoting. */
function textArray(names: readonly string[]): string {
  return `{${names.join(',')}}`;
}
