import type { EntityManager } from '@mikro-orm/postgresql';
import { VendorCall } from '../entities/vendor-call.js';
import type { Charge, JobVendor, JsonObject } from '../integrations/contracts.js';
import { settle } from './call-rows.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { freeSlot } from './limits.js';

/** Ends calls whose answer nobody waits for any more: one that was not sent is void, one that may have been is spent. */
export async function settleUnanswered(em: EntityManager, { taskId }: Pick<Claim, 'taskId'>): Promise<void> {
  const open = await em.find(VendorCall, { task: taskId, status: { $in: ['INTENDED', 'SUBMITTING'] } });
  for (const row of open)
    await settle(
      em,
      row,
      row.status === 'INTENDED'
        ? { status: 'CANCELLED', charge: null }
        : { status: 'WRITTEN_OFF', charge: estimateOf(row) },
    );
}

function estimateOf(row: VendorCall): Charge {
  return {
    units: row.unitCount ?? row.estimatedUnits ?? 0,
    unit: row.unit ?? 'job',
    costMicroUsd: row.estimatedCostMicroUsd,
  };
}

/** Whether a vendor has a job of the task. */
export async function isOrdered(em: EntityManager, { taskId }: Pick<Claim, 'taskId'>): Promise<boolean> {
  return (await em.count(VendorCall, { task: taskId, status: 'SUBMITTED' })) > 0;
}

/** Asks vendors to stop what a cancelled task still waits for. What is not stopped free of charge is counted as spent. */
export async function cancelOpenCalls(engine: Engine, held: Claim): Promise<void> {
  const em = engine.orm.em.fork();
  await settleUnanswered(em, held);
  for (const row of await em.find(VendorCall, { task: held.taskId, status: 'SUBMITTED' })) {
    const vendor = engine.vendors.all.find((one) => one.name === row.vendor) as
      JobVendor<unknown> | undefined; // only jobs are SUBMITTED
    let isFree = false;
    try {
      if (vendor?.cancel) {
        isFree = await vendor.cancel(row.vendorOperation as JsonObject, AbortSignal.timeout(15_000));
        await engine.failpoint('cancelled-at-vendor', row.vendor);
      }
    } catch (error) {
      engine.logger.warn(
        { error, vendorCallId: row.id },
        'the vendor could not be asked to stop; the call counts as spent',
      );
    }
    await settle(em, row, { status: 'CANCELLED', charge: isFree ? null : estimateOf(row) });
    await freeSlot(engine, row.vendor);
  }
}
