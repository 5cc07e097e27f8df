import type { EntityManager } from '@mikro-orm/postgresql';
import type { VendorCall } from '../entities/vendor-call.js';
import type { VendorName } from '../entities/vendor.js';
import type { Vendor } from '../integrations/contracts.js';
import { passedBudget } from './budget.js';
import { wakeForSlot, type CallIdentity } from './call-rows.js';
import type { Engine } from './engine.js';
import { callMoves, sourcesOf } from './moves.js';
import { NeedsAttentionError, Park } from './park.js';
import { lockAccount, waitForCircuit } from './vendor-account.js';

/** A slot that gets free wakes a task that waits for one; this is for the case that the waking is lost. */
const NO_SLOT_PAUSE_MS = 20_000;

/** Whether the call was let through, and what people should be told about it. */
export interface Passed {
  readonly passed: boolean;
  readonly warning: string | null;
}

/**
 * Lets one process pass from INTENDED to SUBMITTING: when the budget has room, the vendor has a free slot and its breaker
 * is closed. Money and slot are counted from the calls themselves, so that no crash can leak either. Locks the channel
 * first, then the vendor's account, then the call.
 *
 * @throws {Park} while all slots are taken, or the vendor is left alone
 * @throws {NeedsAttentionError} BUDGET
 */
export async function passToSubmitting(
  em: EntityManager,
  row: VendorCall,
  { held, vendor, channelId, estimate }: CallIdentity,
): Promise<Passed> {
  return em.transactional(async (tx) => {
    const over = await passedBudget(tx, {
      channelId,
      runId: held.runId,
      costMicroUsd: estimate.costMicroUsd,
    });
    if (over?.enforcement === 'CAP') {
      const advice = 'Raise the budget of the channel; the run then goes on by itself.';
      throw new NeedsAttentionError('BUDGET', `${over.message} ${advice}`, row.id, estimate.costMicroUsd);
    }
    await lockAccount(tx, vendor.name);
    await requireSlot(tx, vendor);
    const passed = await tx.execute<{ id: string }[]>(
      `update vendor_call set status = 'SUBMITTING', submit_fence = ?, started_at = now() where id = ? and status in ${sourcesOf(callMoves.submitted)}
          and exists (select 1 from task t join pipeline_run r on r.id = t.run_id
                       where t.id = ? and t.fence = ? and t.lease_until > now() and r.cancel_requested_at is null) returning id`,
      [held.fence, row.id, held.taskId, held.fence],
    );
    if (passed.length === 0) return { passed: false, warning: null };
    // last, so that the one call that an open breaker lets through is really sent
    const waitMs = await waitForCircuit(tx, vendor.name);
    if (waitMs > 0) throw leftAlone(vendor, waitMs, 'QUEUED');
    return { passed: true, warning: over?.message ?? null };
  });
}

/**
 * Counted under the lock of the account it is certain; without, it keeps a call that has to wait anyway from taking a turn.
 * @throws {Park} while all slots are taken
 */
export async function requireSlot(em: EntityManager, vendor: Vendor): Promise<void> {
  const [count] = await em.execute<{ open: number }[]>(
    `select count(*)::int as open from vendor_call where vendor = ? and status in ('SUBMITTING', 'SUBMITTED')`,
    [vendor.name],
  );
  if ((count?.open ?? 0) < vendor.slots) return;
  const what = `a free slot at ${vendor.name} (${String(vendor.slots)} in use)`;
  throw new Park('QUEUED', NO_SLOT_PAUSE_MS * (1 + Math.random() / 2), what, null, vendor.name);
}

/** A vendor that failed too often is asked nothing for a while; that is no failed try of the task. */
export function leftAlone(vendor: Vendor, waitMs: number, status: 'QUEUED' | 'WAITING'): Park {
  const pauseMs = waitMs + Math.random() * 1_000; // not all at once
  return new Park(status, pauseMs, `${vendor.name} to recover; it failed too often`);
}

/** A call has ended: the task that waits longest for a slot of its vendor is woken. */
export async function freeSlot(engine: Engine, vendor: VendorName): Promise<void> {
  await engine.failpoint('call-settled', vendor);
  const next = await wakeForSlot(engine.orm.em.fork(), vendor).catch(() => null); // its own pause ends, too
  if (next) engine.bell.ring(next);
}
