import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { changeWith } from '../../src/jobs/change-with.js';
import { claim, heartbeat, LostClaimError, type Claim } from '../../src/jobs/claim.js';
import {
  approveTasks,
  cancelIdle,
  readyAgain,
  readyTask,
  rejectTasks,
  wakeWaiting,
} from '../../src/jobs/ready-tasks.js';
import { release } from '../../src/jobs/release.js';
import {
  backToIntended,
  intend,
  markUncertain,
  refute,
  settle,
  storeSubmitted,
  takeOver,
} from '../../src/jobs/call-rows.js';
import { passToSubmitting } from '../../src/jobs/limits.js';
import { callMoves, taskMoves } from '../../src/jobs/moves.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createJobStore, identityOf, LEASE_MS, type JobStore } from '../support/job-store.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';
import {
  newCall,
  newTask,
  reduceCall,
  reduceTask,
  type CallEvent,
  type CallRow,
  type TaskEvent,
  type TaskRow,
} from '../support/machines.js';
import { seeded } from '../support/seeded.js';

const TASKS = 2;
const WORKERS = 2;

/** What the rows must be: of each task, of the latest call of each task, and the number of the last event. */
interface Model {
  tasks: TaskRow[];
  calls: (CallRow | null)[];
  lastSequence: number;
}

/** The rows, and the claims that each worker believes to have, ended or not. */
interface Real {
  readonly run: PipelineRun;
  readonly tasks: StageTask[];
  readonly calls: (VendorCall | null)[];
  readonly claims: (Claim | null)[][];
}

type Command = fc.AsyncCommand<Model, Real>;

let store: JobStore;
beforeAll(async () => {
  store = await createJobStore();
});
afterAll(() => store.close());

const vendor = createLedgerVendor({ slots: 1_000_000 });
const em = () => store.em();
const lost = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    (error: unknown) => {
      if (error instanceof LostClaimError) return true;
      throw error;
    },
  );

/** Everything that the database has must be what the model has. */
async function compare(model: Model, real: Real): Promise<void> {
  const rows = await em().execute(
    `select status, fence, attempt, crashes, case when lease_until is not null then owner end as owner,
            coalesce(lease_until < now(), false) as "leaseEnded", case when wake_at <= now() then 'NOW' when wake_at is not null then 'LATER' end as wakes
       from task where run_id = ? and stage = 'BROLL' order by position`,
    [real.run.id],
  );
  expect(rows).toEqual(model.tasks);
  const calls = await em().execute(
    `select distinct on (c.task_id) c.status, c.submit_fence as "submitFence", c.external_id is not null as "hasId",
            (c.cost_micro_usd is not null)::int as bookings
       from vendor_call c join task t on t.id = c.task_id where c.run_id = ? order by c.task_id, c.ordinal desc`,
    [real.run.id],
  );
  expect(calls).toEqual(model.calls.filter((call) => call !== null));
  const [sums] = await em().execute<Record<string, unknown>[]>(
    `select (select count(*)::int from run_event where run_id = r.id) as events, last_sequence as "lastSequence", cost_micro_usd::int as cost,
            (select coalesce(sum(cost_micro_usd), 0)::int from vendor_call where run_id = r.id) as booked,
            (select coalesce(max(n), 0)::int from (select count(*) as n from vendor_call where run_id = r.id
               and status in ('INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN') group by task_id, step) open) <= 1 as "oneOpenCall"
       from pipeline_run r where id = ?`,
    [real.run.id],
  );
  const { lastSequence } = model;
  const booked: unknown = sums?.['booked'];
  expect(sums).toEqual({
    events: lastSequence,
    lastSequence,
    cost: booked,
    booked,
    oneOpenCall: true,
  });
}

/** @param act does it; @returns whether anything was changed, or nothing where that cannot be told */
function command(name: string, act: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      await act(model, real);
      await compare(model, real);
    },
    toString: () => name,
  };
}

/** Lets the model's task take the event. @returns whether it was refused */
function taskTakes(model: Model, index: number, event: TaskEvent): boolean {
  const before = model.tasks[index];
  const after = before ? reduceTask(before, event) : 'REFUSED';
  if (after !== 'REFUSED') model.tasks[index] = after;
  return after === 'REFUSED';
}

