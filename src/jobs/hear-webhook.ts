import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ENDED_STATUSES } from '../entities/stage.js';
import { StageTask } from '../entities/task.js';
import { VendorCall } from '../entities/vendor-call.js';
import { VendorError } from '../errors.js';
import type { Events } from '../events.js';
import type { JsonObject, Vendors } from '../integrations/contracts.js';
import type { Bell } from './bell.js';
import { storeSubmitted, waitOn } from './call-rows.js';
import { operationOfJob } from './job-operation.js';
import { goOnAfterCall } from './late-adoption.js';
import { wakeWaiting } from './ready-tasks.js';
import type { HeardEvent, VendorEvent } from './run-control.js';
import { changeRun } from './run-change.js';

interface Parts {
  readonly events: Events;
  readonly bell: Bell;
  readonly vendors: Vendors;
}

/**
 * A hint that a job has ended: its task is looked at now and not only when its time comes. What became of the job is asked
 * of the vendor by whoever claims the task, so nothing a message says becomes a result, and one that comes twice, late or
 * in the wrong order leaves everything as one does. Only the id of a job whose answer was lost is taken from it. A job that a
 * person was asked about because it took too long is looked at again.
 *
 * Works in the caller's transaction; `announce` once that is committed.
 */
export async function hearWebhook(parts: Parts, em: EntityManager, event: VendorEvent): Promise<HeardEvent> {
  const call = await callOf(em, event);
  if (!call) return silent('FOREIGN');
  if (call.externalId === null && event.externalId !== null)
    return adopt(parts, em, call, event, event.externalId);
  if (!(await isNews(em, event))) return silent('HEARD_BEFORE');
  if (call.status === 'UNCERTAIN' && call.externalId !== null) return lookAgain(parts, em, call);
  const woken = await wakeWaiting(em, call.task.id);
  return { outcome: 'HEARD', announce: () => woken && parts.bell.ring(woken) };
}

/** Our call that the message is about. A key that leads to a job of another id is none of ours. */
async function callOf(
  em: EntityManager,
  { vendor, externalId, callKey }: VendorEvent,
): Promise<VendorCall | null> {
  const named = externalId === null ? null : await em.findOne(VendorCall, { vendor, externalId });
  if (named || callKey === null) return named;
  const keyed = await em.findOne(VendorCall, { vendor, key: callKey });
  return keyed?.externalId === null || externalId === null ? keyed : null;
}

/** Notes that the event was heard. The row is written before anything is done and committed with it. */
async function isNews(em: EntityManager, { vendor, eventId }: VendorEvent): Promise<boolean> {
  const noted = await em.execute<unknown[]>(
    `insert into webhook_event (vendor, event_id, received_at) values (?, ?, now()) on conflict do nothing returning 1`,
    [vendor, eventId],
  );
  return noted.length === 1;
}

/** The vendor has the job whose answer was lost, under this id. */
async function adopt(
  parts: Parts,
  em: EntityManager,
  { id, runId, task: { id: taskId } }: VendorCall,
  event: VendorEvent,
  externalId: string,
): Promise<HeardEvent> {
  let outcome: HeardEvent['outcome'] = 'HEARD';
  const done = await changeRun(parts, em, runId, async (change) => {
    // Locked, so that no worker takes the task before what we write can be read.
    const task = await em.findOneOrFail(StageTask, taskId, {
      lockMode: LockMode.PESSIMISTIC_WRITE,
      refresh: true,
    });
    const call = await em.findOneOrFail(VendorCall, id, { refresh: true });
    const operation = await operationOf(parts, em, call, externalId);
    if (isBeingSettled(call, task)) outcome = 'BUSY';
    else if (operation === null) outcome = 'FOREIGN';
    else if (!(await isNews(em, event))) outcome = 'HEARD_BEFORE';
    // Of a job that nobody wants any more nothing is kept: taken up again, it would hold a slot of its vendor for ever.
    else if (!change.hasEnded && !ENDED_STATUSES.includes(task.status)) {
      const latencyMs = call.startedAt === null ? null : Date.now() - call.startedAt.getTime();
      const before = await storeSubmitted(em, call, { externalId, requestId: null, operation, latencyMs });
      if (before === 'UNCERTAIN') await goOnAfterCall(change, call.id, `${call.vendor} named the lost job.`);
      const woken = await wakeWaiting(em, taskId);
      if (woken) change.ring(woken);
    }
  });
  return { outcome, announce: () => done.announce() };
}

/** Whether a worker other than the sender has the task: it is finding out the same, and does not look again. */
function isBeingSettled(call: VendorCall, task: StageTask): boolean {
  if (task.leaseUntil === null) return false;
  return call.status === 'UNCERTAIN' || (call.status === 'SUBMITTING' && call.submitFence !== task.fence);
}

/** An id that is none of this vendor's makes the message foreign. */
async function operationOf(
  { vendors }: Parts,
  em: EntityManager,
  call: VendorCall,
  externalId: string,
): Promise<JsonObject | null> {
  try {
    return await operationOfJob(em, vendors, call, externalId);
  } catch (error) {
    if (error instanceof VendorError) return null;
    throw error;
  }
}

/** The vendor ended a job after all that a person was asked about because it took so long. */
async function lookAgain(parts: Parts, em: EntityManager, call: VendorCall): Promise<HeardEvent> {
  const done = await changeRun(parts, em, call.runId, async (change) => {
    await em.refresh(call);
    if (call.status !== 'UNCERTAIN' || change.hasEnded || change.run.cancelRequestedAt) return;
    await waitOn(em, call);
    await goOnAfterCall(change, call.id, `${call.vendor} ended the late job.`);
  });
  return { outcome: 'HEARD', announce: () => done.announce() };
}

function silent(outcome: 'HEARD_BEFORE' | 'FOREIGN'): HeardEvent {
  return { outcome, announce: () => undefined };
}
