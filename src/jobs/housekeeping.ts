import { setTimeout as sleep } from 'node:timers/promises';
import { forgetOldAudit } from './audit-retention.js';
import type { Engine } from './engine.js';
import { resumeAffordable } from './resume-budget.js';
import { forgetOldRows, removeAbandonedUploads, removeLeftovers } from './retention.js';
import { countForPlanner } from './statistics.js';
import { sweepOrphans } from './sweep-orphans.js';

/** What has to be done now and then, by whichever worker comes first. */
export interface Housekeeping {
  close(): Promise<void>;
}

const TURN_MS = 5_000;
const CLEANING_MS = 3_600_000;

/** Every few seconds: lets tasks go on that wait for nothing any more. Once an hour: cleans up. */
export function startHousekeeping(engine: Engine, { auditDays }: { auditDays: number }): Housekeeping {
  const stopping = new AbortController();

  async function turn(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      engine.logger.debug({ error }, `${what} did not work; it is tried again`);
    }
  }

  async function run(): Promise<void> {
    let cleanedAt = performance.now() - CLEANING_MS * (0.9 + Math.random() / 10); // workers do not start cleaning together
    while (!stopping.signal.aborted) {
      await turn('looking for budgets with room', () => resumeAffordable(engine));
      if (performance.now() - cleanedAt > CLEANING_MS) {
        cleanedAt = performance.now();
        await turn('counting for the planner', () => countForPlanner(engine));
        await turn('forgetting old rows', () => forgetOldRows(engine));
        await turn('forgetting old audit entries', () => forgetOldAudit(engine, auditDays));
        await turn('removing leftovers', () => removeLeftovers(engine));
        await turn('removing abandoned uploads', () => removeAbandonedUploads(engine));
        await turn('sweeping the asset store', () => sweepOrphans(engine));
      }
      await sleep(TURN_MS * (0.75 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
