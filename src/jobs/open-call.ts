import type { VendorCall } from '../entities/vendor-call.js';
import type { JobVendor } from '../integrations/contracts.js';
import type { Attempt } from './attempt.js';
import {
  ageOfSending,
  backToIntended,
  intend,
  latestCall,
  markUncertain,
  settle,
  storeSubmitted,
  takeOver,
  type CallIdentity,
} from './call-rows.js';
import { NeedsAttentionError, Park } from './park.js';

/** A vendor forgets idempotency keys after 24 hours. */
const KEY_LIVES_MS = 23 * 3_600_000;
/** A lost answer of a quick and cheap call may be asked for once more, up to this price. */
const CHEAP_MICRO_USD = 1_000_000;

/** The row to work with: the open one, the collected one, or a new one. Settles what an earlier attempt left in doubt. */
export async function openCall(
  attempt: Attempt,
  identity: CallIdentity,
  jobVendor?: JobVendor<never>,
): Promise<VendorCall> {
  const em = attempt.engine.orm.em.fork();
  const row = await latestCall(em, identity);
  if (!row) return newCall(attempt, identity, 1);
  switch (row.status) {
    case 'COLLECTED':
      return asksTheSame(row, identity) ? row : newCall(attempt, identity, row.ordinal + 1);
    case 'INTENDED':
      if (asksTheSame(row, identity)) return row;
      await settle(em, row, { status: 'CANCELLED', charge: null }); // nothing was sent, and something else is wanted now
      return newCall(attempt, identity, row.ordinal + 1);
    case 'SUBMITTED':
      return row;
    case 'SUBMITTING':
      return resolveLostAnswer(attempt, identity, row, jobVendor);
    case 'UNCERTAIN':
      throw uncertain(row);
    case 'FAILED':
    case 'CANCELLED':
    case 'WRITTEN_OFF':
      return newCall(attempt, identity, row.ordinal + 1);
  }
}

function asksTheSame(row: VendorCall, { inputDigest, olderDigest }: CallIdentity): boolean {
  return row.inputDigest === inputDigest || row.inputDigest === olderDigest;
}

async function newCall({ engine }: Attempt, identity: CallIdentity, ordinal: number): Promise<VendorCall> {
  const row = await intend(engine.orm.em.fork(), identity, ordinal);
  await engine.failpoint('call-intended', row.vendor);
  return row;
}

/** Somebody sent it and nobody knows what came of it. Never answered by a second create that could be paid twice. */
async function resolveLostAnswer(
  attempt: Attempt,
  identity: CallIdentity,
  row: VendorCall,
  jobVendor?: JobVendor<never>,
): Promise<VendorCall> {
  const em = attempt.engine.orm.em.fork();
  const ageMs = await ageOfSending(em, row);
  if (identity.vendor.recreate === 'IDEMPOTENT' && ageMs < KEY_LIVES_MS) {
    if (await takeOver(em, row, identity)) return (await latestCall(em, identity)) ?? row;
    throw new Park('QUEUED', 1_000, 'another worker to let go of the same call');
  }
  if (identity.vendor.recreate === 'LOOKUP' && jobVendor?.find) {
    const waitMs = attempt.engine.lookupAfterMs - ageMs;
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
    return newCall(attempt, identity, row.ordinal + 1);
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
