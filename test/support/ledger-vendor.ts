import type {
  Charge,
  FootageRequest,
  FootageVendor,
  JobState,
  RecreateSafety,
  Submitted,
  VendorName,
} from '../../src/integrations/contracts.js';
import { VendorError } from '../../src/errors.js';

/** What the vendor does with the next create. `LOST`: it takes and bills the job, and its answer never comes. */
export type Answer = 'TAKEN' | 'LOST' | 'UNAVAILABLE' | 'BUSY' | 'REFUSED';

/** A vendor outside of us that keeps a ledger of what it billed, so that nobody needs to believe our own rows. */
export interface LedgerVendor extends FootageVendor {
  /** A row for each job that is billed. */
  readonly ledger: { key: string; externalId: string }[];
  /** How often each call was sent, billed or not. */
  readonly sends: Map<string, number>;
  /** The most jobs that were open at the same time. */
  readonly mostOpen: number;
  answers(next: Answer): void;
  /** Ends a job. */
  finish(externalId: string, as: 'DONE' | 'FAILED'): void;
}

const PRICE: Charge = { units: 1, unit: 'clip', costMicroUsd: 100_000 };

export function createLedgerVendor(options: {
  name?: VendorName;
  recreate?: RecreateSafety;
  slots?: number;
  /** Runs when a request arrives, before the vendor does anything. */
  arriving?: (operation: string) => Promise<void>;
}): LedgerVendor {
  const { name = 'RUNWAY', recreate = 'BLIND', slots = 100, arriving } = options;
  const ledger: { key: string; externalId: string }[] = [];
  const sends = new Map<string, number>();
  const states = new Map<string, 'OPEN' | 'DONE' | 'FAILED'>();
  const answers: Answer[] = [];
  let mostOpen = 0;

  function take(key: string): string {
    const known = recreate === 'IDEMPOTENT' ? ledger.find((row) => row.key === key) : undefined;
    if (known) return known.externalId;
    const externalId = `job-${String(ledger.length + 1)}-${key}`;
    ledger.push({ key, externalId });
    states.set(externalId, 'OPEN');
    mostOpen = Math.max(mostOpen, [...states.values()].filter((state) => state === 'OPEN').length);
    return externalId;
  }

  const submitted = (externalId: string): Submitted => ({
    externalId,
    requestId: null,
    operation: { id: externalId },
  });

  const idOf = (operation: unknown): string => (operation as { id: string }).id; // made above

  return {
    name,
    capability: 'FOOTAGE',
    configured: true,
    recreate,
    slots,
    requestsPerMinute: 1_000_000,
    ledger,
    sends,
    get mostOpen() {
      return mostOpen;
    },
    answers: (next) => void answers.push(next),
    finish: (externalId, as) => void states.set(externalId, as),
    estimate: (_request: FootageRequest) => PRICE,
    async submit(_request, { callKey }) {
      await arriving?.('submit');
      sends.set(callKey, (sends.get(callKey) ?? 0) + 1);
      const answer = answers.shift() ?? 'TAKEN';
      if (answer === 'BUSY')
        throw new VendorError(name, 'RATE_LIMITED', 'too many requests', { status: 429, retryAfterMs: 1 });
      if (answer === 'UNAVAILABLE') throw new VendorError(name, 'UNAVAILABLE', 'nobody answers');
      if (answer === 'REFUSED')
        throw new VendorError(name, 'REFUSED_INPUT', 'the request is wrong', { status: 400 });
      const externalId = take(callKey);
      await arriving?.('answer');
      if (answer === 'LOST') throw new VendorError(name, 'AMBIGUOUS', 'the answer never came');
      return submitted(externalId);
    },
    operationOf: (externalId) => ({ id: externalId }),
    async check(operation): Promise<JobState> {
      await arriving?.('check');
      const state = states.get(idOf(operation));
      if (state === 'DONE') return { state: 'DONE', result: { url: 'http://127.0.0.1:9/', charge: PRICE } };
      if (state === 'FAILED')
        return {
          state: 'FAILED',
          error: new VendorError(name, 'JOB_FAILED', 'it could not be made'),
          charge: null,
        };
      return { state: 'WAITING', progress: null, note: 'queued', askAgainMs: 1 };
    },
    collect: () => Promise.reject(new Error('nothing is to be fetched')),
    ...(recreate === 'LOOKUP'
      ? {
          async find(callKey: string) {
            await arriving?.('find');
            const row = ledger.find(({ key }) => key === callKey);
            return row ? submitted(row.externalId) : null;
          },
        }
      : {}),
  };
}
