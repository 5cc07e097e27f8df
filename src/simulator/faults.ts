import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

export const FAULT_KINDS = [
  'STATUS',
  'DELAY',
  'DROP_BEFORE',
  'DROP_AFTER',
  'TRUNCATE',
  'JOB_FAILED',
  'SLOW',
  'URL_EXPIRED',
  'WEBHOOK_DUPLICATE',
  'WEBHOOK_FORGED',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * What goes wrong.
 *
 * - `STATUS` answers `status`, `body`, `headers` before any work; without `body` the vendor's own error
 * - `DELAY` waits `delayMs` before any work, then goes on
 * - `DROP_BEFORE` cuts the connection before any work, `DROP_AFTER` after it (done, billed, unanswered)
 * - `TRUNCATE` sends half of the body, then cuts; `SLOW` sends it in pieces, `delayMs` (250) apart
 * - `JOB_FAILED` the job that is created next fails; `body` says how, in the vendor's words
 * - `URL_EXPIRED` a result address answers 403 as if its time were over
 * - `WEBHOOK_DUPLICATE` the same event twice; `WEBHOOK_FORGED` a badly signed copy ahead of the true one
 */
export interface Fault {
  readonly kind: FaultKind;
  readonly status?: number | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly delayMs?: number | undefined;
}

export interface PlantedFault {
  readonly id: string;
  readonly vendor: string;
  /** Null strikes any operation. */
  readonly operation: string | null;
  /** How often it will strike yet. */
  readonly times: number;
  readonly fault: Fault;
}

/** The request that is being handled, so that a job knows which creation made it. */
export const currentCall = new AsyncLocalStorage<{ vendor: string; operation: string }>();

/** Those three happen away from the request that they were planted for: only the vendor has to fit. */
const AWAY_FROM_THE_REQUEST: ReadonlySet<FaultKind> = new Set([
  'URL_EXPIRED',
  'WEBHOOK_DUPLICATE',
  'WEBHOOK_FORGED',
]);

export class Faults {
  private planted: PlantedFault[] = [];

  plant(fault: Omit<PlantedFault, 'id'>): string {
    const id = randomUUID();
    this.planted.push({ id, ...fault });
    return id;
  }

  /** The oldest fault that fits strikes, and is used up by one. */
  take(vendor: string, operation: string | null, kinds: readonly FaultKind[]): Fault | null {
    const found = this.planted.find(
      (planted) =>
        planted.vendor === vendor &&
        kinds.includes(planted.fault.kind) &&
        (planted.operation === null ||
          planted.operation === operation ||
          AWAY_FROM_THE_REQUEST.has(planted.fault.kind)),
    );
    if (!found) return null;
    this.planted = this.planted.flatMap((planted) => {
      if (planted !== found) return [planted];
      return planted.times > 1 ? [{ ...planted, times: planted.times - 1 }] : [];
    });
    return found.fault;
  }

  list(): readonly PlantedFault[] {
    return this.planted;
  }

  clear(): void {
    this.planted = [];
  }
}
