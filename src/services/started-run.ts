import type { PipelineRun } from '../entities/run.js';
import type { Answer } from './idempotency.js';
import type { Scope } from './scope.js';
import { reread } from './transaction.js';

export interface StartedRun {
  readonly run: PipelineRun | null;
  /** Subscribe with it and miss nothing that follows the start. */
  readonly eventCursor: string | null;
}

/** The run behind a stored answer, as it is now, and the cursor of the moment it was started. */
export async function rereadStarted(scope: Scope, { runId, eventCursor }: Answer): Promise<StartedRun> {
  const run = runId ? await reread(scope, 'PipelineRun', runId) : null;
  return { run, eventCursor: eventCursor ?? null };
}
