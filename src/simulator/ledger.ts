import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LedgerRow } from './contracts.js';

/** Every creation a vendor would bill, in order; on disk too when a path is given. */
export interface Ledger {
  rows(): LedgerRow[];
  write(row: Omit<LedgerRow, 'at'>): void;
  /** What was cancelled before it began is not billed. */
  strike(vendor: string, externalId: string): void;
  clear(): void;
}

/** A row is written to disk before the client hears of it, so that a killed server never forgets money. */
function readRows(path: string): LedgerRow[] {
  if (!existsSync(path)) return [];
  const rows: LedgerRow[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    try {
      // our own lines; only the last one can be cut short, by a kill in the middle of a write
      rows.push(JSON.parse(line) as LedgerRow);
    } catch {
      continue;
    }
  }
  return rows;
}

/** @param path file of JSON lines; read at the start, appended to afterwards */
export function createLedger(path?: string): Ledger {
  const rows = path === undefined ? [] : readRows(path);
  if (path !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }
  return {
    rows: () => [...rows],
    write(row) {
      const dated = { at: new Date().toISOString(), ...row };
      rows.push(dated);
      if (path !== undefined) appendFileSync(path, `${JSON.stringify(dated)}\n`);
    },
    strike(vendor, externalId) {
      const at = rows.findIndex((row) => row.vendor === vendor && row.externalId === externalId);
      if (at < 0) return;
      rows.splice(at, 1);
      if (path !== undefined) writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    },
    clear() {
      rows.length = 0;
      if (path !== undefined) writeFileSync(path, '');
    },
  };
}
