import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { VendorCall } from '../entities/vendor-call.js';
import { VendorError } from '../errors.js';
import type {
  Answered,
  CallContext,
  JobResult,
  JobState,
  JobVendor,
  JsonObject,
} from '../integrations/contracts.js';
import type { Attempt } from './attempt.js';
import {
  forgetId,
  proveId,
  settle,
  storePrepared,
  storeSubmitted,
  type CallIdentity,
  type Ending,
} from './call-rows.js';
import type { Engine } from './engine.js';
import { readyAdopted } from './late-adoption.js';
import { freeSlot, leftAlone } from './limits.js';
import { openCall } from './open-call.js';
import { endWaiting, isOverdue } from './overdue-job.js';
import { NeedsAttentionError, Park } from './park.js';
import { afterRefusal, beginSubmit, noteAnswered, takeTurn } from './send-call.js';
import { stubbornly } from './stubbornly.js';
import { hasTryLeft } from './task-endings.js';
import { errorRow } from './trouble.js';
import { noteOutcome, waitForCircuit } from './vendor-account.js';

/** After a look that went wrong. */
const LOOK_AGAIN_MS = 3_000;

/** A call that is answered in the reply: text, speech. @returns what `keep` made of the answer, the same after a restart */
export async function answeredCall<T>(
  attempt: Attempt,
  identity: CallIdentity,
  send: (context: CallContext) => Promise<Answered<T>>,
  keep: (value: T) => Promise<JsonObject>,
): Promise<JsonObject> {
  const row = await openCall(attempt, identity);
  if (row.status === 'COLLECTED') return row.result as JsonObject;
  const { call, startedAt } = await beginSubmit(attempt, identity, row);
  const answer = await send(call).catch((error: unknown) => afterRefusal(attempt, identity, row, error));
  const latencyMs = Math.round(performance.now() - startedAt);
  await attempt.engine.failpoint('call-sent', row.vendor);
  await noteAnswered(attempt, row);
  const { externalId, requestId, charge } = answer;
  const result = await keep(answer.value);
  await attempt.engine.failpoint('result-kept', row.vendor);
  const ending: Ending = { status: 'COLLECTED', charge, result, externalId, requestId, latencyMs };
  await stubbornly(attempt.engine, () => settle(attempt.engine.orm.em.fork(), row, ending));
  await freeSlot(attempt.engine, row.vendor);
  return result;
}

/** A call whose work takes minutes: submits, then parks the task until the vendor is done, then collects. */
export async function jobCall<Request>(
  attempt: Attempt,
  identity: CallIdentity,
  vendor: JobVendor<Request>,
  request: Request,
  keep: (result: JobResult) => Promise<JsonObject>,
): Promise<JsonObject> {
  const row = await openCall(attempt, identity, vendor);
  if (row.status === 'COLLECTED') return row.result as JsonObject;
  if (row.status === 'SUBMITTED') return lookAtJob(attempt, identity, row, vendor, keep);
  const prepared = await prepare(attempt, identity, row, vendor, request);
  const { call, startedAt } = await beginSubmit(attempt, identity, row);
  const submitted = await vendor
    .submit(request, call, prepared ?? undefined)
    .catch((error: unknown) => afterRefusal(attempt, identity, row, error));
  const latencyMs = Math.round(performance.now() - startedAt);
  await attempt.engine.failpoint('call-sent', row.vendor);
  const { engine } = attempt;
  const before = await stubbornly(engine, () =>
    storeSubmitted(engine.orm.em.fork(), row, { ...submitted, latencyMs }),
  ).catch((error: unknown) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const said = `${vendor.name} answered with job ${submitted.externalId}, which belongs to an earlier call`;
    throw new VendorError(vendor.name, 'AMBIGUOUS', said, {}, { cause: error });
  });
  if (before === 'UNCERTAIN') await readyAdopted(engine, row); // we were thought dead, and bring the id after all
  await engine.failpoint('call-stored', row.vendor);
  await noteAnswered(attempt, row);
  throw new Park('WAITING', 1_000, `${vendor.name} to start`);
}

/** Brings files to the vendor, free of charge, before the paid create. */
async function prepare<Request>(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  vendor: JobVendor<Request>,
  request: Request,
): Promise<JsonObject | null> {
  if (!vendor.prepare) return null;
  const before = row.prepared as (JsonObject & { ready?: boolean }) | null; // stored below
  if (before?.ready) return before; // nothing is asked, so no turn is needed
  const em = attempt.engine.orm.em.fork();
  await takeTurn(attempt, vendor, 'QUEUED');
  const { ready, prepared, askAgainMs } = await vendor
    .prepare(request, before, attempt.signal)
    .catch((error: unknown) => {
      throw error instanceof VendorError ? asTry(attempt.engine, identity, error) : error;
    });
  await storePrepared(em, row, { ...prepared, ready });
  if (!ready) throw new Park('QUEUED', askAgainMs, `${vendor.name} to take our files`);
  return prepared;
}

