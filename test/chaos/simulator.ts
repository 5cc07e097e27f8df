import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerRow } from '../../src/simulator/contracts.js';
import type { FaultKind } from '../../src/simulator/faults.js';
import { startSimulator } from '../../src/simulator/server.js';
import { startChild, type Child, type Keeper } from './child.js';

export interface VendorFault {
  readonly vendor: string;
  readonly operation?: string;
  readonly times: number;
  readonly fault: {
    readonly kind: FaultKind;
    readonly status?: number;
    readonly headers?: Record<string, string>;
    readonly delayMs?: number;
  };
}

/** The vendors, in a process of their own: what it wrote down is what was charged. */
export interface Simulator {
  readonly port: number;
  ledger(): Promise<LedgerRow[]>;
  plant(fault: VendorFault): Promise<void>;
  /** For jobs from now on. */
  setJobSeconds(seconds: number): Promise<void>;
  /** Its messages that were taken, as far as it remembers. */
  webhooksTaken(): Promise<number>;
  /** Faults that have not struck yet. */
  waiting(): Promise<number>;
  stop(): Promise<void>;
}

const JOB_SECONDS = 0.5;

/** The process itself: listens, says where in one line of JSON, and ends with a signal. */
export async function runSimulator(folder: string, port: number, publicOrigin: string | null): Promise<void> {
  const simulator = await startSimulator({
    port,
    folder,
    speed: { jobSeconds: JOB_SECONDS, media: 'TINY' },
    publicOrigin: publicOrigin ?? undefined,
    ledgerPath: join(folder, 'ledger.jsonl'),
  });
  process.stdout.write(`${JSON.stringify({ port: simulator.port })}\n`);
  await new Promise((resolve) => process.once('SIGTERM', resolve));
  await simulator.close();
}

/** @param publicOrigin as workers reach it, when that is not its own address */
export async function launchSimulator(options: {
  root: string;
  folder: string;
  keeper: Keeper;
  port: number;
  publicOrigin: string | null;
}): Promise<Simulator> {
  const { root, folder, keeper, publicOrigin } = options;
  const logFile = join(folder, `simulator-${randomUUID().slice(0, 6)}.log`);
  const args = [
    join(root, 'scripts/chaos.mjs'),
    'simulator',
    folder,
    String(options.port),
    publicOrigin ?? '',
  ];
  const child = startChild(keeper, { program: process.execPath, args, env: process.env, logFile });
  const port = await readPort(child);
  const control = `http://127.0.0.1:${port}/_control`;
  async function rows<Row>(what: string): Promise<Row[]> {
    const response = await fetch(`${control}/${what}`);
    return ((await response.json()) as { rows: Row[] }).rows; // as: the control interface's own shape
  }
  return {
    port,
    ledger: () => rows<LedgerRow>('ledger'),
    async plant(fault) {
      const response = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(fault) });
      if (!response.ok) throw new Error(`the simulator refuses a fault: ${await response.text()}`);
    },
    async setJobSeconds(jobSeconds) {
      await fetch(`${control}/speed`, { method: 'POST', body: JSON.stringify({ jobSeconds }) });
    },
    webhooksTaken: async () =>
      (await rows<{ status: number | null }>('webhooks')).filter(({ status }) => status === 200).length,
    waiting: async () => (await rows<{ times: number }>('faults')).reduce((sum, { times }) => sum + times, 0),
    async stop() {
      child.signal('SIGTERM');
      await child.ended;
    },
  };
}

async function readPort(child: Child): Promise<number> {
  for (;;) {
    const line = readFileSync(child.logFile, 'utf8')
      .split('\n')
      .find((text) => text.startsWith('{"port"'));
    if (line !== undefined) return (JSON.parse(line) as { port: number }).port; // as: written above
    if (child.hasEnded) throw new Error(`the simulator did not start; its log is ${child.logFile}`);
    await sleep(30);
  }
}
