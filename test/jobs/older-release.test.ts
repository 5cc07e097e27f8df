import { afterEach, expect, test } from '@jest/globals';
import { RunEvent } from '../../src/entities/run-event.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { anOlderRun, type OlderRun } from '../support/older-run.js';

let older: OlderRun;
afterEach(() => older.pipeline.close());

/** The new events follow the old ones, numbered without a gap. */
async function expectEventsGoOn({ pipeline, run, kinds }: OlderRun): Promise<void> {
  const events = await pipeline.em().find(RunEvent, { runId: run.id }, { orderBy: { sequence: 'asc' } });
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
  expect(events.slice(0, kinds.length).map((event) => event.kind)).toEqual(kinds);
  expect(events.length).toBeGreaterThan(kinds.length);
}

/** What the older release had paid is not ordered again; everything else is, once for each call. */
async function expectNothingPaidAgain({ pipeline, run, paid, billedBefore }: OlderRun): Promise<void> {
  const calls = await pipeline.em().find(VendorCall, { runId: run.id });
  const ours = calls.filter((call) => call.status === 'COLLECTED' && !paid.has(call.key));
  expect(pipeline.billed()).toHaveLength(billedBefore + ours.length);
  const stepOf = (key: string): string => key.slice(0, key.lastIndexOf(':'));
  const paidSteps = new Set([...paid].map(stepOf));
  expect(ours.map(({ key }) => key).filter((key) => paidSteps.has(stepOf(key)))).toEqual([]);
}

test.each([
  { name: 'nothing-begun', moment: 'nothing was begun' },
  { name: 'planning-running', moment: 'the worker died while the plan was written' },
  { name: 'scenes-queued', moment: 'the script was done and its scenes were queued' },
  { name: 'at-the-vendors', moment: 'avatar and footage were at their vendors' },
  { name: 'killed-while-submitting', moment: 'the worker died while it ordered an avatar' },
  { name: 'waiting-to-retry', moment: 'a failed narration waited for another try' },
  { name: 'collected-not-ended', moment: 'a paid avatar was collected and its task not ended' },
])('a run of release 0.1.0 goes on where it was: $moment', async ({ name }) => {
  older = await anOlderRun(name);
  older.pipeline.app.work({ concurrency: 2 });
  const ended = await older.pipeline.ended(older.run);
  expect(ended.status).toBe('SUCCEEDED');
  await expectEventsGoOn(older);
  await expectNothingPaidAgain(older);
});

test('a run of release 0.1.0 that was being cancelled ends so, and its jobs are stopped', async () => {
  older = await anOlderRun('being-cancelled');
  older.pipeline.app.work({ concurrency: 2 });
  expect((await older.pipeline.over(older.run)).status).toBe('CANCELLED');
  await expectEventsGoOn(older);
  const open = { $in: ['INTENDED', 'SUBMITTING', 'SUBMITTED'] } as const;
  expect(await older.pipeline.em().find(VendorCall, { runId: older.run.id, status: open })).toEqual([]);
  expect(older.pipeline.billed()).toHaveLength(older.billedBefore);
});

test('an uncertain call of release 0.1.0 waits for a person, and the run goes on after the decision', async () => {
  older = await anOlderRun('uncertain');
  const { pipeline, run } = older;
  pipeline.app.work({ concurrency: 2 });
  const other = await pipeline.start(await pipeline.anEpisode({ topic: 'Why bees dance' }), {
    until: 'PLANNING',
  });
  await pipeline.over(other); // the worker is at work, and leaves the old run alone
  expect((await pipeline.ended(run)).status).toBe('NEEDS_ATTENTION');
  const call = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  expect(pipeline.billed('runway')).toEqual([]);
  const decision = { decision: 'WRITE_OFF', externalId: null, note: null } as const;
  const change = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.resolveCall(em as never, call, decision));
  change.announce();
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  await expectEventsGoOn(older);
  expect(pipeline.billed('runway')).toEqual(['runway textToVideo']);
});
