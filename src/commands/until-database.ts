import { setTimeout as sleep } from 'node:timers/promises';
import type { DriverException } from '@mikro-orm/core';
import type { App } from '../app.js';
import type { Logger } from '../logger.js';
import type { Orm } from '../orm.js';
import { isDatabaseAway } from '../services/database-away.js';

/** PostgreSQL is there and says that it starts, or recovers. */
const STARTING = '57P03';
const LONGEST_START_MS = 60_000;
const PAUSE_MS = 500;
/** For what goes on running. */
const SERVICE_PATIENCE_MS = 10_000;

/**
 * Resolves when the database answers. One that starts is waited for; a machine that starts has them all come up at once.
 *
 * @param patienceMs for one that does not answer at all
 * @param onWait told once why it is waited
 * @throws what the database, or the way to it, said last
 */
export async function untilDatabase(
  orm: Orm,
  { patienceMs, onWait }: { readonly patienceMs: number; readonly onWait: (error: DriverException) => void },
): Promise<void> {
  const since = performance.now();
  for (let isTold = false; ; isTold = true) {
    try {
      await orm.em.fork().execute('select 1');
      return;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error; // a wrong name, password or database is no better in a moment
      const limitMs = error.code === STARTING ? LONGEST_START_MS : patienceMs;
      if (performance.now() - since > limitMs) throw error;
      if (!isTold) onWait(error);
      await sleep(PAUSE_MS);
    }
  }
}

/** Resolves when a part that goes on running can use its database. @throws when it cannot, or migrations are missing */
export async function untilUsable({ orm, checks }: App, logger: Logger): Promise<void> {
  await untilDatabase(orm, {
    patienceMs: SERVICE_PATIENCE_MS,
    onWait: (error) => logger.warn({ error }, 'PostgreSQL cannot be used yet; trying again'),
  });
  await checks.migrations();
}
