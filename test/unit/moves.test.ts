import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ENDED_STATUSES, StageStatus } from '../../src/entities/stage.js';
import { VendorCallStatus } from '../../src/entities/vendor-call.js';
import { callMoves, sourcesOf, taskMoves, type Move } from '../../src/jobs/moves.js';
import {
  newCall,
  newTask,
  reduceCall,
  reduceTask,
  type CallEvent,
  type CallRow,
  type Reduced,
  type TaskEvent,
  type TaskRow,
} from '../support/machines.js';

const fences = fc.nat(4);
const taskEvents = fc.array(
  fc.oneof<fc.Arbitrary<TaskEvent>[]>(
    fc.record({ kind: fc.constant('claim'), owner: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('claim'), owner: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('heartbeat'), fence: fences }),
    fc.record({
      kind: fc.constant('release'),
      fence: fences,
      to: fc.constantFrom(...taskMoves.released.to),
      attempt: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      kind: fc.constantFrom(
        'leaseEnds',
        'timePasses',
        'wake',
        'cancelIdle',
        'retry',
        'mend',
        'needsMet',
        'approve',
        'reject',
      ),
    }),
  ),
  { maxLength: 40 },
);
const callEvents = fc.array(
  fc.oneof<fc.Arbitrary<CallEvent>[]>(
    fc.record({ kind: fc.constant('submit'), fence: fences, valid: fc.boolean() }),
    fc.record({ kind: fc.constant('takeOver'), fence: fences, seen: fences }),
    fc.record({ kind: fc.constant('refuse'), fence: fences }),
    fc.record({ kind: fc.constantFrom('identify', 'lose', 'refute') }),
    fc.record({ kind: fc.constant('settle'), to: fc.constantFrom(...callMoves.settled.to) }),
  ),
  { maxLength: 30 },
);

interface Step<Row, Event> {
  readonly before: Row;
  readonly event: Event;
  readonly after: Reduced<Row>;
}

/** Every step of a life; what is refused leaves the row as it is. */
function life<Row, Event>(
  start: Row,
  events: readonly Event[],
  reduce: (row: Row, event: Event) => Reduced<Row>,
): Step<Row, Event>[] {
  let row = start;
  return events.map((event) => {
    const before = row;
    const after = reduce(before, event);
    if (after !== 'REFUSED') row = after;
    return { before, event, after };
  });
}

const livesOfTasks = (check: (step: Step<TaskRow, TaskEvent>, after: TaskRow) => void) =>
  fc.assert(
    fc.property(taskEvents, (events) => {
      for (const step of life(newTask, events, reduceTask))
        if (step.after !== 'REFUSED') check(step, step.after);
    }),
    { numRuns: 400 },
  );

