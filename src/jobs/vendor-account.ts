import type { EntityManager } from '@mikro-orm/postgresql';
import type { CircuitState } from '../entities/vendor-account.js';
import type { VendorName } from '../entities/vendor.js';
import { VendorError } from '../errors.js';
import type { Engine } from './engine.js';

// The breaker of a vendor account, shared by all workers because it is a row. What fails while it is closed is counted;
// once open, nothing is sent until one call was tried and went well. Waiting for it spends no attempt of a task.

/** Failures within the window that open it. */
export const FAILURES_TO_OPEN = 5;
const WINDOW_SECONDS = 60;
const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 600;
/** The call that is tried must have ended by then, or another may be tried: its worker may have died. */
const PROBE_SECONDS = 150;
/** While another worker tries: when to look again. */
const LOOK_AGAIN_MS = 2_000;

/** Takes the account's row, so that slots and breaker stand still until the commit. Makes it when it is the first call. */
export async function lockAccount(em: EntityManager, vendor: VendorName): Promise<void> {
  const found = await em.execute<unknown[]>(`select from vendor_account where vendor = ? for update`, [
    vendor,
  ]);
  if (found.length > 0) return;
  await em.execute(`insert into vendor_account (vendor) values (?) on conflict do nothing`, [vendor]);
  await em.execute(`select from vendor_account where vendor = ? for update`, [vendor]);
}

/** How a vendor's breaker stands, and for how many ms nothing is sent. Null: it was never called. */
export async function readCircuit(
  em: EntityManager,
  vendor: VendorName,
): Promise<{ circuit: CircuitState; waitMs: number } | null> {
  const [row] = await em.execute<{ circuit: CircuitState; waitMs: number }[]>(
    `select circuit, greatest(0, extract(epoch from
              coalesce(case circuit when 'OPEN' then open_until else probe_until end, now()) - now()) * 1000)::float8 as "waitMs"
       from vendor_account where vendor = ?`,
    [vendor],
  );
  return row ?? null;
}

/**
 * Whether the vendor may be asked now. Of an open account whose pause is over, the one that asks first is let through.
 * @returns 0, or for how many ms not
 */
export async function waitForCircuit(em: EntityManager, vendor: VendorName): Promise<number> {
  const account = await readCircuit(em, vendor);
  if (!account || account.circuit === 'CLOSED') return 0;
  const passed = await em.execute<unknown[]>(
    `update vendor_account set circuit = 'HALF_OPEN', probe_until = now() + make_interval(secs => ?) where vendor = ?
        and ((circuit = 'OPEN' and open_until <= now()) or (circuit = 'HALF_OPEN' and probe_until <= now())) returning vendor`,
    [PROBE_SECONDS, vendor],
  );
  if (passed.length > 0) return 0;
  return account.circuit === 'OPEN' ? Math.max(account.waitMs, 250) : Math.min(account.waitMs, LOOK_AGAIN_MS);
}

/** What an answer, or its absence, says about the vendor itself. A refusal is an answer: it is there. */
export async function noteOutcome(
  { orm, logger }: Pick<Engine, 'orm' | 'logger'>,
  vendor: VendorName,
  error: unknown,
): Promise<void> {
  const em = orm.em.fork();
  if (error === null) return noteAnswer(em, vendor);
  if (!(error instanceof VendorError)) return;
  if (error.fault === 'UNAVAILABLE' || error.fault === 'AMBIGUOUS') {
    const openForSeconds = await noteFailure(em, vendor);
    if (openForSeconds)
      logger.warn({ vendor, openForSeconds }, 'a vendor failed too often and is left alone');
    return;
  }
  if (error.detail.status !== undefined) return noteAnswer(em, vendor);
}

async function noteAnswer(em: EntityManager, vendor: VendorName): Promise<void> {
  await em.execute(
    `update vendor_account set circuit = 'CLOSED', failures = 0, failing_since = null, openings = 0, open_until = null, probe_until = null
      where vendor = ? and (failures > 0 or circuit <> 'CLOSED')`,
    [vendor],
  );
}

/** @returns for how many seconds it opened just now; null when it did not */
async function noteFailure(em: EntityManager, vendor: VendorName): Promise<number | null> {
  await em.execute(
    `insert into vendor_account as a (vendor, failures, failing_since) values (?, 1, now()) on conflict (vendor) do update set
       failures = case when a.failing_since > now() - make_interval(secs => ?) then a.failures + 1 else 1 end,
       failing_since = case when a.failing_since > now() - make_interval(secs => ?) then a.failing_since else now() end`,
    [vendor, WINDOW_SECONDS, WINDOW_SECONDS],
  );
  const [opened] = await em.execute<{ seconds: number }[]>(
    `update vendor_account set circuit = 'OPEN', openings = openings + 1, probe_until = null,
            open_until = now() + make_interval(secs => least(? * power(2, least(openings, 10)), ?))
      where vendor = ? and (circuit = 'HALF_OPEN' or (circuit = 'CLOSED' and failures >= ?))
      returning extract(epoch from open_until - now())::float8 as seconds`,
    [FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, vendor, FAILURES_TO_OPEN],
  );
  return opened?.seconds ?? null;
}
