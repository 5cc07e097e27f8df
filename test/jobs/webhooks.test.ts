import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PipelineRun } from '../../src/entities/run.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { signHeyGenBody } from '../../src/integrations/heygen/simulator-webhooks.js';
import {
  createCalledBackPipeline,
  type CalledBackPipeline,
  type Delivery,
} from '../support/webhook-relay.js';

let pipeline: CalledBackPipeline;
beforeAll(async () => {
  pipeline = await createCalledBackPipeline();
  await pipeline.neverPoll();
});
beforeEach(async () => {
  await pipeline.reset();
  pipeline.relay.keeping = false;
});
afterAll(() => pipeline.close());

let topics = 0;
/** A run up to the stage whose vendor is looked at. */
async function aRunWith(vendor: 'HEYGEN' | 'SYNTHESIA' | 'PIKA'): Promise<PipelineRun> {
  topics += 1; // nothing of an earlier run may be reused
  const topic = `Why bees dance, part ${topics}`;
  const facts = { topic, targetSeconds: 20 };
  if (vendor === 'PIKA') {
    const footage = { vendor, modelId: null, perFormat: false } as const;
    return pipeline.start(await pipeline.anEpisode(facts, { footage }), { until: 'BROLL' });
  }
  const avatarId = vendor === 'HEYGEN' ? 'Anna_public_studio' : 'anna_costume1_cameraA';
  return pipeline.start(await pipeline.anEpisode(facts, { avatar: { vendor, avatarId } }), {
    until: 'AVATAR',
  });
}

/** Everything that people and accounts can see of a run. */
async function stateOf(run: PipelineRun) {
  const em = pipeline.em();
  const events = await em.find(RunEvent, { runId: run.id }, { orderBy: { sequence: 'asc' } });
  const tasks = await em.find(StageTask, { run: run.id }, { orderBy: { id: 'asc' } });
  const calls = await em.find(VendorCall, { runId: run.id }, { orderBy: { id: 'asc' } });
  return {
    events: events.map(({ sequence, kind, stage }) => [sequence, kind, stage]),
    tasks: tasks.map(({ stage, status, attempt, output }) => ({ stage, status, attempt, output })),
    calls: calls.map(({ key, status, externalId, costMicroUsd, result }) => {
      return { key, status, externalId, costMicroUsd, result };
    }),
  };
}

