import type { VendorCall } from '../entities/vendor-call.js';
import { VendorError, type VendorFault } from '../errors.js';
import type { Answered, CallContext, Charge, JobVendor, JsonObject } from '../integrations/contracts.js';
import {
  backToIntended,
  intend,
  latestCall,
  markUncertain,
  passToSubmitting,
  settle,
  storePrepared,
  storeSubmitted,
  takeOver,
  type CallIdentity,
} from './call-rows.js';
import type { Engine } from './engine.js';
import { NeedsAttentionError, Park } from './park.js';
import { errorRow } from './trouble.js';

/** What the account needs of the attempt it works for. */
export interface Attempt {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Throws when this process slept so long that the claim may be lost: on a monotonic clock of our own. */
  assertHeld(): void;
  /** Facts about how far the call is, 0..1. */
  progress(fraction: number, message: string): void;
}

/** No vendor answers a create later than this. */
const LONGEST_CREATE_MS = 120_000;
/** No answer is waited for longer than this. */
const LONGEST_ANSWER_MS = 600_000;
/** How long after a lost answer a job must have shown up in the vendor's list. */
const QUIET_MS = 30_000;
/** A vendor forgets idempotency keys after 24 hours. */
const KEY_LIVES_MS = 23 * 3_600_000;
/** A lost answer of a quick and cheap call may be asked for once more, up to this price. */
const CHEAP_MICRO_USD = 1_000_000;

/** Nothing was started at the vendor: the same call may be sent again. */
const NOTHING_BILLED: ReadonlySet<VendorFault> = new Set([
  'RATE_LIMITED',
  'UNAVAILABLE',
  'OUT_OF_MONEY',
  'REFUSED_CONFIG',
]);

/** A call that is answered in the reply: text, speech. @returns what `keep` made of the answer, the same after a restart */
export async function answeredCall<T>(
  attempt: Attempt,
  identity: CallIdentity,
  send: (context: CallContext) => Promise<Answered<T>>,
  keep: (value: T) => Promise<JsonObject>,
): Promise<JsonObject> {
  const row = await openCall(attempt, identity);
  if (row.status === 'COLLECTED') return row.result as JsonObject;
  const { em, call, startedAt } = await beginSubmit(attempt, identity, row);
  let answer: Answered<T>;
  try {
    answer = await send(call);
  } catch (error) {
    await afterRefusal(attempt, identity, row, error);
    throw error;
  }
  const { externalId, requestId, charge } = answer;
  const latencyMs = Math.round(performance.now() - startedAt);
  const result = await keep(answer.value);
  await settle(em, row, { status: 'COLLECTED', charge, result, externalId, requestId, latencyMs });
  return result;
}

/** A call whose work takes minutes: submits, then parks the task until the vendor is done, then collects. */
export async function jobCall<Request>(
  attempt: Attempt,
  identity: CallIdentity,
  vendor: JobVendor<Request>,
  request: Request,
  keep: (result: { url: string; charge: Charge | null }) => Promise<JsonObject>,
): Promise<JsonObject> {
  const row = await openCall(attempt, identity, vendor);
  if (row.status === 'COLLECTED') return row.result as JsonObject;
  if (row.status === 'SUBMITTED') return lookAtJob(attempt, identity, row, vendor, keep);
  const prepared = await prepare(attempt, row, vendor, request);
  const { em, call, startedAt } = await beginSubmit(attempt, identity, row);
  try {
    const { externalId, requestId, operation, estimate } = await vendor.submit(
      request,
      call,
      prepared ?? undefined,
    );
    const latencyMs = Math.round(performance.now() - startedAt);
    await storeSubmitted(em, row, { externalId, requestId, operation, latencyMs, estimate });
  } catch (error) {
    await afterRefusal(attempt, identity, row, error);
    throw error;
  }
  throw new Park('WAITING', 1_000, `${vendor.name} to start`);
}

/** Brings files to the vendor, free of charge, before the paid create. */
async function prepare<Request>(
  attempt: Attempt,
  row: VendorCall,
  vendor: JobVendor<Request>,
  request: Request,
): Promise<JsonObject | null> {
  if (!vendor.prepare) return null;
  const em = attempt.engine.orm.em.fork();
  const { ready, prepared, askAgainMs } = await vendor.prepare(
    request,
    row.prepared as JsonObject | null,
    attempt.signal,
  );
  await storePrepared(em, row, prepared);
  if (!ready) throw new Park('QUEUED', askAgainMs, `${vendor.name} to take our files`);
  return prepared;
}

async function lookAtJob<Request>(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  vendor: JobVendor<Request>,
  keep: (result: { url: string; charge: Charge | null }) => Promise<JsonObject>,
): Promise<JsonObject> {
  const em = attempt.engine.orm.em.fork();
  const operation = row.vendorOperation as JsonObject;
  const job = await vendor.check(operation, attempt.signal);
  if (job.state === 'WAITING')
    throw new Park('WAITING', job.askAgainMs, `${vendor.name}: ${job.note}`, job.progress);
  if (job.state === 'FAILED') {
    await settle(em, row, { status: 'FAILED', charge: job.charge, error: errorRow(job.error) });
    throw job.error;
  }
  const result = await keep(job.result);
  const charge = job.result.charge ?? {
    units: 1,
    unit: identity.estimate.unit,
    costMicroUsd: row.estimatedCostMicroUsd,
  };
  await settle(em, row, { status: 'COLLECTED', charge, result });
  return result;
}

