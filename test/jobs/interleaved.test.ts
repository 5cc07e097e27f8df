import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { RunEvent } from '../../src/entities/run-event.js';
import type { PipelineRun } from '../../src/entities/run.js';
import type { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import type { RecreateSafety } from '../../src/integrations/contracts.js';
import { LostClaimError, type Claim } from '../../src/jobs/claim.js';
import { createRunControl } from '../../src/jobs/control.js';
import type { RunControl } from '../../src/jobs/run-control.js';
import type { Orm } from '../../src/orm.js';
import { Died, Interleaving, type WorkerActor } from '../support/interleaving.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createLedgerVendor, type Answer, type LedgerVendor } from '../support/ledger-vendor.js';
import { seeded } from '../support/seeded.js';
import { describedVendors } from '../support/vendors.js';
import { workOnce, type Outcome } from '../support/worker-slice.js';

const WORKERS = 2;
const SLICES = 4;
const SLOTS = 2;
const PRICE_MICRO_USD = 100_000;
const CAP_MICRO_USD = 6 * PRICE_MICRO_USD;

/** What happens around the workers, each of it between two of their steps. */
const happenings = fc.array(
  fc.oneof(
    happening(['lease ends', 'lease ends', 'is due', 'job ends', 'job fails'], fc.constantFrom(0, 0, 0, 1)),
    happening(['worker dies'], fc.nat(WORKERS - 1)),
    happening(['long time passes', 'person decides'], fc.constant(0)),
  ),
  { maxLength: 12, size: 'max' },
);
interface Happening {
  readonly kind: string;
  readonly task: number;
  /** So many steps after the one before. */
  readonly later: number;
}

function happening(kinds: string[], task: fc.Arbitrary<number>): fc.Arbitrary<Happening> {
  return fc.record({ kind: fc.constantFrom(...kinds), task, later: fc.nat(12) });
}

const answers = fc.array(fc.constantFrom<Answer>('TAKEN', 'LOST', 'LOST', 'UNAVAILABLE', 'BUSY'), {
  maxLength: 5,
});
/** Which task is worked at next; mostly the same one, so that they get in each other's way. */
const plans = fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: SLICES, maxLength: SLICES });

let store: JobStore;
let orms: Orm[];
beforeAll(async () => {
  store = await createJobStore();
  orms = await Promise.all(Array.from({ length: WORKERS }, () => store.anotherOrm()));
});
afterAll(() => store.close());

/** One run with two tasks, its workers, and a vendor of its own that keeps the ledger. */
class World {
  readonly vendor: LedgerVendor;
  /** Claims whose lease ended while their worker was asleep: it knows by its own clock. */
  readonly #asleep = new Set<string>();
  /** Who is between the last look at its clock and the answer of the vendor. */
  readonly #sending = new Set<string>();
  readonly #held = new Map<string, Claim>();
  readonly #superseded = new Set<Claim>();
  readonly #workers: (WorkerActor | null)[] = [];
  readonly #control: RunControl;
  #lives = 0;

  constructor(
    readonly interleaving: Interleaving,
    readonly run: PipelineRun,
    readonly tasks: readonly StageTask[],
    recreate: RecreateSafety,
    given: readonly Answer[],
  ) {
    this.vendor = createLedgerVendor({ recreate, slots: SLOTS });
    for (const answer of given) this.vendor.answers(answer);
    const vendors = { ...describedVendors, all: [this.vendor] };
    this.#control = createRunControl({ ...store.engine(), vendors, simulated: new Set() });
  }

