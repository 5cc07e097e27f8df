import { setTimeout as sleep } from 'node:timers/promises';
import { AcogError } from '../errors.js';
import type { Engine } from './engine.js';
import { isRefusedByDatabase } from './outage.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;
/** Beyond the lease: by then somebody else has found the task and put the call in doubt. */
const BEYOND_LEASE_MS = 60_000;

/**
 * Writes down what was paid for, again and again while the database is away: what a vendor answered is in this process's
 * memory alone. What is written must be safe to write twice.
 */
export async function stubbornly<T>(engine: Engine, write: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + engine.leaseMs + BEYOND_LEASE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await write();
    } catch (error) {
      const isHopeless = error instanceof AcogError || isRefusedByDatabase(error);
      if (isHopeless || performance.now() > giveUpAt) throw error;
      engine.logger.warn({ error }, 'what a vendor answered could not be written down; trying again');
      await sleep(pauseMs);
    }
  }
}
