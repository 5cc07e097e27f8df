import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TaskNeed } from '../../src/entities/task-links.js';
import type { PipelineRun } from '../../src/entities/run.js';
import type { Change } from '../../src/jobs/change.js';
import { changeWith } from '../../src/jobs/change-with.js';
import { LostClaimError, type Claim } from '../../src/jobs/claim.js';
import { grouped } from '../../src/jobs/grouped.js';
import { succeed } from '../../src/jobs/task-success.js';
import { take } from '../../src/jobs/run-task.js';
import { createJobStore, type JobStore } from '../support/job-store.js';

const RUNS = 12;

let store: JobStore;
beforeAll(async () => {
  store = await createJobStore();
});
afterAll(() => store.close());

/** A group that says what it was asked for, and waits to be let go. */
function heldUp() {
  const groups: (readonly number[])[] = [];
  const letGo: (() => void)[] = [];
  const ask = grouped<number, number>(async (group) => {
    groups.push(group);
    await new Promise<void>((resolve) => letGo.push(resolve));
    return group.map((one) => (one < 0 ? new Error(`no ${String(one)}`) : one * 2));
  });
  const begun = async (count: number): Promise<void> => {
    while (groups.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { ask, groups, begun, letGo: () => letGo.shift()?.() };
}

/** Says something in a run; the text names the change. */
const saying =
  (message: string) =>
  (change: Change): Promise<void> => {
    change.emit('LOG', { message });
    return Promise.resolve();
  };

/** What was said in a run, and by which transaction. */
async function said(run: PipelineRun): Promise<{ message: string; transaction: string }[]> {
  return store
    .em()
    .execute<{ message: string; transaction: string }[]>(
      `select message, transaction_id::text as transaction from run_event where run_id = ? and kind = 'LOG' order by sequence`,
      [run.id],
    );
}

const manyRuns = (): Promise<PipelineRun[]> => Promise.all(Array.from({ length: RUNS }, () => store.aRun()));

test('what is asked for alone is done at once; what comes meanwhile is done together, at most 64', async () => {
  const { ask, groups, begun, letGo } = heldUp();
  const first = [ask(1)];
  await begun(1);
  first.push(ask(2));
  await begun(2);
  const others = Array.from({ length: 67 }, (_none, index) => ask(index + 3));
  letGo();
  letGo();
  await begun(4);
  letGo();
  letGo();
  expect(await Promise.all([...first, ...others])).toEqual(
    Array.from({ length: 69 }, (_none, index) => 2 * (index + 1)),
  );
  expect(groups.map(({ length }) => length)).toEqual([1, 1, 64, 3]);
});

test('an error is thrown at the one it belongs to', async () => {
  const { ask, begun, letGo } = heldUp();
  const asked = Promise.allSettled([ask(1), ask(-1), ask(2)]);
  await begun(1);
  letGo();
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('changes of many runs that come at the same moment share commits', async () => {
  const runs = await manyRuns();
  const engine = store.engine();
  await Promise.all(runs.map((run) => changeWith(engine, run.id, saying('together'))));
  const transactions = (await Promise.all(runs.map(said))).flat().map(({ transaction }) => transaction);
  expect(transactions).toHaveLength(RUNS);
  expect(new Set(transactions).size).toBeLessThan(RUNS / 2);
});

test('a change that fails takes none of those with it that came at the same moment', async () => {
  const runs = await manyRuns();
  const engine = store.engine();
  const outcomes = await Promise.allSettled(
    runs.map((run, index) =>
      changeWith(engine, run.id, async (change) => {
        await saying('said')(change);
        if (index === 5) throw new Error('broken');
      }),
    ),
  );
  expect(outcomes.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
  expect(outcomes[5]).toMatchObject({ reason: new Error('broken') });
  const counts = (await Promise.all(runs.map(said))).map(({ length }) => length);
  expect(counts).toEqual(runs.map((_run, index) => (index === 5 ? 0 : 1)));
});

test('a claim that was lost voids its own change, not those that came at the same moment', async () => {
  const run = await store.aRun();
  const tasks = await Promise.all([store.aTask(run), store.aTask(run), store.aTask(run)]);
  const engine = store.engine();
  const held = await Promise.all(tasks.map((task) => store.claimed(task)));
  const stale = held.map((one, index) => (index === 1 ? { ...one, fence: one.fence - 1 } : one));
  const outcomes = await Promise.allSettled(
    stale.map((one) => succeed(engine, one, {}, { drafts: [], isReviewed: false })),
  );
  expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: expect.any(LostClaimError) });
  const statuses = (await Promise.all(tasks.map((task) => store.row(task)))).map(({ status }) => status);
  expect(statuses).toEqual(['SUCCEEDED', 'RUNNING', 'SUCCEEDED']);
});

test('each change of a group is given the claim of its own task, or none where somebody else was quicker', async () => {
  const runs = await manyRuns();
  const tasks = await Promise.all(runs.map((run) => store.aTask(run)));
  const [elsewhere, later, ...free] = tasks;
  if (!elsewhere || !later) throw new Error('there are no tasks');
  await store.claimed(elsewhere, 'somebody quicker');
  await store.em().execute(`update task set wake_at = now() + interval '1 hour' where id = ?`, [later.id]);
  const engine = store.engine();
  const given = new Map<string, Claim | null>();
  await Promise.all(
    tasks.map((task) =>
      changeWith(
        engine,
        task.run.id,
        (_change, held) => {
          given.set(task.id, held);
          return Promise.resolve();
        },
        { taskId: task.id, by: engine },
      ),
    ),
  );
  expect([given.get(elsewhere.id), given.get(later.id)]).toEqual([null, null]);
  expect(free.map(({ id }) => given.get(id))).toEqual(
    free.map(({ id, run }) => expect.objectContaining({ taskId: id, runId: run.id, fence: 1 })),
  );
  const rows = await Promise.all(tasks.map((task) => store.row(task)));
  expect(rows.map(({ status, owner }) => ({ status, owner }))).toEqual([
    { status: 'RUNNING', owner: 'somebody quicker' },
    { status: 'QUEUED', owner: null },
    ...free.map(() => ({ status: 'RUNNING', owner: engine.owner })),
  ]);
  const writers = await store
    .em()
    .execute<{ id: string }[]>(`select distinct xmin::text as id from task where owner = ?`, [engine.owner]);
  expect(writers.length).toBeLessThan(free.length / 2); // taken by a few statements, not by one each
});

test('a run that somebody else is changing holds up no other', async () => {
  const [locked, ...others] = await manyRuns();
  if (!locked) throw new Error('there are no runs');
  const engine = store.engine();
  let waiting: Promise<void> | undefined;
  await store.em().transactional(async (em) => {
    await em.execute(`select from pipeline_run where id = ? for update`, [locked.id]);
    waiting = changeWith(engine, locked.id, saying('at last'));
    await Promise.all(others.map((run) => changeWith(engine, run.id, saying('not held up'))));
    expect(await said(locked)).toEqual([]);
  });
  await waiting;
  expect((await said(locked)).map(({ message }) => message)).toEqual(['at last']);
});

test('what needs several tasks starts when their ends share a commit, and not before the last of them', async () => {
  const run = await store.aRun();
  const needs = await Promise.all([store.aTask(run), store.aTask(run), store.aTask(run)]);
  const waits = await store.aTask(run, { status: 'PENDING', wakeAt: null, openNeeds: needs.length });
  const em = store.em();
  for (const need of needs) em.persist(Object.assign(new TaskNeed(), { taskId: waits.id, needsId: need.id }));
  await em.flush();
  const engine = store.engine();
  const [first, ...rest] = await Promise.all(needs.map((need) => store.claimed(need)));
  if (!first) throw new Error('there are no needs');
  await succeed(engine, first, {}, { drafts: [], isReviewed: false });
  expect(await store.row(waits)).toMatchObject({ status: 'PENDING', openNeeds: 2 });
  await Promise.all(rest.map((one) => succeed(engine, one, {}, { drafts: [], isReviewed: false })));
  expect(await store.row(waits)).toMatchObject({ status: 'QUEUED', openNeeds: 0 });
});

test('tasks that are rung at the same moment are taken once each, whoever else hears them', async () => {
  const run = await store.aRun();
  const tasks = await Promise.all(Array.from({ length: RUNS }, () => store.aTask(run)));
  const engines = [store.engine(), store.engine(), store.engine()];
  const claims = await Promise.all(
    engines.flatMap((engine) => tasks.map((task) => take(engine, task.id, ['BROLL']))),
  );
  const taken = claims.flatMap((held) => (held ? [held.taskId] : []));
  expect(taken.sort()).toEqual(tasks.map(({ id }) => id).sort());
  const rows = await Promise.all(tasks.map((task) => store.row(task)));
  expect(rows.map(({ fence, status }) => ({ fence, status }))).toEqual(
    tasks.map(() => ({ fence: 1, status: 'RUNNING' })),
  );
});
