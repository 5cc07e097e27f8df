import { FAILPOINTS } from '../../src/jobs/failpoint.js';
import type { Dice } from './dice.js';
import type { NetworkFault } from './fault-proxy.js';
import type { VendorFault } from './simulator.js';
import { NETWORKS, type Network } from './world.js';

/** One thing that goes wrong; `forMs` is how long it lasts. */
export type PlannedFault = { readonly atMs: number } & (
  | { readonly kind: 'workerKilled'; readonly place: number }
  | { readonly kind: 'workerFrozen'; readonly place: number; readonly forMs: number }
  | { readonly kind: 'failpoint'; readonly place: number; readonly plan: string }
  | { readonly kind: 'redisKilled' | 'postgresKilled' | 'storageAway'; readonly forMs: number }
  | { readonly kind: 'redisFlushed' | 'scriptsFlushed' | 'connectionsTerminated' | 'apiKilled' }
  | {
      readonly kind: 'network';
      readonly network: Network;
      readonly fault: NetworkFault;
      readonly share: number;
      readonly forMs: number;
    }
  | { readonly kind: 'vendor'; readonly fault: VendorFault }
  | { readonly kind: 'cancel'; readonly which: number }
);
export type FaultName = PlannedFault['kind'];

const WEIGHTS: Readonly<Record<FaultName, number>> = {
  workerKilled: 10,
  workerFrozen: 5,
  failpoint: 14,
  redisKilled: 3,
  redisFlushed: 2,
  scriptsFlushed: 2,
  postgresKilled: 2,
  connectionsTerminated: 3,
  storageAway: 2,
  network: 8,
  vendor: 22,
  cancel: 2,
  apiKilled: 1,
};

/** The creates are where money goes; the other operations only have to be borne. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  openai: ['createResponse'],
  elevenlabs: ['speak'],
  heygen: ['createVideo', 'createVideo', 'getVideo', 'createDirectUpload', 'download'],
  synthesia: ['createVideo', 'createVideo', 'getVideo', 'listVideos', 'uploadScriptAudio', 'download'],
  runway: ['textToVideo', 'textToVideo', 'getTask', 'download'],
  pika: ['submit', 'submit', 'getStatus', 'getResult', 'download'],
};
const JOB_VENDORS = ['heygen', 'synthesia', 'runway', 'pika'];

export const FAULT_NAMES = Object.keys(WEIGHTS) as readonly FaultName[]; // as: what the record is made of

/** The same dice, the same plan. @param everyMs between two faults on average @param only these kinds; null for all */
export function planFaults(
  dice: Dice,
  { forMs, everyMs, only }: { forMs: number; everyMs: number; only: ReadonlySet<string> | null },
): PlannedFault[] {
  const plan: PlannedFault[] = [];
  for (let atMs = everyMs; atMs < forMs; atMs += everyMs * (0.4 + 1.2 * dice.next())) {
    const fault = planOne(dice);
    if (only === null || only.has(fault.kind)) plan.push({ ...fault, atMs: Math.round(atMs) });
  }
  return plan;
}

/** A union of records loses its members when it is spread without its own type. */
type Unplaced = PlannedFault extends infer One
  ? One extends PlannedFault
    ? Omit<One, 'atMs'>
    : never
  : never;

function planOne(dice: Dice): Unplaced {
  const kind = dice.pickWeighted(WEIGHTS);
  const place = dice.between(0, 7);
  switch (kind) {
    case 'workerKilled':
      return { kind, place };
    case 'workerFrozen':
      return { kind, place, forMs: dice.between(2_500, 5_000) };
    case 'failpoint':
      return { kind, place, plan: planFailpoint(dice) };
    case 'redisKilled':
      return { kind, forMs: dice.between(100, 5_000) };
    case 'postgresKilled':
      return { kind, forMs: dice.between(50, 2_000) };
    case 'storageAway':
      return { kind, forMs: dice.between(500, 4_000) };
    case 'redisFlushed':
    case 'scriptsFlushed':
    case 'connectionsTerminated':
    case 'apiKilled':
      return { kind };
    case 'network': {
      const fault = dice.pickWeighted({ delay: 3, throttle: 2, drop: 2, reset: 3, 'half-open': 2 });
      const share = dice.pick([0.3, 0.6, 1]);
      return { kind, network: dice.pick(NETWORKS), fault, share, forMs: dice.between(500, 4_000) };
    }
    case 'vendor':
      return { kind, fault: planVendorFault(dice) };
    case 'cancel':
      return { kind, which: dice.between(0, 1_000) };
  }
}

function planFailpoint(dice: Dice): string {
  const name = dice.pick(FAILPOINTS);
  const action = dice.pickWeighted({ kill: 4, stop: 2, throw: 3, delay: 1 });
  return `${name}=${action}${action === 'delay' ? `:${dice.between(200, 3_500)}` : ''}%50*1`;
}

function planVendorFault(dice: Dice): VendorFault {
  const vendor = dice.pick(Object.keys(OPERATIONS));
  const operation = dice.pick(OPERATIONS[vendor] ?? []);
  const ofJobs = JOB_VENDORS.includes(vendor) ? 1 : 0;
  const callsBack = ofJobs === 1 && vendor !== 'runway' ? 1 : 0;
  const kind = dice.pickWeighted({
    ...{ STATUS: 8, DROP_BEFORE: 3, DROP_AFTER: 5, TRUNCATE: 3, SLOW: 1, DELAY: 1 },
    ...{ JOB_FAILED: ofJobs, URL_EXPIRED: ofJobs },
    ...{ WEBHOOK_DUPLICATE: callsBack, WEBHOOK_FORGED: callsBack },
  });
  if (kind === 'STATUS') {
    const status = dice.pick([429, 429, 500, 503]);
    const headers = status === 429 ? { 'retry-after': '1' } : {};
    return { vendor, operation, times: 1, fault: { kind, status, headers } };
  }
  if (kind === 'DELAY')
    return { vendor, operation, times: 1, fault: { kind, delayMs: dice.between(500, 3_500) } };
  const isOfJob = kind === 'JOB_FAILED' || kind === 'URL_EXPIRED';
  if (isOfJob || kind === 'WEBHOOK_DUPLICATE' || kind === 'WEBHOOK_FORGED')
    return { vendor, times: 1, fault: { kind } };
  return { vendor, operation, times: 1, fault: { kind } };
}
