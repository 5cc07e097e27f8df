import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import { changeWith } from '../../src/jobs/change-with.js';
import { createJobStore, type JobStore } from '../support/job-store.js';

const WRITERS = 50;
const EVENTS_EACH = 4;

let store: JobStore;
beforeAll(async () => {
  store = await createJobStore();
});
afterAll(() => store.close());

/** Everything after a cursor, as whoever reconnects reads it. */
async function eventsAfter(run: PipelineRun, cursor: number): Promise<number[]> {
  const rows = await store
    .em()
    .execute<{ sequence: number }[]>(
      `select sequence from run_event where run_id = ? and sequence > ? order by sequence`,
      [run.id, cursor],
    );
  return rows.map((row) => row.sequence);
}

test('I7: fifty writers of one run number its events 1 to n, and a reader that comes and goes sees each of them in order', async () => {
  const run = await store.aRun();
  const begun = (await eventsAfter(run, 0)).length;
  const total = begun + WRITERS * EVENTS_EACH;

  const seen: number[] = [];
  const reading = (async () => {
    while (seen.length < total) seen.push(...(await eventsAfter(run, seen.at(-1) ?? 0)));
  })();
  const write = async (writer: number) => {
    const engine = store.engine(); // as in fifty processes: those of one share their transactions
    for (let n = 0; n < EVENTS_EACH; n += 2)
      await changeWith(engine, run.id, (change) => {
        change.emit('LOG', { message: `${String(writer)} ${String(n)}` });
        change.emit('LOG', { message: `${String(writer)} ${String(n + 1)}` });
        return Promise.resolve();
      });
  };
  await Promise.all(Array.from({ length: WRITERS }, (_one, writer) => write(writer)));
  await reading;

  const oneToN = Array.from({ length: total }, (_one, index) => index + 1);
  expect(await eventsAfter(run, 0)).toEqual(oneToN);
  expect(seen).toEqual(oneToN); // at no moment was a number to be read while a smaller one was still to come
});

test('I7: a change that is rolled back leaves no hole', async () => {
  const run = await store.aRun();
  const engine = store.engine();
  const before = (await eventsAfter(run, 0)).length;
  const broken = changeWith(engine, run.id, (change) => {
    change.emit('LOG', { message: 'never said' });
    return Promise.reject(new Error('broken'));
  });
  await expect(broken).rejects.toThrow('broken');
  await changeWith(engine, run.id, (change) => {
    change.emit('LOG', { message: 'said' });
    return Promise.resolve();
  });
  expect(await eventsAfter(run, before)).toEqual([before + 1]);
});
