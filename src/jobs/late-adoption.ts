import type { VendorCall } from '../entities/vendor-call.js';
import type { Change } from './change.js';
import { changeWith } from './change-with.js';
import type { Engine } from './engine.js';
import { readyAfterCall } from './ready-tasks.js';

/** The vendor's id of an uncertain call became known after all: its task goes on. */
export async function readyAdopted(engine: Engine, call: Pick<VendorCall, 'id' | 'runId'>): Promise<void> {
  await changeWith(engine, call.runId, (change) => goOnAfterCall(change, call.id, 'The vendor has the job.'));
}

/** Readies the task that waited for a decision about this call, and says so. */
export async function goOnAfterCall(change: Change, callId: string, message: string): Promise<void> {
  if (change.hasEnded || change.run.cancelRequestedAt) return;
  const readied = await readyAfterCall(change.em, callId);
  if (!readied) return;
  change.emit('ATTENTION_RESOLVED', { stage: readied.stage, taskId: readied.id, message });
  change.ring(readied);
  change.sumUp([readied.stage]);
}
