import type { VendorCall } from '../entities/vendor-call.js';
import { VendorError, type VendorFault } from '../errors.js';
import type { CallContext, Vendor } from '../integrations/contracts.js';
import type { Attempt } from './attempt.js';
import { backToIntended, settle, type CallIdentity } from './call-rows.js';
import { freeSlot, passToSubmitting, requireSlot } from './limits.js';
import { Park } from './park.js';
import { warnOfBudget } from './run-log.js';
import { errorRow } from './trouble.js';
import { noteOutcome } from './vendor-account.js';

/** No answer is waited for longer than this. */
const LONGEST_ANSWER_MS = 600_000;
/** Nothing was started at the vendor: the same call may be sent again. */
const NOTHING_BILLED: ReadonlySet<VendorFault> = new Set([
  'RATE_LIMITED',
  'UNAVAILABLE',
  'OUT_OF_MONEY',
  'REFUSED_CONFIG',
]);

/**
 * Sent before, without an answer: whatever comes of sending it again says nothing of that one, which may have been billed.
 * @param row as it was before this sending
 */
const isInDoubt = ({ status }: VendorCall): boolean => status === 'SUBMITTING';

/** Passes the call on to SUBMITTING and checks, on a clock nobody can set, that the claim outlives the request. */
export async function beginSubmit(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
): Promise<{ call: CallContext; startedAt: number }> {
  const { engine } = attempt;
  const em = engine.orm.em.fork();
  if (!isInDoubt(row)) await requireSlot(em, identity.vendor);
  await takeTurn(attempt, identity.vendor, 'QUEUED');
  if (!isInDoubt(row)) {
    const { passed, warning } = await passToSubmitting(em, row, identity);
    if (!passed) throw new Park('QUEUED', 1_000, 'another worker to let go of the same call');
    if (warning !== null) await warnOfBudget(engine, row.runId, warning);
  }
  await engine.failpoint('call-submitting', row.vendor);
  try {
    attempt.assertHeld();
  } catch (error) {
    if (!isInDoubt(row)) await backToIntended(em, row, identity);
    throw error;
  }
  // A create that was begun is seen through: stopping it half-way would leave a bill without an answer.
  return {
    call: { callKey: row.key, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) },
    startedAt: performance.now(),
  };
}

/** The create failed: either nothing was billed, or the vendor refused it, or nobody knows. */
export async function afterRefusal(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  error: unknown,
): Promise<never> {
  if (!(error instanceof VendorError)) throw error; // an abort in the middle of a send: in doubt, and settled by the next attempt
  const { engine } = attempt;
  const em = engine.orm.em.fork();
  await noteOutcome(engine, row.vendor, error);
  if (NOTHING_BILLED.has(error.fault)) {
    if (!isInDoubt(row)) await backToIntended(em, row, identity);
  } else if (error.fault !== 'AMBIGUOUS') {
    const billed = error.fault === 'BAD_ANSWER';
    const { units, unit, costMicroUsd } = identity.estimate;
    await settle(em, row, {
      status: 'FAILED',
      charge: billed ? { units, unit, costMicroUsd } : null,
      error: errorRow(error),
    });
    await freeSlot(engine, row.vendor);
    if (billed && identity.mayBeAskedAgain && row.ordinal === 1)
      throw new VendorError(error.vendor, error.fault, error.message, { ...error.detail, retryable: true });
  }
  throw error;
}

/** Waits for its turn without holding anything. */
export async function takeTurn(
  attempt: Attempt,
  vendor: Vendor,
  status: 'QUEUED' | 'WAITING',
): Promise<void> {
  const waitMs = await attempt.engine.turns.take(vendor);
  if (waitMs === 0) return;
  const what = `its turn at ${vendor.name} (${String(vendor.requestsPerMinute)} requests a minute)`;
  throw new Park(status, waitMs + Math.random() * 500, what);
}

/** The vendor answered, so it is there. */
export async function noteAnswered({ engine }: Attempt, row: VendorCall): Promise<void> {
  await noteOutcome(engine, row.vendor, null).catch(() => undefined); // an opinion, not a fact to fail for
}
