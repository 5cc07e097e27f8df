import type { StageStatus } from '../../src/entities/stage.js';
import type { VendorCallStatus } from '../../src/entities/vendor-call.js';
import { callMoves, taskMoves, type Move } from '../../src/jobs/moves.js';

// What the rows of tasks and paid calls are meant to do, as plain functions: a row and what happens give the row afterwards,
// or `REFUSED` where nothing may change. The model test holds the statements of the program against them.

export type Reduced<Row> = Row | 'REFUSED';

export interface TaskRow {
  readonly status: StageStatus;
  readonly fence: number;
  readonly attempt: number;
  readonly crashes: number;
  /** Who holds it, while somebody does. */
  readonly owner: string | null;
  readonly leaseEnded: boolean;
  /** It is parked until later, until now, or not at all. */
  readonly wakes: 'LATER' | 'NOW' | null;
}

export type TaskEvent =
  | { readonly kind: 'claim'; readonly owner: string }
  | { readonly kind: 'heartbeat'; readonly fence: number }
  | { readonly kind: 'release'; readonly fence: number; readonly to: StageStatus; readonly attempt?: number }
  | {
      readonly kind:
        | 'leaseEnds'
        | 'timePasses'
        | 'wake'
        | 'cancelIdle'
        | 'retry'
        | 'mend'
        | 'needsMet'
        | 'approve'
        | 'reject';
    };

const GOES_ON: ReadonlySet<StageStatus> = new Set(['QUEUED', 'WAITING']);

export const newTask: TaskRow = {
  status: 'PENDING',
  fence: 0,
  attempt: 1,
  crashes: 0,
  owner: null,
  leaseEnded: false,
  wakes: null,
};

export function reduceTask(row: TaskRow, event: TaskEvent): Reduced<TaskRow> {
  const isHeld = row.owner !== null;
  switch (event.kind) {
    case 'claim': {
      const isDue = isHeld
        ? row.leaseEnded && may(taskMoves.takenOver, row.status)
        : row.wakes === 'NOW' && may(taskMoves.claimed, row.status);
      if (!isDue) return 'REFUSED';
      return {
        ...row,
        status: row.status === 'WAITING' ? 'WAITING' : 'RUNNING',
        fence: row.fence + 1,
        crashes: row.crashes + (isHeld && row.owner !== event.owner ? 1 : 0),
        owner: event.owner,
        leaseEnded: false,
        wakes: null,
      };
    }
    case 'heartbeat':
      return isHeld && row.fence === event.fence ? { ...row, leaseEnded: false } : 'REFUSED';
    case 'release': {
      if (!isHeld || row.fence !== event.fence || !may(taskMoves.released, row.status)) return 'REFUSED';
      const wakesNow = event.to === 'WAITING' && row.wakes !== null;
      return {
        ...row,
        status: event.to,
        attempt: event.attempt ?? row.attempt,
        crashes: 0,
        owner: null,
        leaseEnded: false,
        wakes: GOES_ON.has(event.to) ? (wakesNow ? 'NOW' : 'LATER') : null,
      };
    }
    case 'leaseEnds':
      return isHeld ? { ...row, leaseEnded: true } : 'REFUSED';
    case 'timePasses':
      return !isHeld && row.wakes === 'LATER' ? { ...row, wakes: 'NOW' } : 'REFUSED';
    case 'wake':
      return isHeld || row.status === 'WAITING' ? { ...row, wakes: 'NOW' } : 'REFUSED';
    case 'cancelIdle':
      if (isHeld || !may(taskMoves.cancelledIdle, row.status)) return 'REFUSED';
      return { ...row, status: 'CANCELLED', wakes: null };
    case 'retry':
      if (isHeld || !may(taskMoves.retried, row.status)) return 'REFUSED';
      return { ...row, status: 'QUEUED', wakes: 'NOW', attempt: 1, crashes: 0 };
    case 'mend':
      if (isHeld || !may(taskMoves.mended, row.status)) return 'REFUSED';
      return { ...row, status: 'QUEUED', wakes: 'NOW', crashes: 0 };
    case 'approve':
      return may(taskMoves.approved, row.status) ? { ...row, status: 'SUCCEEDED' } : 'REFUSED';
    case 'reject':
      if (!may(taskMoves.rejected, row.status)) return 'REFUSED';
      return { ...row, status: 'QUEUED', wakes: 'NOW', attempt: row.attempt + 1, crashes: 0 };
    case 'needsMet':
      if (!may(taskMoves.needsMet, row.status)) return 'REFUSED';
      return { ...row, status: 'QUEUED', wakes: 'NOW' };
  }
}

export interface CallRow {
  readonly status: VendorCallStatus;
  /** Fence of the claim that sends it. */
  readonly submitFence: number | null;
  readonly hasId: boolean;
  /** How often something was booked for it. */
  readonly bookings: number;
}

export type CallEvent =
  /** By the holder of a claim; `valid`: that claim is the task's own and its lease runs. */
  | { readonly kind: 'submit'; readonly fence: number; readonly valid: boolean }
  | { readonly kind: 'takeOver'; readonly fence: number; readonly seen: number | null }
  | { readonly kind: 'refuse'; readonly fence: number }
  | { readonly kind: 'identify' | 'lose' | 'refute' }
  | { readonly kind: 'settle'; readonly to: (typeof callMoves.settled.to)[number] };

export const newCall: CallRow = { status: 'INTENDED', submitFence: null, hasId: false, bookings: 0 };

export function reduceCall(row: CallRow, event: CallEvent): Reduced<CallRow> {
  switch (event.kind) {
    case 'submit':
      if (!event.valid || !may(callMoves.submitted, row.status)) return 'REFUSED';
      return { ...row, status: 'SUBMITTING', submitFence: event.fence };
    case 'takeOver':
      if (row.submitFence !== event.seen || !may(callMoves.takenOver, row.status)) return 'REFUSED';
      return { ...row, submitFence: event.fence };
    case 'refuse':
      if (row.submitFence !== event.fence || !may(callMoves.refused, row.status)) return 'REFUSED';
      return { ...row, status: 'INTENDED', submitFence: null };
    case 'identify':
      if (row.hasId || !may(callMoves.identified, row.status)) return 'REFUSED';
      return { ...row, status: 'SUBMITTED', hasId: true };
    case 'lose':
      return may(callMoves.lost, row.status) ? { ...row, status: 'UNCERTAIN' } : 'REFUSED';
    case 'refute':
      if (!may(callMoves.refuted, row.status)) return 'REFUSED';
      return { ...row, status: 'INTENDED', submitFence: null };
    case 'settle':
      if (!may(callMoves.settled, row.status)) return 'REFUSED';
      return { ...row, status: event.to, bookings: row.bookings + 1 };
  }
}

function may<Status extends string>({ from }: Move<Status>, status: Status): boolean {
  return from.includes(status);
}
