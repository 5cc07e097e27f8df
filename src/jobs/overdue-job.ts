import type { VendorCall } from '../entities/vendor-call.js';
import { VendorError } from '../errors.js';
import type { JobVendor, JsonObject } from '../integrations/contracts.js';
import type { Attempt } from './attempt.js';
import { ageOfSending, markOverdue, settle } from './call-rows.js';
import { freeSlot } from './limits.js';
import { NeedsAttentionError } from './park.js';
import { errorRow } from './trouble.js';

const CANCEL_DEADLINE_MS = 15_000;

/** Whether the vendor has had a job for longer than any job takes. */
export async function isOverdue({ engine }: Attempt, row: VendorCall): Promise<boolean> {
  return (await ageOfSending(engine.orm.em.fork(), row)) > engine.jobDeadlineMs;
}

/**
 * Ends the waiting for a job that does not end. Where the vendor stops it free of charge it is made again; elsewhere it may
 * have to be paid, so a person decides whether to wait on.
 */
export async function endWaiting<Request>(
  attempt: Attempt,
  row: VendorCall,
  vendor: JobVendor<Request>,
): Promise<never> {
  const { engine } = attempt;
  const minutes = Math.round(engine.jobDeadlineMs / 60_000);
  const late = `${vendor.name} has worked at job ${row.externalId ?? ''} for more than ${String(minutes)} minutes`;
  const operation = row.vendorOperation as JsonObject; // `submit` or `operationOf` made it
  if (await vendor.cancel?.(operation, AbortSignal.timeout(CANCEL_DEADLINE_MS))) {
    const error = new VendorError(vendor.name, 'JOB_FAILED', `${late}; it was stopped there`, {
      retryable: true,
    });
    await settle(engine.orm.em.fork(), row, { status: 'CANCELLED', charge: null, error: errorRow(error) });
    await freeSlot(engine, row.vendor);
    throw error;
  }
  await markOverdue(engine.orm.em.fork(), row);
  await freeSlot(engine, row.vendor);
  throw new NeedsAttentionError(
    'UNCERTAIN_CALL',
    `${late}, and stopping it there does not save its price. ADOPT the call to wait on, WRITE_OFF to order a new one.`,
    row.id,
  );
}