function callTakes(model: Model, index: number, event: CallEvent): boolean {
  const before = model.calls[index];
  const after = before ? reduceCall(before, event) : 'REFUSED';
  if (after !== 'REFUSED') model.calls[index] = after;
  return after === 'REFUSED';
}

const allTasks = (model: Model, event: TaskEvent): boolean[] =>
  model.tasks.map((_row, index) => taskTakes(model, index, event));

const aTask = fc.nat(TASKS - 1);
const aWorker = fc.nat(WORKERS - 1);

/** An event of a task that is given to it by its index alone. */
const onTask = (
  kind: 'timePasses' | 'leaseEnds' | 'wake' | 'mend',
  act: (task: StageTask) => Promise<unknown>,
) =>
  aTask.map((index) =>
    command(`${kind} ${String(index)}`, async (model, real) => {
      const task = real.tasks[index];
      if (!task) return;
      await act(task);
      taskTakes(model, index, { kind });
    }),
  );

/** Something that a worker does with the claim that it believes to have. */
const withClaim = (
  name: string,
  act: (model: Model, index: number, held: Claim, real: Real) => Promise<void>,
) =>
  fc.tuple(aWorker, aTask).map(([worker, index]) =>
    command(`${name} worker ${String(worker)} task ${String(index)}`, async (model, real) => {
      const held = real.claims[worker]?.[index];
      if (held) await act(model, index, held, real);
    }),
  );

/** Something that happens to the latest call of a task, and who does it. */
const onCall = (
  name: string,
  act: (model: Model, index: number, call: VendorCall, held: Claim | null) => Promise<void>,
) =>
  fc.tuple(aWorker, aTask).map(([worker, index]) =>
    command(`${name} worker ${String(worker)} task ${String(index)}`, async (model, real) => {
      const call = real.calls[index];
      if (!call) return;
      const fresh = await em().findOneOrFail(VendorCall, call.id);
      await act(model, index, fresh, real.claims[worker]?.[index] ?? null);
    }),
  );

const identity = (held: Claim, call: Pick<VendorCall, 'channelId'>) =>
  identityOf(held, call.channelId, vendor);