/** One look at a job that the vendor has. It costs nothing, so one that goes wrong is no failed try: there will be another. */
async function lookAtJob<Request>(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  vendor: JobVendor<Request>,
  keep: (result: JobResult) => Promise<JsonObject>,
): Promise<JsonObject> {
  const { engine } = attempt;
  const waitMs = await waitForCircuit(engine.orm.em.fork(), vendor.name);
  if (waitMs > 0) throw leftAlone(vendor, waitMs, 'WAITING');
  await takeTurn(attempt, vendor, 'WAITING');
  const job = await checkJob(attempt, row, vendor).catch((error: unknown) =>
    lookAgain(attempt, row, vendor, error),
  );
  await noteAnswered(attempt, row);
  if (row.idIsUnproven) await checkGivenId(attempt, row, job);
  if (job.state === 'DONE') {
    return collect(attempt, identity, row, job.result, keep).catch((error: unknown) => {
      if (error instanceof VendorError && error.fault === 'BAD_ANSWER') throw error; // a try of the task
      return lookAgain(attempt, row, vendor, error);
    });
  }
  if (job.state === 'FAILED') {
    await settle(engine.orm.em.fork(), row, {
      status: 'FAILED',
      charge: job.charge,
      error: errorRow(job.error),
    });
    await freeSlot(engine, row.vendor);
    throw job.error;
  }
  if (await isOverdue(attempt, row)) await endWaiting(attempt, row, vendor);
  throw new Park('WAITING', job.askAgainMs, `${vendor.name}: ${job.note}`, job.progress);
}

/** After a look that went wrong, unless the next one would go wrong, too. */
async function lookAgain<Request>(
  attempt: Attempt,
  row: VendorCall,
  vendor: JobVendor<Request>,
  error: unknown,
): Promise<never> {
  if (!(error instanceof VendorError) || !mayLookAgain(error)) throw error;
  await noteOutcome(attempt.engine, vendor.name, error);
  if (await isOverdue(attempt, row)) await endWaiting(attempt, row, vendor);
  const pauseMs = Math.max(error.detail.retryAfterMs ?? 0, LOOK_AGAIN_MS * (1 + Math.random()));
  throw new Park('WAITING', pauseMs, `${vendor.name} to answer; ${errorRow(error).message}`);
}

/** What cannot be read may be right the next time, where that costs nothing: it is a failed try, as long as there are any. */
function asTry(engine: Engine, { held }: CallIdentity, error: VendorError): VendorError {
  const { vendor, fault, message, detail } = error;
  if (fault !== 'BAD_ANSWER' || !hasTryLeft(engine, held)) return error;
  return new VendorError(vendor, fault, message, { ...detail, retryable: true }, { cause: error });
}

/** Whether another look may go better. An answer that cannot be read says nothing of the job. */
function mayLookAgain({ fault, retryable }: VendorError): boolean {
  return fault === 'BAD_ANSWER' || (retryable && fault !== 'JOB_FAILED');
}

async function checkJob<Request>(
  { signal }: Attempt,
  row: VendorCall,
  vendor: JobVendor<Request>,
): Promise<JobState> {
  try {
    return await vendor.check(row.vendorOperation as JsonObject, signal); // `submit` or `operationOf` made it
  } catch (error) {
    if (row.idIsUnproven && isOfUnknownId(error)) return { state: 'FAILED', error, charge: null };
    throw error;
  }
}

/** What vendors say to an id that is none of theirs. */
function isOfUnknownId(error: unknown): error is VendorError {
  return error instanceof VendorError && [400, 404, 410, 422].includes(error.detail.status ?? 0);
}

/** A person named this job: a mistake is asked about again, and what was paid is not lost. */
async function checkGivenId({ engine }: Attempt, row: VendorCall, job: JobState): Promise<void> {
  const em = engine.orm.em.fork();
  if (job.state !== 'FAILED' || !isOfUnknownId(job.error)) return proveId(em, row);
  if (!(await forgetId(em, row))) return;
  await freeSlot(engine, row.vendor);
  throw new NeedsAttentionError(
    'UNCERTAIN_CALL',
    `${row.vendor} knows no job ${row.externalId ?? ''}. Look the id up there and ADOPT that one; or REFUTE the call, or WRITE_OFF it.`,
    row.id,
  );
}

async function collect(
  { engine }: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  found: JobResult,
  keep: (result: JobResult) => Promise<JsonObject>,
): Promise<JsonObject> {
  await engine.failpoint('result-found', row.vendor);
  const charge = found.charge ?? {
    units: 1,
    unit: identity.estimate.unit,
    costMicroUsd: row.estimatedCostMicroUsd,
  };
  const result = await keep(found).catch(async (error: unknown) => {
    if (!(error instanceof VendorError) || error.retryable) throw error;
    const again = asTry(engine, identity, error);
    if (again.retryable) throw again;
    // paid, and of no use: it is booked, so that it is not lost from the account
    await settle(engine.orm.em.fork(), row, { status: 'FAILED', charge, error: errorRow(error) });
    await freeSlot(engine, row.vendor);
    throw error;
  });
  await engine.failpoint('result-kept', row.vendor);
  await stubbornly(engine, () => settle(engine.orm.em.fork(), row, { status: 'COLLECTED', charge, result }));
  await freeSlot(engine, row.vendor);
  return result;
}