/** The row to work with: the open one, the collected one, or a new one. Settles what an earlier attempt left in doubt. */
async function openCall(
  attempt: Attempt,
  identity: CallIdentity,
  jobVendor?: JobVendor<never>,
): Promise<VendorCall> {
  const em = attempt.engine.orm.em.fork();
  const row = await latestCall(em, identity);
  if (!row) return intend(em, identity, 1);
  switch (row.status) {
    case 'COLLECTED':
      return row.inputDigest === identity.inputDigest ? row : intend(em, identity, row.ordinal + 1);
    case 'INTENDED':
    case 'SUBMITTED':
      return row;
    case 'SUBMITTING':
      return resolveLostAnswer(attempt, identity, row, jobVendor);
    case 'UNCERTAIN':
      throw uncertain(row);
    case 'FAILED':
    case 'CANCELLED':
    case 'WRITTEN_OFF':
      return intend(em, identity, row.ordinal + 1);
  }
}

/** Somebody sent it and nobody knows what came of it. Never answered by a second create that could be paid twice. */
async function resolveLostAnswer(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  jobVendor?: JobVendor<never>,
): Promise<VendorCall> {
  const em = attempt.engine.orm.em.fork();
  const ageMs = Date.now() - (row.startedAt?.getTime() ?? 0);
  if (identity.vendor.recreate === 'IDEMPOTENT' && ageMs < KEY_LIVES_MS) {
    if (await takeOver(em, row, identity)) return (await latestCall(em, identity)) ?? row;
    throw new Park('QUEUED', 1_000, 'another worker to let go of the same call');
  }
  if (identity.vendor.recreate === 'LOOKUP' && jobVendor?.find) {
    const waitMs = LONGEST_CREATE_MS + QUIET_MS - ageMs;
    if (waitMs > 0) throw new Park('WAITING', waitMs, `${identity.vendor.name} to list what it took`);
    const found = await jobVendor.find(row.key, attempt.signal);
    if (found) await storeSubmitted(em, row, { ...found, latencyMs: row.latencyMs ?? 0 });
    else if (await takeOver(em, row, identity)) await backToIntended(em, row, identity);
    return (await latestCall(em, identity)) ?? row;
  }
  const isQuick = jobVendor === undefined;
  if (isQuick && row.ordinal === 1 && row.estimatedCostMicroUsd <= CHEAP_MICRO_USD) {
    const { estimate } = identity;
    await settle(em, row, {
      status: 'WRITTEN_OFF',
      charge: { units: estimate.units, unit: estimate.unit, costMicroUsd: row.estimatedCostMicroUsd },
    });
    return intend(em, identity, row.ordinal + 1);
  }
  await markUncertain(em, row);
  throw uncertain(row);
}

function uncertain(row: VendorCall): NeedsAttentionError {
  return new NeedsAttentionError(
    'UNCERTAIN_CALL',
    `${row.vendor} may have taken and billed call ${row.key}, but its answer was lost. Look into the vendor's console and settle the call.`,
    row.id,
  );
}

/** Passes the call on to SUBMITTING and checks, on a clock nobody can set, that the claim outlives the request. */
async function beginSubmit(attempt: Attempt, identity: CallIdentity, row: VendorCall) {
  const em = attempt.engine.orm.em.fork();
  if (row.status === 'INTENDED' && !(await passToSubmitting(em, row, identity))) {
    throw new Park('QUEUED', 1_000, 'another worker to let go of the same call');
  }
  try {
    attempt.assertHeld();
  } catch (error) {
    await backToIntended(em, row, identity);
    throw error;
  }
  // A create that was begun is seen through: stopping it half-way would leave a bill without an answer.
  return {
    em,
    call: { callKey: row.key, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) },
    startedAt: performance.now(),
  };
}

/** The create failed: either nothing was billed, or the vendor refused it, or nobody knows. */
async function afterRefusal(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  error: unknown,
): Promise<void> {
  if (!(error instanceof VendorError)) return; // an abort in the middle of a send: in doubt, and settled by the next attempt
  const em = attempt.engine.orm.em.fork();
  if (NOTHING_BILLED.has(error.fault)) {
    await backToIntended(em, row, identity);
  } else if (error.fault !== 'AMBIGUOUS') {
    const billed = error.fault === 'BAD_ANSWER';
    const { units, unit, costMicroUsd } = identity.estimate;
    await settle(em, row, {
      status: 'FAILED',
      charge: billed ? { units, unit, costMicroUsd } : null,
      error: errorRow(error),
    });
  }
}
