import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Vendors } from '../../src/integrations/contracts.js';
import { startSimulator } from '../../src/simulator/server.js';
import { PREFIXES, vendorsAt } from './vendors-at.js';

const ledgerSchema = z.object({
  rows: z.array(
    z.object({
      vendor: z.string(),
      operation: z.string(),
      externalId: z.string(),
      units: z.number(),
      usd: z.number(),
    }),
  ),
});

export type BilledRow = z.infer<typeof ledgerSchema>['rows'][number];

/** All six vendors, simulated on one server, and their clients. */
export interface SimulatedVendors {
  readonly vendors: Vendors;
  readonly baseUrls: Readonly<Record<string, string>>;
  readonly folder: string;
  /** What one vendor has billed since the last reset. */
  billed(vendor: string): Promise<readonly BilledRow[]>;
  plant(fault: {
    vendor: string;
    operation: string;
    times?: number;
    fault: Record<string, unknown>;
  }): Promise<void>;
  /** How long jobs take from now on. */
  jobSeconds(seconds: number): Promise<void>;
  /** Forgets faults, calls and ledger. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startSimulatedVendors(): Promise<SimulatedVendors> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-simulated-'));
  const simulator = await startSimulator({ port: 0, folder, speed: { jobSeconds: 0.2, media: 'TINY' } });
  const vendors = vendorsAt((prefix) => {
    const name = PREFIXES.find((known) => known === prefix)?.toLowerCase() ?? '';
    return (
      Object.entries(simulator.baseUrls).find(([vendor]) => vendor === name)?.[1] ?? 'http://missing.invalid'
    );
  });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${simulator.origin}/_control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`control answered ${response.status}: ${await response.text()}`);
    const text = await response.text();
    return text === '' ? null : (JSON.parse(text) as unknown); // JSON.parse says any
  };
  return {
    vendors,
    baseUrls: simulator.baseUrls,
    folder,
    billed: async (vendor) =>
      ledgerSchema.parse(await control('GET', '/ledger')).rows.filter((row) => row.vendor === vendor),
    plant: async (fault) => {
      await control('POST', '/faults', { times: 1, ...fault });
    },
    jobSeconds: async (jobSeconds) => {
      await control('POST', '/speed', { jobSeconds, media: 'TINY' });
    },
    reset: async () => {
      await control('DELETE', '');
    },
    close: async () => {
      await vendors.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