  /** Works at one task after the other; who dies is followed by another one over the same connections. */
  async work(index: number, plan: readonly number[]): Promise<void> {
    for (const choice of plan) {
      const orm = orms[index];
      const task = this.tasks[choice];
      if (!orm || !task) throw new Error('there is no such worker or task');
      await store.due(task); // if it waits, it waited long enough
      const worker = this.interleaving.worker(`worker ${String(index)}.${String((this.#lives += 1))}`, orm);
      this.#workers[index] = worker;
      const engine = store.engine({ orm, owner: worker.name, maxAttempts: 100 });
      const vendor = this.#reachedBy(worker);
      let held: Claim | null = null;
      const slice = workOnce(engine, task.id, this.run.channelId, vendor, (claimed) => {
        held = this.#hold(claimed);
        return { assertHeld: () => this.#assertHeld(claimed, worker) };
      });
      const ended = slice.then((outcome) => this.#letGo(held, outcome));
      await Promise.race([ended, worker.death]).catch((error: unknown) => {
        if (!(error instanceof Died)) throw error;
      });
      this.#sending.delete(worker.name);
      this.#workers[index] = null;
    }
  }

  #hold(held: Claim): Claim {
    const before = this.#held.get(held.taskId);
    if (before) this.#superseded.add(before);
    this.#held.set(held.taskId, held);
    return held;
  }

  /** I5: a worker whose task another one took meanwhile has ended nothing. */
  #letGo(held: Claim | null, outcome: Outcome): void {
    if (!held) return;
    if (this.#superseded.has(held)) expect(outcome).toBe('LOST');
    else this.#held.delete(held.taskId);
  }

  #assertHeld(held: Claim, worker: WorkerActor): void {
    if (this.#asleep.has(`${held.taskId} ${String(held.fence)}`)) throw new LostClaimError(held);
    this.#sending.add(worker.name);
  }

  /** The vendor as this worker reaches it: the request and the answer both take their time. */
  #reachedBy(worker: WorkerActor): LedgerVendor {
    const { vendor } = this;
    return {
      ...vendor,
      submit: async (request, call) => {
        await worker.gate('sends');
        const outcome = await Promise.allSettled([vendor.submit(request, call)]);
        await worker.gate('is answered');
        this.#sending.delete(worker.name);
        const [answer] = outcome;
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value;
      },
      check: async (operation, signal) => {
        await worker.gate('asks');
        return vendor.check(operation, signal);
      },
    };
  }

  async happen({ kind, task }: Happening): Promise<void> {
    const subject = this.tasks[task];
    if (!subject) return;
    if (kind === 'lease ends') {
      const { leaseUntil, fence } = await store.row(subject);
      if (!leaseUntil) return;
      this.#asleep.add(`${subject.id} ${String(fence)}`);
      return store.expire(subject);
    }
    if (kind === 'is due') return store.due(subject);
    if (kind === 'worker dies') this.#workers[task]?.kill();
    if (kind === 'job ends') this.finishJobs('DONE', subject);
    if (kind === 'job fails') this.finishJobs('FAILED', subject);
    // A send ends within its deadline, and both of these take longer.
    if (this.#sending.size > 0) return;
    if (kind === 'long time passes') await this.longTimePasses();
    if (kind === 'person decides') await this.personDecides();
  }

  async longTimePasses(): Promise<void> {
    await store
      .em()
      .execute(
        `update vendor_call set started_at = started_at - interval '1 hour' where run_id = ? and status = 'SUBMITTING'`,
        [this.run.id],
      );
  }

  finishJobs(as: 'DONE' | 'FAILED', task?: StageTask): void {
    for (const { key, externalId } of this.vendor.ledger)
      if (!task || key.startsWith(task.id)) this.vendor.finish(externalId, as);
  }

  /** Somebody looks into the vendor's console and says what stands there. */
  async personDecides(): Promise<void> {
    const uncertain = await store.em().find(VendorCall, { runId: this.run.id, status: 'UNCERTAIN' });
    for (const call of uncertain) {
      const charged = this.vendor.ledger.find(({ key }) => key === call.key);
      const externalId = charged?.externalId ?? null;
      const decision = charged ? ('ADOPT' as const) : ('REFUTE' as const);
      await store.em().transactional(async (em) => {
        const found = await em.findOneOrFail(VendorCall, call.id);
        if (found.status !== 'UNCERTAIN') return;
        await this.#control.resolveCall(em, found, { decision, externalId, note: null });
      });
    }
  }

  /** What must hold at every moment. */
  async check(): Promise<void> {
    const [now] = await store.em().execute<Record<string, number>[]>(
      `select (select coalesce(max(n), 0) from (select count(*)::int as n from vendor_call where run_id = ?
                 and status in ('INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN') group by task_id, step) open) as "openPerStep",
              (select count(*)::int from vendor_call where run_id = ? and status in ('SUBMITTING', 'SUBMITTED')) as "openCalls",
              (select coalesce(sum(case when cost_micro_usd is not null then cost_micro_usd
                 when status in ('SUBMITTING', 'SUBMITTED', 'UNCERTAIN') then estimated_cost_micro_usd else 0 end), 0)::int
                 from vendor_call where run_id = ?) as committed,
              (select (coalesce(max(sequence), 0) - count(*))::int from run_event where run_id = ?) as "missingEvents",
              (select coalesce(max(attempt), 0)::int from task where run_id = ?) as attempts`,
      Array.from({ length: 5 }, () => this.run.id),
    );
    expect(now?.['openPerStep']).toBeLessThanOrEqual(1);
    expect(now?.['openCalls']).toBeLessThanOrEqual(SLOTS);
    expect(now?.['committed']).toBeLessThanOrEqual(CAP_MICRO_USD);
    expect(now?.['missingEvents']).toBe(0);
    this.checkLedger();
  }

  checkLedger(): void {
    const keys = this.vendor.ledger.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length); // I1: one charge for each call
  }

