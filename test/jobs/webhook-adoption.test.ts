import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Channel } from '../../src/entities/channel.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
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
  pipeline.relay.keeping = true;
});
afterAll(() => pipeline.close());

let topics = 0;
async function start(channel: Partial<Channel>, until: 'BROLL' | 'AVATAR'): Promise<PipelineRun> {
  topics += 1; // nothing of an earlier run may be reused
  const facts = { topic: `Why clocks tick, part ${topics}`, targetSeconds: 20 };
  return pipeline.start(await pipeline.anEpisode(facts, channel), { until });
}
const withPika = { footage: { vendor: 'PIKA', modelId: null, perFormat: false } } as const;

/** A run whose first clip was taken by fal, which then lost the line: nobody here knows its id. */
async function aLostClip(): Promise<{ run: PipelineRun; call: VendorCall; message: Delivery }> {
  await pipeline.plant({ vendor: 'pika', operation: 'submit', fault: { kind: 'DROP_AFTER' } });
  const run = await start(withPika, 'BROLL');
  await pipeline.until(run, 'ATTENTION_REQUIRED');
  const call = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  const message = await pipeline.relay.next(({ path }) => keyIn(path) === call.key);
  return { run, call, message };
}

function keyIn(path: string): string | null {
  return new URL(path, pipeline.url).searchParams.get('call');
}

/** Tells of every job that is not told of yet, now and from now on. */
async function bringAll(): Promise<void> {
  pipeline.relay.keeping = false;
  for (const delivery of pipeline.relay.received) await pipeline.relay.bring(delivery);
}

async function callNow({ id }: VendorCall): Promise<VendorCall> {
  return pipeline.em().findOneOrFail(VendorCall, id);
}

describe('I14: the message about a job whose answer was lost', () => {
  test('brings its id: the task that waited for a person goes on, and nothing is paid twice', async () => {
    const { run, call, message } = await aLostClip();
    expect(await pipeline.relay.bring(message)).toBe(200);
    expect((await callNow(call)).externalId).toBe(idIn(message));
    await bringAll();
    await pipeline.until(run, 'RUN_SUCCEEDED');
    expect(await callNow(call)).toMatchObject({ status: 'COLLECTED', ordinal: 1 });
    const calls = await pipeline.em().count(VendorCall, { runId: run.id, vendor: 'PIKA' });
    expect(pipeline.billed('pika')).toHaveLength(calls);
    const resolved = await pipeline.em().find(RunEvent, { runId: run.id, kind: 'ATTENTION_RESOLVED' });
    expect(resolved).toMatchObject([{ stage: 'BROLL', taskId: call.task.id }]);
  });

  test('repeated, and after the end, changes nothing more', async () => {
    const { run, call, message } = await aLostClip();
    const statuses = await Promise.all([1, 2, 3, 4].map(() => pipeline.relay.bring(message)));
    expect(statuses).toEqual([200, 200, 200, 200]);
    await bringAll();
    await pipeline.until(run, 'RUN_SUCCEEDED');
    const kinds = await pipeline.kinds(run);
    expect(kinds.filter((kind) => kind === 'ATTENTION_RESOLVED')).toHaveLength(1);
    const settled = await callNow(call);
    expect(await pipeline.relay.bring(message)).toBe(200);
    expect(await pipeline.kinds(run)).toEqual(kinds);
    expect(await callNow(call)).toEqual(settled);
  });

  test('is not believed about our call when its address was not made here', async () => {
    const { call, message } = await aLostClip();
    const { origin, pathname } = new URL(message.path, pipeline.url);
    const bare = new URL(pathname, origin);
    bare.searchParams.set('call', call.key);
    for (const path of [pathname, bare.pathname + bare.search, `${bare.pathname}${bare.search}&proof=00`]) {
      expect(await pipeline.relay.bring({ ...message, path })).toBe(200);
    }
    expect(await callNow(call)).toMatchObject({ status: 'UNCERTAIN', externalId: null });
    expect(await pipeline.relay.bring(message)).toBe(200); // it was not taken for heard
    expect((await callNow(call)).status).toBe('SUBMITTED');
  });

  test('is asked for again while a worker is deciding about the call', async () => {
    const { call, message } = await aLostClip();
    const hold = (until: string) =>
      pipeline.em().execute(`update task set lease_until = ${until} where id = ?`, [call.task.id]);
    await hold(`now() + interval '1 hour'`);
    expect(await pipeline.relay.bring(message)).toBe(503);
    expect((await callNow(call)).status).toBe('UNCERTAIN');
    await hold('null');
    expect(await pipeline.relay.bring(message)).toBe(200);
    expect((await callNow(call)).status).toBe('SUBMITTED');
  });

  test('that comes after the run was cancelled leaves everything as it is', async () => {
    const { run, call, message } = await aLostClip();
    const change = await pipeline
      .em()
      .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
    change.announce();
    await pipeline.until(run, 'RUN_CANCELLED');
    const [before, kinds] = [await callNow(call), await pipeline.kinds(run)];
    expect(await pipeline.relay.bring(message)).toBe(200);
    expect(await callNow(call)).toEqual(before);
    expect(await pipeline.kinds(run)).toEqual(kinds);
    expect(await pipeline.em().findOneOrFail(StageTask, call.task.id)).toMatchObject({ status: 'CANCELLED' });
  });

  test('saves waiting for the vendor’s list', async () => {
    await pipeline.plant({ vendor: 'synthesia', operation: 'createVideo', fault: { kind: 'DROP_AFTER' } });
    pipeline.relay.keeping = false;
    const avatar = { vendor: 'SYNTHESIA', avatarId: 'anna_costume1_cameraA' } as const;
    const run = await start({ avatar }, 'AVATAR');
    expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
    const calls = await pipeline.em().find(VendorCall, { runId: run.id, vendor: 'SYNTHESIA' });
    expect(calls.every(({ status, ordinal }) => status === 'COLLECTED' && ordinal === 1)).toBe(true);
    expect(pipeline.billed('synthesia')).toHaveLength(calls.length);
  });
});