/** The run ended well, each of its stages exactly once, and each of its calls was paid once. */
async function succeededOnce(run: PipelineRun, vendor: string): Promise<void> {
  const { events, tasks, calls } = await stateOf(run);
  const successes = events.filter(([, kind]) => kind === 'STAGE_SUCCEEDED').map(([, , stage]) => stage);
  expect(events.at(-1)?.[1]).toBe('RUN_SUCCEEDED');
  expect(events.map(([sequence]) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(successes).size).toBe(successes.length);
  expect(
    tasks.every(({ status, attempt }) => ['SUCCEEDED', 'SKIPPED'].includes(status) && attempt === 1),
  ).toBe(true);
  expect(calls.every(({ status }) => status === 'COLLECTED')).toBe(true);
  const ofVendor = calls.filter(({ externalId, key }) => externalId !== null && /:(present|film):/.test(key));
  expect(pipeline.billed(vendor.toLowerCase())).toHaveLength(ofVendor.length);
}

/** Rows of what was heard. */
async function eventsHeard(): Promise<number> {
  const rows = await pipeline
    .em()
    .execute<{ count: number }[]>('select count(*)::int as count from webhook_event');
  return rows[0]?.count ?? 0;
}

describe.each(['HEYGEN', 'SYNTHESIA', 'PIKA'] as const)('I14: a message of %s', (vendor) => {
  test('wakes the task that waits for its job, however long that would have slept', async () => {
    const run = await aRunWith(vendor);
    expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
    await succeededOnce(run, vendor);
  });

  test('forged first and repeated after: the same end, one success, and the forged ones change nothing', async () => {
    const before = await eventsHeard();
    for (const kind of ['WEBHOOK_FORGED', 'WEBHOOK_DUPLICATE']) {
      await pipeline.plant({ vendor: vendor.toLowerCase(), times: 20, fault: { kind } });
    }
    const run = await aRunWith(vendor);
    expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
    const jobs = pipeline.billed(vendor.toLowerCase()).length;
    const sent = await deliveriesSent((rows) => rows.length === 3 * jobs);
    expect(
      sent.map(({ forged, status }) => `${forged ? 'forged' : 'genuine'} ${status ?? 'lost'}`).sort(),
    ).toEqual([...Array<string>(jobs).fill('forged 401'), ...Array<string>(2 * jobs).fill('genuine 200')]);
    expect(await eventsHeard()).toBe(before + jobs);
    await succeededOnce(run, vendor);
  });
});

/** What the simulator says it sent, once that fits. */
async function deliveriesSent(
  fits: (rows: readonly { forged: boolean; status: number | null }[]) => boolean,
): Promise<readonly { forged: boolean; status: number | null }[]> {
  for (;;) {
    const response = await fetch(`${pipeline.simulator.origin}/_control/webhooks`);
    const { rows } = (await response.json()) as { rows: { forged: boolean; status: number | null }[] }; // its own form
    if (fits(rows)) return rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A job that goes on for an hour, whose task sleeps; and events about it, signed as HeyGen does. */
async function aLongJob() {
  const speed = { method: 'POST', body: JSON.stringify({ jobSeconds: 3_600 }) };
  expect((await fetch(`${pipeline.simulator.origin}/_control/speed`, speed)).status).toBe(200);
  const run = await aRunWith('HEYGEN');
  await pipeline.until(run, 'STAGE_WAITING');
  const call = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'SUBMITTED' });
  const taskOnce = async (fits: (task: StageTask) => boolean) => {
    for (;;) {
      const task = await pipeline.em().findOneOrFail(StageTask, call.task.id);
      if (fits(task)) return { fence: task.fence, wakeAt: task.wakeAt };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    bring: (eventId: string): Promise<number> => {
      const body = JSON.stringify({ event_id: eventId, event_data: { video_id: call.externalId } });
      const headers = {
        'heygen-signature': signHeyGenBody(pipeline.secrets.heygen, body),
        'heygen-timestamp': String(Math.floor(Date.now() / 1000)),
      };
      return pipeline.relay.bring({ path: '/webhooks/heygen', headers, body });
    },
    /** Once it sleeps again, having been looked at more than so many times. */
    asleep: (fence = 0) => taskOnce((task) => task.fence > fence && task.leaseUntil === null),
    held: () => taskOnce((task) => task.leaseUntil !== null),
  };
}

test('I14: an event about a job that still runs has it looked at once, however often it is told', async () => {
  const { bring, asleep } = await aLongJob();
  const before = await asleep();
  expect(await bring('evt_once')).toBe(200);
  const after = await asleep(before.fence);
  expect(await Promise.all([1, 2, 3].map(() => bring('evt_once')))).toEqual([200, 200, 200]);
  expect(await asleep()).toEqual(after);
  expect(await bring('evt_twice')).toBe(200);
  expect((await asleep(after.fence)).fence).toBe(after.fence + 1);
});

test('I14: an event that comes while a worker looks at the job has it looked at again', async () => {
  const { bring, asleep, held } = await aLongJob();
  const before = await asleep();
  const delayed = { kind: 'DELAY', delayMs: 1_500 };
  await pipeline.plant({ vendor: 'heygen', operation: 'getVideo', fault: delayed });
  expect(await bring('evt_first')).toBe(200);
  const looking = await held();
  expect(looking.fence).toBe(before.fence + 1);
  expect(await bring('evt_meanwhile')).toBe(200);
  expect((await asleep(looking.fence)).fence).toBe(looking.fence + 1);
});

const KINDS = ['GENUINE', 'FORGED', 'CHANGED', 'UNSIGNED', 'FOREIGN', 'STOLEN_KEY'] as const;

/** What an unkind world makes of a message. */
function madeOf(
  kind: (typeof KINDS)[number],
  genuine: Delivery,
  foreign: Delivery,
): { readonly delivery: Delivery; readonly status: number } {
  const { 'x-fal-webhook-signature': signature = '', ...unsigned } = genuine.headers;
  const forged = `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`;
  const key = new URL(genuine.path, pipeline.url).searchParams.get('call') ?? '';
  switch (kind) {
    case 'GENUINE':
      return { delivery: genuine, status: 200 };
    case 'FORGED':
      return {
        delivery: { ...genuine, headers: { ...unsigned, 'x-fal-webhook-signature': forged } },
        status: 401,
      };
    case 'CHANGED':
      return { delivery: { ...genuine, body: genuine.body.replace('OK', 'KO') }, status: 401 };
    case 'UNSIGNED':
      return { delivery: { ...genuine, headers: unsigned }, status: 401 };
    case 'FOREIGN':
      return { delivery: foreign, status: 200 };
    case 'STOLEN_KEY': // signed by the vendor, about somebody else's job, with the key of ours
      return {
        delivery: { ...foreign, path: `/webhooks/pika?call=${encodeURIComponent(key)}` },
        status: 200,
      };
  }
}

/** A job that another customer of the vendor had made, whose messages go to us. */
async function aForeignMessage(): Promise<Delivery> {
  const target = encodeURIComponent(`${pipeline.relay.origin}/webhooks/pika?from=elsewhere`);
  const model = `${pipeline.simulator.baseUrls.pika}/fal-ai/pika/v2.2/text-to-video`;
  const response = await fetch(`${model}?fal_webhook=${target}`, {
    method: 'POST',
    headers: { authorization: 'Key of:another', 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'somebody else' }),
  });
  expect(response.status).toBe(200);
  return pipeline.relay.next(({ path }) => path.includes('from=elsewhere'));
}

test('I14: any multiset of messages, genuine or not, in any order and at any time, ends in the same state', async () => {
  const foreign = await aForeignMessage();
  const message = fc.record({
    job: fc.nat(9),
    kind: fc.constantFrom(...KINDS),
    times: fc.integer({ min: 1, max: 3 }),
    late: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 14 }), async (messages) => {
      await pipeline.reset();
      pipeline.relay.keeping = true;
      const before = pipeline.relay.received.length;
      const heardBefore = await eventsHeard();
      const run = await aRunWith('PIKA');
      await pipeline.until(run, 'STAGE_WAITING');
      // Every clip of the run, when fal says that it is made.
      const calls = await callsOnceAllSent(run);
      const genuine = await Promise.all(
        calls.map((id) => pipeline.relay.next(({ body }) => body.includes(`"request_id":"${id}"`))),
      );
      expect(pipeline.relay.received.length - before).toBeGreaterThanOrEqual(genuine.length);
      const bring = async (part: typeof messages) => {
        const all = part.flatMap(({ job, kind, times }) => {
          const made = madeOf(kind, genuine[job % genuine.length] ?? foreign, foreign);
          return Array.from({ length: times }, () => made);
        });
        const statuses = await Promise.all(all.map(({ delivery }) => pipeline.relay.bring(delivery)));
        expect(statuses).toEqual(all.map(({ status }) => status));
      };
      await bring(messages.filter(({ late }) => !late));
      // Each job is told of at least once, the last one first.
      for (const delivery of genuine.toReversed()) expect(await pipeline.relay.bring(delivery)).toBe(200);
      expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
      await succeededOnce(run, 'PIKA');
      const ended = await stateOf(run);
      await bring(messages);
      expect(await stateOf(run)).toEqual(ended);
      expect(await eventsHeard()).toBe(heardBefore + genuine.length);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

/** Ids of the jobs of a run, once every scene that wants one has it. */
async function callsOnceAllSent(run: PipelineRun): Promise<string[]> {
  for (;;) {
    const calls = await pipeline.em().find(VendorCall, { runId: run.id, vendor: 'PIKA' });
    const tasks = await pipeline.em().count(StageTask, { run: run.id, stage: 'BROLL', status: 'WAITING' });
    const all = await pipeline.em().count(StageTask, {
      run: run.id,
      stage: 'BROLL',
      status: { $in: ['QUEUED', 'RUNNING', 'WAITING', 'PENDING'] },
    });
    if (all > 0 && tasks === all) return calls.flatMap(({ externalId }) => externalId ?? []);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