  /** All faults are over: one worker is left, time passes, and a person decides what only a person can. */
  async comesToItsEnd(): Promise<void> {
    for (let round = 0; round < 25; round += 1) {
      const open = (await Promise.all(this.tasks.map((task) => store.row(task)))).filter(
        (row) => !row.finishedAt,
      );
      if (open.length === 0) return;
      await this.longTimePasses();
      await this.personDecides();
      await store.em().execute(`update vendor_account set open_until = now(), probe_until = now()`);
      this.finishJobs('DONE');
      for (const task of open) {
        await store.expire(task).then(() => store.due(task));
        await workOnce(store.engine({ maxAttempts: 100 }), task.id, this.run.channelId, this.vendor);
        await this.check();
      }
    }
  }

  async checkEnd(): Promise<void> {
    const rows = await Promise.all(this.tasks.map((task) => store.row(task)));
    expect(rows.map((row) => row.status)).toEqual(this.tasks.map(() => 'SUCCEEDED'));
    const calls = await store.em().find(VendorCall, { runId: this.run.id });
    const known = new Set(calls.map((call) => call.externalId));
    expect(this.vendor.ledger.filter(({ externalId }) => !known.has(externalId))).toEqual([]); // I3
    const collected = calls.filter((call) => call.status === 'COLLECTED');
    expect(collected).toHaveLength(this.tasks.length);
    const failed = calls.filter((call) => call.status === 'FAILED');
    expect(this.vendor.ledger.length).toBeLessThanOrEqual(this.tasks.length + failed.length);
    const kinds = (await store.em().find(RunEvent, { runId: this.run.id })).map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'STAGE_SUCCEEDED')).toHaveLength(1); // I4
  }
}

async function newWorld(
  scheduler: Scheduler,
  recreate: RecreateSafety,
  given: readonly Answer[],
): Promise<World> {
  await store.em().execute(`delete from vendor_account`);
  await store.em().execute(`update vendor_call set status = 'CANCELLED' where finished_at is null`); // of cases that failed
  const run = await store.aRun({ perEpisodeMicroUsd: CAP_MICRO_USD, budgetEnforcement: 'CAP' });
  const tasks = [await store.aTask(run), await store.aTask(run)];
  return new World(new Interleaving(scheduler, store.orm), run, tasks, recreate, given);
}

test.each(['BLIND', 'IDEMPOTENT', 'LOOKUP'] as const)(
  'I1 to I5, I9, I10: two workers interleaved at every statement, dying, sleeping and answered at random, never pay a call of a %s vendor twice and lose nothing',
  async (recreate) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        plans,
        plans,
        happenings,
        answers,
        async (scheduler, one, other, around, given) => {
          const world = await newWorld(scheduler, recreate, given);
          const time = world.interleaving.actor('time');
          await world.interleaving.run(
            [
              () => world.work(0, one),
              () => world.work(1, other),
              async () => {
                for (const happening of around) {
                  for (let step = happening.later; step > 0; step -= 1) await time.gate('passes');
                  await time.gate(`${happening.kind} ${String(happening.task)}`);
                  await world.happen(happening);
                }
              },
            ],
            () => world.check(),
          );
          await world.comesToItsEnd();
          await world.checkEnd();
        },
      ),
      seeded({ numRuns: Number(process.env['ACOG_RUNS'] ?? 4) }),
    );
  },
);