test('I14: the end of a job that a person was asked about because it took too long brings it back', async () => {
  await pipeline.jobsTake(8);
  const run = await start({}, 'AVATAR');
  await pipeline.until(run, 'STAGE_WAITING');
  // as if ordered hours ago: looked at once more, and still not done
  await pipeline
    .em()
    .execute(
      `update vendor_call set started_at = now() - interval '3 hours' where run_id = ? and vendor = 'HEYGEN' and status = 'SUBMITTED'`,
      [run.id],
    );
  await pipeline
    .em()
    .execute(`update task set wake_at = now() where run_id = ? and status = 'WAITING'`, [run.id]);
  await pipeline.until(run, 'ATTENTION_REQUIRED');
  const late = await pipeline.em().findOneOrFail(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  expect(late.externalId).not.toBeNull();
  await bringAll();
  await pipeline.until(run, 'RUN_SUCCEEDED');
  expect(await callNow(late)).toMatchObject({ status: 'COLLECTED', ordinal: late.ordinal });
  const calls = await pipeline.em().count(VendorCall, { runId: run.id, vendor: 'HEYGEN' });
  expect(pipeline.billed('heygen')).toHaveLength(calls);
});

test('a clip whose id came back by a message is booked at what it cost, not at what was expected', async () => {
  const { run, call, message } = await aLostClip();
  expect(call.estimatedUnits).toBeGreaterThan(0);
  expect(await pipeline.relay.bring(message)).toBe(200);
  await bringAll();
  await pipeline.until(run, 'RUN_SUCCEEDED');
  const { unitCount, unit, estimatedUnits } = await callNow(call);
  expect({ unitCount, unit }).toEqual({ unitCount: estimatedUnits, unit: 'second' });
});

function idIn({ body }: Delivery): string {
  return (JSON.parse(body) as { request_id: string }).request_id; // as the simulator sends it
}
