import type { EntityManager } from '@mikro-orm/postgresql';
import type { Stage } from '../entities/stage.js';
import type { TaskPart } from '../entities/task.js';
import { sourcesOf, taskMoves } from './moves.js';

// Changes of tasks that nobody holds: woken, readied again, approved, sent back, cancelled. Each is one guarded statement.

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

/** Makes tasks of a stage due now that wait for their time: for another try, or for their vendor. @returns those */
export async function wakeEarly(
  em: EntityManager,
  stageRunId: string,
): Promise<{ id: string; stage: Stage }[]> {
  return em.execute<{ id: string; stage: Stage }[]>(
    `update task set wake_at = now() where stage_run_id = ? and status in ('QUEUED', 'WAITING') and lease_until is null
        and wake_at > now() returning id, stage`,
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
