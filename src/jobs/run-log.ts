import { changeWith } from './change-with.js';
import type { Engine } from './engine.js';

/** Tells people, once in a run, that its channel's budget is passed and that the run goes on nevertheless. */
export async function warnOfBudget(engine: Engine, runId: string, message: string): Promise<void> {
  await changeWith(engine, runId, (change) => {
    const { run } = change;
    if (run.budgetWarnedAt || change.hasEnded) return Promise.resolve();
    run.budgetWarnedAt = change.now;
    change.emit('LOG', { message });
    return Promise.resolve();
  });
}