const commands: fc.Arbitrary<Command>[] = [
  fc.tuple(aWorker, aTask).map(([worker, index]) =>
    command(`claim worker ${String(worker)} task ${String(index)}`, async (model, real) => {
      const owner = `worker ${String(worker)}`;
      const [held] = await claim(em(), [real.tasks[index]?.id ?? ''], { owner, leaseMs: LEASE_MS });
      expect(held === undefined).toBe(taskTakes(model, index, { kind: 'claim', owner }));
      const own = real.claims[worker];
      if (held && own) own[index] = held;
    }),
  ),
  withClaim('heartbeat', async (model, index, held) => {
    const refused = taskTakes(model, index, { kind: 'heartbeat', fence: held.fence });
    expect(await lost(heartbeat(em(), held, LEASE_MS))).toBe(refused);
  }),
  fc
    .tuple(fc.constantFrom(...taskMoves.released.to), fc.constantFrom(undefined, 2, 3))
    .chain(([to, attempt]) =>
      withClaim(`release to ${to}`, async (model, index, held) => {
        const wakeInMs = to === 'QUEUED' || to === 'WAITING' ? { wakeInMs: LEASE_MS } : {};
        const change = { status: to, ...wakeInMs, ...(attempt === undefined ? {} : { attempt }) };
        const event = {
          kind: 'release',
          fence: held.fence,
          to,
          ...(attempt === undefined ? {} : { attempt }),
        } as const;
        const refused = taskTakes(model, index, event);
        expect(await lost(release(em(), held, change))).toBe(refused);
      }),
    ),
  onTask('leaseEnds', (task) => store.expire(task)),
  onTask('timePasses', (task) => store.due(task)),
  onTask('wake', (task) => wakeWaiting(em(), task.id)),
  onTask('mend', (task) => readyTask(em(), task.id)),
  fc.constant(
    command('retry the stage', async (model, real) => {
      const readied = await readyAgain(em(), real.tasks[0]?.stageRun.id ?? '');
      expect(readied).toHaveLength(allTasks(model, { kind: 'retry' }).filter((refused) => !refused).length);
    }),
  ),
  fc.constantFrom('approve' as const, 'reject' as const).map((kind) =>
    command(kind, async (model, real) => {
      const stageRunId = real.tasks[0]?.stageRun.id ?? '';
      const moved = await (kind === 'approve'
        ? approveTasks(em(), stageRunId)
        : rejectTasks(em(), stageRunId, 'again'));
      expect(moved).toHaveLength(allTasks(model, { kind }).filter((refused) => !refused).length);
    }),
  ),
  fc.constant(
    command('cancel what is idle', async (model, real) => {
      await cancelIdle(em(), real.run.id, { waiting: false });
      allTasks(model, { kind: 'cancelIdle' });
    }),
  ),
  withClaim('intend', async (model, index, held, real) => {
    const before = model.calls[index];
    const isOpen =
      before !== null &&
      before !== undefined &&
      (callMoves.settled.from as readonly string[]).includes(before.status);
    const ordinal = (real.calls[index]?.ordinal ?? 0) + 1;
    const intended = intend(em(), identity(held, real.run), ordinal);
    if (isOpen) return expect(intended).rejects.toMatchObject({ code: '23505' });
    real.calls[index] = await intended;
    model.calls[index] = newCall;
  }),
  onCall('submit', async (model, index, call, held) => {
    if (!held) return;
    const row = model.tasks[index];
    const valid = row?.owner !== null && row?.fence === held.fence && !row.leaseEnded;
    const { passed } = await passToSubmitting(em(), call, identity(held, call));
    expect(!passed).toBe(callTakes(model, index, { kind: 'submit', fence: held.fence, valid }));
  }),
  onCall('take over', async (model, index, call, held) => {
    if (!held) return;
    const taken = await takeOver(em(), call, identity(held, call));
    const event = { kind: 'takeOver', fence: held.fence, seen: call.submitFence } as const;
    expect(!taken).toBe(callTakes(model, index, event));
  }),
  onCall('be refused', async (model, index, call, held) => {
    if (!held) return;
    await backToIntended(em(), call, identity(held, call));
    callTakes(model, index, { kind: 'refuse', fence: held.fence });
  }),
  onCall('bring the id', async (model, index, call) => {
    const answer = { externalId: `job of ${call.key}`, requestId: null, operation: {}, latencyMs: null };
    const before = await storeSubmitted(em(), call, answer);
    expect(before === null).toBe(callTakes(model, index, { kind: 'identify' }));
  }),
  onCall('lose the answer', async (model, index, call) => {
    await markUncertain(em(), call);
    callTakes(model, index, { kind: 'lose' });
  }),
  onCall('refute', async (model, index, call) => {
    await refute(em(), call);
    callTakes(model, index, { kind: 'refute' });
  }),
  fc.constantFrom(...callMoves.settled.to).chain((to) =>
    onCall(`settle as ${to}`, async (model, index, call) => {
      await settle(em(), call, { status: to, charge: { units: 1, unit: 'clip', costMicroUsd: 70_000 } });
      callTakes(model, index, { kind: 'settle', to });
    }),
  ),
  fc.integer({ min: 1, max: 3 }).map((count) =>
    command(`${String(count)} events`, async (model, real) => {
      await changeWith(store.engine(), real.run.id, (change) => {
        for (let n = 0; n < count; n += 1) change.emit('LOG', { message: 'told' });
        return Promise.resolve();
      });
      model.lastSequence += count;
    }),
  ),
];

test('the statements of tasks and paid calls change the rows as the model says, whatever two workers try in whatever order', async () => {
  const engineRuns = seeded({ numRuns: Number(process.env['ACOG_RUNS'] ?? 25) });
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (cmds) => {
      const run = await store.aRun();
      const tasks = [await store.aTask(run), await store.aTask(run)];
      const setup = () => ({
        model: {
          tasks: tasks.map((): TaskRow => ({ ...newTask, status: 'QUEUED', wakes: 'NOW' })),
          calls: tasks.map(() => null),
          lastSequence: run.lastSequence,
        },
        real: {
          run,
          tasks,
          calls: tasks.map(() => null),
          claims: Array.from({ length: WORKERS }, () => tasks.map(() => null)),
        },
      });
      await fc.asyncModelRun(setup, cmds);
    }),
    engineRuns,
  );
});
