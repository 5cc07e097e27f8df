import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Stage } from '../entities/stage.js';
import { StageTask } from '../entities/task.js';
import type { ErrorRow } from '../entities/trouble.js';
import { VendorCall, type VendorCallStatus } from '../entities/vendor-call.js';
import type { VendorName } from '../entities/vendor.js';
import type { Charge, Estimate, JsonObject, Vendor } from '../integrations/contracts.js';
import type { Claim } from './claim.js';
import { callMoves, sourcesOf } from './moves.js';
import { NeedsAttentionError } from './park.js';

// Every change of a paid call's row stands in this file. The row is written before the request; the vendor's id is
// stored by whoever learns it, fence or no fence, because it is true whoever says it.

/** What identifies a call: its task, the step within the task, and what exactly is asked for. */
export interface CallIdentity {
  readonly held: Claim;
  readonly channelId: string;
  readonly step: string;
  readonly operation: string;
  readonly vendor: Vendor;
  readonly inputDigest: string;
  /** How an older release digested the same: what it paid for is not ordered again. */
  readonly olderDigest?: string;
  readonly estimate: Estimate;
  /** An answer of no use is paid; it is asked for once more, as a try of the task. Stages that write say themselves what was wrong. */
  readonly mayBeAskedAgain?: boolean;
}

/**
 * No run makes more paid calls: the longest script, each scene made anew a few times, stays far below. What passes it is
 * a fault of ours or a vendor that fails for ever, and would cost without end.
 */
export const MOST_CALLS_PER_RUN = 2_000;

/** The latest call of this step, or null. */
export async function latestCall(
  em: EntityManager,
  { held, step }: CallIdentity,
): Promise<VendorCall | null> {
  const [row] = await em.find(
    VendorCall,
    { task: held.taskId, step },
    { orderBy: { ordinal: 'desc' }, limit: 1, refresh: true },
  );
  return row ?? null;
}

/**
 * Writes a new call down. A partial unique index refuses a second open one of the same step.
 * @throws {NeedsAttentionError} BUDGET when the run has made as many as a run may
 */
export async function intend(
  em: EntityManager,
  identity: CallIdentity,
  ordinal: number,
): Promise<VendorCall> {
  const { held, step, vendor, estimate } = identity;
  const made = await em.count(VendorCall, { runId: held.runId });
  if (made >= MOST_CALLS_PER_RUN) {
    throw new NeedsAttentionError(
      'BUDGET',
      `Run ${held.runId} has made ${String(made)} paid calls, and a run may make ${String(MOST_CALLS_PER_RUN)}. Find out why, then start a new run: what is finished is reused.`,
      null,
    );
  }
  const row = Object.assign(new VendorCall(), {
    key: `${held.taskId}:${step}:${String(ordinal)}`,
    task: ref(StageTask, held.taskId),
    runId: held.runId,
    channelId: identity.channelId,
    step,
    ordinal,
    vendor: vendor.name,
    operation: identity.operation,
    inputDigest: identity.inputDigest,
    unit: estimate.unit,
    estimatedUnits: estimate.units,
    estimatedCostMicroUsd: estimate.costMicroUsd,
  });
  await em.persist(row).flush();
  return row;
}

/** For how many ms a call has been sent, by the database's clock. */
export async function ageOfSending(em: EntityManager, row: VendorCall): Promise<number> {
  const [age] = await em.execute<{ ms: number }[]>(
    `select (extract(epoch from now() - coalesce(started_at, created_at)) * 1000)::float8 as ms from vendor_call where id = ?`,
    [row.id],
  );
  return age?.ms ?? 0;
}

/** Wakes the task that waits longest, of the most important ones, for a slot of this vendor. */
export async function wakeForSlot(
  em: EntityManager,
  vendor: VendorName,
): Promise<{ id: string; stage: Stage } | null> {
  const [woken] = await em.execute<{ id: string; stage: Stage }[]>(
    `update task set wake_at = now(), wanted_vendor = null where id = (
       select id from task where wanted_vendor = ? and status = 'QUEUED' and lease_until is null
        order by priority desc, wake_at limit 1 for update skip locked) returning id, stage`,
    [vendor],
  );
  return woken ?? null;
}

/** Takes a call over whose sender is gone, to send it again under the same key. */
export async function takeOver(em: EntityManager, row: VendorCall, { held }: CallIdentity): Promise<boolean> {
  const taken = await em.execute<{ id: string }[]>(
    `update vendor_call set submit_fence = ? where id = ? and status in ${sourcesOf(callMoves.takenOver)} and submit_fence is not distinct from ? returning id`,
    [held.fence, row.id, row.submitFence],
  );
  return taken.length === 1;
}

/**
 * The vendor has it: stores the id at once. Not fenced on purpose: it is true whoever says it.
 * @returns what the call was before; null when it had an id or an end already
 */
export async function storeSubmitted(
  em: EntityManager,
  row: Pick<VendorCall, 'id'>,
  answer: {
    externalId: string;
    requestId: string | null;
    operation: JsonObject;
    latencyMs: number | null;
    estimate?: Estimate | undefined;
    /** A person says so. */
    isUnproven?: boolean;
  },
): Promise<VendorCallStatus | null> {
  const [stored] = await em.execute<{ status: VendorCallStatus }[]>(
    `with before as (select id, status from vendor_call where id = ? for update)
     update vendor_call c set status = 'SUBMITTED', external_id = ?, request_id = ?, vendor_operation = ?::jsonb,
            id_is_unproven = ?, latency_ms = coalesce(?::int, latency_ms), estimated_cost_micro_usd = coalesce(?::bigint, estimated_cost_micro_usd)
       from before b
      where c.id = b.id and c.external_id is null and b.status in ${sourcesOf(callMoves.identified)} returning b.status`,
    [
      row.id,
      answer.externalId,
      answer.requestId,
      JSON.stringify(answer.operation),
      answer.isUnproven ?? false,
      answer.latencyMs,
      answer.estimate?.costMicroUsd ?? null,
    ],
  );
  return stored?.status ?? null;
}

