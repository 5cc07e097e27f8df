import type { LedgerRow } from '../../src/simulator/contracts.js';
import type { World } from './world.js';

interface CallRow {
  readonly key: string;
  readonly vendor: string;
  readonly status: string;
  readonly external_id: string | null;
  /** It was sent at least once. */
  readonly was_sent: boolean;
  /** Something is booked for it. */
  readonly is_paid: boolean;
}

export interface MoneyVerdict {
  readonly broken: readonly string[];
  readonly charges: number;
  readonly overCharges: number;
  readonly lost: number;
  /** Charges that no row knows by id, but that a row says may have happened. */
  readonly flagged: number;
}

/** I1 and I3: the vendors' own ledger against our account of calls. */
export async function judgeMoney(world: World): Promise<MoneyVerdict> {
  const ledger = (await world.simulator.ledger()).map(withKeyAlone);
  const calls = await world.query<CallRow>(
    `select key, vendor, status, external_id, started_at is not null as was_sent, coalesce(cost_micro_usd, 0) > 0 as is_paid from vendor_call`,
  );
  const overCharged = [...chargedTwice(ledger, calls), ...vendorsBeyondCalls(ledger, calls)];
  const { lost, flagged } = findLost(ledger, calls);
  return {
    broken: [...overCharged.map((text) => `I1: ${text}`), ...lost.map((text) => `I3: ${text}`)],
    charges: ledger.length,
    overCharges: overCharged.length,
    lost: lost.length,
    flagged,
  };
}

/** Where the key stands in a title, words follow it. */
function withKeyAlone(row: LedgerRow): LedgerRow {
  return { ...row, idempotencyKey: row.idempotencyKey?.split(' ')[0] ?? null };
}

/** Where the vendor was told a key, no key is charged twice, and none that we do not know. */
function chargedTwice(ledger: readonly LedgerRow[], calls: readonly CallRow[]): string[] {
  const known = new Map(calls.map((call) => [call.key, call]));
  const byKey = groupBy(
    ledger.filter((row) => row.idempotencyKey !== null),
    (row) => row.idempotencyKey ?? '',
  );
  return [...byKey].flatMap(([key, rows]) => {
    const call = known.get(key);
    const vendor = rows[0]?.vendor ?? '';
    if (!call) return [`${vendor} charged ${key}, which is no call of ours`];
    const where = `call ${key} (${call.status}, ${call.external_id ?? 'no id'})`;
    if (rows.length > 1)
      return [
        `${vendor} charged ${where} ${rows.length} times: ${rows.map((row) => row.externalId).join(', ')}`,
      ];
    return call.was_sent ? [] : [`${vendor} charged ${where}, which was never sent`];
  });
}

/** Where the vendor knows no key: not more charges than calls that were sent. */
function vendorsBeyondCalls(ledger: readonly LedgerRow[], calls: readonly CallRow[]): string[] {
  const byVendor = groupBy(ledger, (row) => row.vendor);
  return [...byVendor].flatMap(([vendor, rows]) => {
    const sent = calls.filter((call) => call.vendor === vendor.toUpperCase() && call.was_sent).length;
    const ids = new Set(rows.map((row) => row.externalId));
    if (ids.size < rows.length) return [`${vendor} charged an id twice`];
    return rows.length > sent ? [`${vendor} charged ${rows.length} times for ${sent} calls`] : [];
  });
}

/** Open to a person's decision, or decided and counted as spent. */
function speaksForALostOne({ status, external_id: id, is_paid: isPaid }: CallRow): boolean {
  if (id !== null) return false;
  return status === 'UNCERTAIN' || (isPaid && ['WRITTEN_OFF', 'FAILED', 'CANCELLED'].includes(status));
}

function findLost(
  ledger: readonly LedgerRow[],
  calls: readonly CallRow[],
): { lost: string[]; flagged: number } {
  const lost: string[] = [];
  let flagged = 0;
  for (const [vendor, rows] of groupBy(ledger, (row) => row.vendor)) {
    const mine = calls.filter((call) => call.vendor === vendor.toUpperCase());
    const ids = new Set(mine.map((call) => call.external_id));
    const keys = new Map(mine.map((call) => [call.key, call]));
    const unknown = rows.filter((row) => !ids.has(row.externalId));
    const named = unknown.filter((row) => row.idempotencyKey !== null);
    for (const row of named) {
      const call = keys.get(row.idempotencyKey ?? '');
      if (call && speaksForALostOne(call)) flagged += 1;
      else
        lost.push(
          `${vendor} charged ${row.externalId} for ${row.idempotencyKey ?? ''}, which is ${call?.status ?? 'unknown'} with ${call?.external_id ?? 'no id'}`,
        );
    }
    const nameless = unknown.filter((row) => row.idempotencyKey === null);
    const speaking = mine.filter(speaksForALostOne).length;
    flagged += Math.min(nameless.length, speaking);
    for (const row of nameless.slice(speaking))
      lost.push(`${vendor} charged ${row.externalId} and nothing tells of it`);
  }
  return { lost, flagged };
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
