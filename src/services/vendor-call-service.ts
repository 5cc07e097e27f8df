import type { PipelineRun } from '../entities/run.js';
import type { VendorCall } from '../entities/vendor-call.js';
import type { RunControl } from '../jobs/run-control.js';
import { findOwned } from './find.js';
import { InputCheck } from './input-check.js';
import type { Scope } from './scope.js';
import { inTransaction, reread } from './transaction.js';
import type { ResolveVendorCallInput } from './vendor-call-inputs.js';

const LONGEST_ID = 200;
const LONGEST_NOTE = 500;

export class VendorCallService {
  constructor(private readonly control: Pick<RunControl, 'resolveCall'>) {}

  /** @throws {ConflictError} when the call is not uncertain */
  async resolve(
    scope: Scope,
    input: ResolveVendorCallInput,
  ): Promise<{ vendorCall: VendorCall; run: PipelineRun }> {
    const check = new InputCheck();
    const externalId = check.optionalText(input.externalId, ['externalId'], LONGEST_ID);
    const note = check.optionalText(input.note, ['note'], LONGEST_NOTE);
    check.done();
    const { decision } = input;
    let callId = '';
    const change = await inTransaction(scope, async (inside) => {
      const call = await findOwned(inside, 'VendorCall', input.vendorCallId, ['vendorCallId']);
      callId = call.id;
      return this.control.resolveCall(inside.em, call, { decision, externalId, note });
    });
    change.announce();
    const [vendorCall, run] = await Promise.all([
      reread(scope, 'VendorCall', callId),
      reread(scope, 'PipelineRun', change.run.id),
    ]);
    return { vendorCall, run };
  }
}