/** Nothing was billed for sure: the call may be made again. Only the sender itself can know that. */
export async function backToIntended(
  em: EntityManager,
  row: VendorCall,
  { held }: CallIdentity,
): Promise<void> {
  await em.execute(
    `update vendor_call set status = 'INTENDED', submit_fence = null, started_at = null where id = ? and status in ${sourcesOf(callMoves.refused)} and submit_fence = ?`,
    [row.id, held.fence],
  );
}

/** A person looked: the vendor never took it, and it may be sent again. */
export async function refute(em: EntityManager, row: VendorCall): Promise<void> {
  await em.execute(
    `update vendor_call set status = 'INTENDED', submit_fence = null, started_at = null, external_id = null where id = ? and status in ${sourcesOf(callMoves.refuted)}`,
    [row.id],
  );
}

export async function storePrepared(em: EntityManager, row: VendorCall, prepared: JsonObject): Promise<void> {
  await em.execute(`update vendor_call set prepared = ?::jsonb where id = ? and status = 'INTENDED'`, [
    JSON.stringify(prepared),
    row.id,
  ]);
}

export async function markUncertain(em: EntityManager, row: VendorCall): Promise<void> {
  await em.execute(
    `update vendor_call set status = 'UNCERTAIN' where id = ? and status in ${sourcesOf(callMoves.lost)}`,
    [row.id],
  );
}

/** The vendor has it and does not end it: a person decides whether to wait on. Its id stays known. */
export async function markOverdue(em: EntityManager, row: VendorCall): Promise<void> {
  await em.execute(
    `update vendor_call set status = 'UNCERTAIN' where id = ? and status in ${sourcesOf(callMoves.overdue)}`,
    [row.id],
  );
}

/** The vendor showed that it knows the id a person gave. */
export async function proveId(em: EntityManager, row: VendorCall): Promise<void> {
  await em.execute(`update vendor_call set id_is_unproven = false where id = ?`, [row.id]);
}

/** The vendor does not know the id a person gave: it is forgotten. False when it was proven meanwhile. */
export async function forgetId(em: EntityManager, row: VendorCall): Promise<boolean> {
  const forgotten = await em.execute<unknown[]>(
    `update vendor_call set status = 'UNCERTAIN', external_id = null, vendor_operation = null, id_is_unproven = false
      where id = ? and id_is_unproven and status in ${sourcesOf(callMoves.misnamed)} returning id`,
    [row.id],
  );
  return forgotten.length > 0;
}

/** A person waits on for a job whose id is known. */
export async function waitOn(em: EntityManager, row: VendorCall): Promise<void> {
  await em.execute(
    `update vendor_call set status = 'SUBMITTED', started_at = now()
      where id = ? and external_id is not null and status in ${sourcesOf(callMoves.identified)}`,
    [row.id],
  );
}

export interface Ending {
  readonly status: 'COLLECTED' | 'FAILED' | 'CANCELLED' | 'WRITTEN_OFF';
  readonly charge: Charge | null;
  readonly result?: JsonObject;
  readonly error?: ErrorRow;
  readonly externalId?: string | null;
  readonly requestId?: string | null;
  readonly latencyMs?: number;
}

/**
 * Ends a call and books what it cost on its run, stage run and episode, once, in one transaction. The run comes first:
 * every change of a run locks in that order. An id that another call has is left out: whoever answers at once is not asked
 * by it again.
 */
export async function settle(em: EntityManager, row: VendorCall, ending: Ending): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute(`select 1 from pipeline_run where id = ? for update`, [row.runId]);
    const ended = await tx.execute<{ id: string }[]>(
      `update vendor_call set status = ?, cost_micro_usd = ?::bigint, unit_count = coalesce(?::float8, unit_count), unit = coalesce(?, unit),
              result = ?::jsonb, error_row = ?::jsonb, external_id = coalesce(external_id, (
                select given.id from (select ?::text as id) given
                 where not exists (select from vendor_call o where o.vendor = vendor_call.vendor and o.external_id = given.id))), request_id = coalesce(?, request_id),
              latency_ms = coalesce(?::int, latency_ms), finished_at = now()
        where id = ? and status in ${sourcesOf(callMoves.settled)} returning id`,
      [
        ending.status,
        ending.charge?.costMicroUsd ?? 0,
        ending.charge?.units ?? null,
        ending.charge?.unit ?? null,
        ending.result === undefined ? null : JSON.stringify(ending.result),
        ending.error === undefined ? null : JSON.stringify(ending.error),
        ending.externalId ?? null,
        ending.requestId ?? null,
        ending.latencyMs ?? null,
        row.id,
      ],
    );
    const cost = ending.charge?.costMicroUsd ?? 0;
    if (ended.length === 0 || cost === 0) return;
    await tx.execute(`update pipeline_run set cost_micro_usd = cost_micro_usd + ? where id = ?`, [
      cost,
      row.runId,
    ]);
    await tx.execute(
      `update stage_run set cost_micro_usd = cost_micro_usd + ? where id = (select stage_run_id from task where id = ?)`,
      [cost, row.task.id],
    );
    await tx.execute(
      `update episode set cost_micro_usd = cost_micro_usd + ? where id = (select episode_id from pipeline_run where id = ?)`,
      [cost, row.runId],
    );
  });
}