describe('a task', () => {
  test('moves only as its table allows', () => {
    const allowed = pairsOf(taskMoves);
    livesOfTasks(({ before }, after) => {
      if (before.status !== after.status) expect(allowed).toContain(`${before.status} → ${after.status}`);
    });
  });

  test('stays as it is once it has ended; FAILED alone is left by a retry', () => {
    livesOfTasks(({ before, event }, after) => {
      if (!ENDED_STATUSES.includes(before.status)) return;
      expect([before.status, event.kind, after.status]).toEqual(['FAILED', 'retry', 'QUEUED']);
    });
  });

  test('gets a new fence with each claim and in no other way', () => {
    livesOfTasks(({ before, event }, after) => {
      expect(after.fence - before.fence).toBe(event.kind === 'claim' ? 1 : 0);
    });
  });

  test('is written by its holder only, and only with the fence of the last claim', () => {
    livesOfTasks(({ before, event }) => {
      if (event.kind !== 'heartbeat' && event.kind !== 'release') return;
      expect([before.owner !== null, event.fence]).toEqual([true, before.fence]);
    });
  });

  test('is given to another worker only when nobody holds it or the lease has ended', () => {
    livesOfTasks(({ before, event }) => {
      if (event.kind === 'claim')
        expect(before.owner === null ? before.wakes : before.leaseEnded).toBeTruthy();
    });
  });

  test('counts a crash for each worker that left it held, and forgets them when it is let go or taken up again', () => {
    livesOfTasks(({ before, event }, after) => {
      const left = event.kind === 'claim' && before.owner !== null && before.owner !== event.owner;
      const forgets = ['release', 'retry', 'mend', 'reject'].includes(event.kind);
      expect(after.crashes).toBe(forgets ? 0 : before.crashes + (left ? 1 : 0));
    });
  });

  test('counts attempts when it is let go or rejected, and from 1 again after a retry', () => {
    livesOfTasks(({ before, event }, after) => {
      if (event.kind === 'retry') expect(after.attempt).toBe(1);
      else if (event.kind === 'reject') expect(after.attempt).toBe(before.attempt + 1);
      else if (event.kind !== 'release') expect(after.attempt).toBe(before.attempt);
    });
  });

  test('is held only while it runs or is looked at', () => {
    livesOfTasks((_step, after) => {
      if (after.owner !== null) expect(['RUNNING', 'WAITING']).toContain(after.status);
    });
  });

  test('can come to an end from everywhere', () => {
    expect(withoutAnEnd(taskMoves, ENDED_STATUSES, Object.values(StageStatus))).toEqual([]);
  });
});

const livesOfCalls = (check: (step: Step<CallRow, CallEvent>, after: CallRow) => void) =>
  fc.assert(
    fc.property(callEvents, (events) => {
      for (const step of life(newCall, events, reduceCall))
        if (step.after !== 'REFUSED') check(step, step.after);
    }),
    { numRuns: 400 },
  );

describe('a paid call', () => {
  const ends: readonly VendorCallStatus[] = callMoves.settled.to;

  test('moves only as its table allows', () => {
    const allowed = pairsOf(callMoves);
    livesOfCalls(({ before }, after) => {
      if (before.status !== after.status) expect(allowed).toContain(`${before.status} → ${after.status}`);
    });
  });

  test('is never touched again once it is settled, and booked once', () => {
    livesOfCalls(({ before }, after) => {
      expect(ends).not.toContain(before.status);
      expect(after.bookings).toBeLessThanOrEqual(1);
    });
  });

  test('keeps the id that the vendor gave it', () => {
    livesOfCalls(({ before }, after) => {
      if (before.hasId) expect(after.hasId).toBe(true);
    });
  });

  test('is passed on by a valid claim only, and taken back only by the one that sends it', () => {
    livesOfCalls(({ before, event }) => {
      if (event.kind === 'submit') expect(event.valid).toBe(true);
      if (event.kind === 'refuse') expect(before.submitFence).toBe(event.fence);
    });
  });

  test('that has an id is never sent again', () => {
    livesOfCalls(({ before }, after) => {
      if (before.hasId) expect(['INTENDED', 'SUBMITTING']).not.toContain(after.status);
    });
  });

  test('can come to an end from everywhere', () => {
    expect(withoutAnEnd(callMoves, ends, Object.values(VendorCallStatus))).toEqual([]);
  });
});

test('the states a move starts from read as SQL reads a list', () => {
  expect(sourcesOf(taskMoves.retried)).toBe("('FAILED', 'NEEDS_ATTENTION')");
});

function pairsOf(table: Record<string, Move<string>>): string[] {
  return Object.values(table).flatMap(({ from, to }) =>
    from.flatMap((source) => to.map((target) => `${source} → ${target}`)),
  );
}

/** States from which no moves lead to an end. */
function withoutAnEnd(
  table: Record<string, Move<string>>,
  ends: readonly string[],
  all: readonly string[],
): string[] {
  const pairs = pairsOf(table);
  const reaching = new Set(ends);
  for (let size = -1; size !== reaching.size;) {
    size = reaching.size;
    for (const state of all)
      if ([...reaching].some((target) => pairs.includes(`${state} → ${target}`))) reaching.add(state);
  }
  return all.filter((state) => !reaching.has(state));
}
