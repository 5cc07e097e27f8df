import type { StageStatus } from '../entities/stage.js';
import type { VendorCallStatus } from '../entities/vendor-call.js';

// Which state may follow which: what the guarded updates of tasks and paid calls go by. An update finds
// its row only in one of the states it may start from; where none fits, nothing is changed.

/** Something that happens to a row: in which states it may, and what the row may be afterwards. */
export interface Move<Status extends string> {
  readonly from: readonly Status[];
  readonly to: readonly Status[];
}

/** SUCCEEDED, REUSED, SKIPPED and CANCELLED are left by no move; FAILED only by a retry, while the run is still active. */
export const taskMoves = {
  /** The last task it needs is done. */
  needsMet: { from: ['PENDING'], to: ['QUEUED'] },
  /** A worker takes it when it is due; one that waits for its vendor is only looked at and stays WAITING. */
  claimed: { from: ['QUEUED', 'WAITING'], to: ['RUNNING', 'WAITING'] },
  /** The lease of its worker has ended and another one takes it. */
  takenOver: { from: ['RUNNING', 'WAITING'], to: ['RUNNING', 'WAITING'] },
  /** Its worker lets it go: done, parked, to be tried again, failed, cancelled, or waiting for a person. */
  released: {
    from: ['RUNNING', 'WAITING'],
    to: [
      'QUEUED',
      'WAITING',
      'NEEDS_ATTENTION',
      'AWAITING_REVIEW',
      'SUCCEEDED',
      'REUSED',
      'FAILED',
      'CANCELLED',
    ],
  },
  /** A person lets what was made pass. */
  approved: { from: ['AWAITING_REVIEW'], to: ['SUCCEEDED'] },
  /** A person wants it made anew. */
  rejected: { from: ['AWAITING_REVIEW'], to: ['QUEUED'] },
  /** The run is cancelled or has failed, and nobody holds it. */
  cancelledIdle: { from: ['PENDING', 'QUEUED', 'NEEDS_ATTENTION', 'AWAITING_REVIEW'], to: ['CANCELLED'] },
  /** A person retries its stage. */
  retried: { from: ['FAILED', 'NEEDS_ATTENTION'], to: ['QUEUED'] },
  /** What it needed a person for is mended. */
  mended: { from: ['NEEDS_ATTENTION'], to: ['QUEUED'] },
} as const satisfies Record<string, Move<StageStatus>>;

/** COLLECTED, FAILED, CANCELLED and WRITTEN_OFF are left by no move: what is booked stays booked. */
export const callMoves = {
  /** Budget, slot and breaker let it pass: from here on it may be billed. */
  submitted: { from: ['INTENDED'], to: ['SUBMITTING'] },
  /** Its sender is gone, and another worker sends or settles it. */
  takenOver: { from: ['SUBMITTING'], to: ['SUBMITTING'] },
  /** The vendor's id is known, whoever brings it. */
  identified: { from: ['INTENDED', 'SUBMITTING', 'UNCERTAIN'], to: ['SUBMITTED'] },
  /** Its sender knows that nothing was billed. */
  refused: { from: ['SUBMITTING'], to: ['INTENDED'] },
  /** Nobody can know what came of it. */
  lost: { from: ['SUBMITTING'], to: ['UNCERTAIN'] },
  /** The vendor has it for longer than any job takes. */
  overdue: { from: ['SUBMITTED'], to: ['UNCERTAIN'] },
  /** The vendor does not know the id that a person gave. */
  misnamed: { from: ['SUBMITTED'], to: ['UNCERTAIN'] },
  /** A person found out that the vendor never took it. */
  refuted: { from: ['UNCERTAIN'], to: ['INTENDED'] },
  settled: {
    from: ['INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN'],
    to: ['COLLECTED', 'FAILED', 'CANCELLED', 'WRITTEN_OFF'],
  },
} as const satisfies Record<string, Move<VendorCallStatus>>;

/** The states a move may start from, as SQL reads them: `status in ${sourcesOf(taskMoves.mended)}`. */
export function sourcesOf({ from }: Move<string>): string {
  return `(${from.map((status) => `'${status}'`).join(', ')})`;
}
