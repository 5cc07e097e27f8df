import { VendorCall } from '../entities/vendor-call.js';
import type { JobVendor, JsonObject } from '../integrations/contracts.js';
import { settle } from './call-rows.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { freeSlot } from './limits.js';

/** Asks vendors to stop what a cancelled task still waits for. What cannot be stopped is counted as spent. */
export async function cancelOpenCalls(engine: Engine, held: Claim): Promise<void> {
  const em = engine.orm.em.fork();
  const open = await em.find(VendorCall, {
    task: held.taskId,
    status: { $in: ['INTENDED', 'SUBMITTING', 'SUBMITTED'] },
  });
  for (const row of open) {
    if (row.status === 'INTENDED') {
      await settle(em, row, { status: 'CANCELLED', charge: null });
      continue;
    }
    const spent = {
      units: row.unitCount ?? row.estimatedUnits ?? 0,
      unit: row.unit ?? 'job',
      costMicroUsd: row.estimatedCostMicroUsd,
    };
    if (row.status === 'SUBMITTING') {
      await settle(em, row, { status: 'WRITTEN_OFF', charge: spent });
      continue;
    }
    const vendor = engine.vendors.all.find((one) => one.name === row.vendor) as
      JobVendor<unknown> | undefined; // only jobs are SUBMITTED
    let stopped = false;
    try {
      if (vendor?.cancel) {
        await vendor.cancel(row.vendorOperation as JsonObject, AbortSignal.timeout(15_000));
        stopped = true;
        await engine.failpoint('cancelled-at-vendor', row.vendor);
      }
    } catch (error) {
      engine.logger.warn(
        { error, vendorCallId: row.id },
        'the vendor could not be asked to stop; the call counts as spent',
      );
    }
    await settle(em, row, { status: 'CANCELLED', charge: stopped ? null : spent });
    await freeSlot(engine, row.vendor);
  }
}
