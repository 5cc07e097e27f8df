import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Episode } from '../../src/entities/episode.js';
import { PipelineRun } from '../../src/entities/run.js';
import { StageRun } from '../../src/entities/stage-run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

test('a rate-limited call waits as long as the vendor asked, then succeeds in the same attempt', async () => {
  await pipeline.plant({
    vendor: 'openai',
    operation: 'createResponse',
    fault: { kind: 'STATUS', status: 429, headers: { 'retry-after': '1' } },
  });
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why bees dance' }), { until: 'PLANNING' }),
  );
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id });
  expect({ run: run.status, task: task.status, attempt: task.attempt }).toEqual({
    run: 'SUCCEEDED',
    task: 'SUCCEEDED',
    attempt: 1,
  });
  expect(await pipeline.kinds(run)).toContain('STAGE_RETRYING');
  expect(pipeline.billed()).toEqual(['openai createResponse']);
});

test('a lost answer of an idempotent create is asked for again with the same key, and paid once', async () => {
  await pipeline.plant({ vendor: 'heygen', operation: 'createVideo', fault: { kind: 'DROP_AFTER' } });
  const episode = await pipeline.anEpisode({ topic: 'How clocks learned to tick', targetSeconds: 20 });
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'AVATAR' }));
  const calls = await pipeline.em().find(VendorCall, { runId: run.id, vendor: 'HEYGEN' });
  expect(run.status).toBe('SUCCEEDED');
  expect(calls.every((call) => call.status === 'COLLECTED')).toBe(true);
  expect(pipeline.billed('heygen')).toHaveLength(calls.length);
});

test('a lost answer of a blind create is never answered by a second one: a person decides', async () => {
  await pipeline.plant({ vendor: 'runway', operation: 'textToVideo', fault: { kind: 'DROP_AFTER' } });
  const episode = await pipeline.anEpisode({ topic: 'Why leaves turn red' });
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'BROLL' }));
  const uncertain = await pipeline.em().find(VendorCall, { runId: run.id, status: 'UNCERTAIN' });
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id, status: 'NEEDS_ATTENTION' });
  expect(run.status).toBe('NEEDS_ATTENTION');
  expect(uncertain).toHaveLength(1);
  expect(task.attentionRow).toMatchObject({ reason: 'UNCERTAIN_CALL', vendorCallId: uncertain[0]?.id });
  expect(await pipeline.kinds(run)).toContain('ATTENTION_REQUIRED');
});

test('a vendor job that fails is made again as a new job', async () => {
  await pipeline.plant({
    vendor: 'runway',
    operation: 'textToVideo',
    fault: { kind: 'JOB_FAILED', body: { failure: 'internal', failureCode: 'INTERNAL' } },
  });
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why cats purr' }), { until: 'BROLL' }),
  );
  const calls = await pipeline
    .em()
    .find(VendorCall, { runId: run.id, vendor: 'RUNWAY' }, { orderBy: { createdAt: 'asc' } });
  expect(run.status).toBe('SUCCEEDED');
  expect(calls.filter((call) => call.status === 'FAILED')).toHaveLength(1);
});

test('a refused key needs a person, and goes on when the stage is retried', async () => {
  await pipeline.plant({
    vendor: 'elevenlabs',
    operation: 'speak',
    times: 50,
    fault: { kind: 'STATUS', status: 401 },
  });
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why metal rusts' }), { until: 'VOICE' }),
  );
  const task = await pipeline
    .em()
    .findOneOrFail(StageTask, { run: run.id, status: 'NEEDS_ATTENTION' }, { populate: ['stageRun'] });
  expect(task.attentionRow?.reason).toBe('VENDOR_CONFIG');
  await pipeline.reset();
  const change = await pipeline
    .em()
    .transactional(async (em) => pipeline.app.control.retry(em as never, await task.stageRun.loadOrFail()));
  change.announce();
  expect((await pipeline.ended(run)).status).toBe('SUCCEEDED');
});

test('a stage that waits for its time goes on at once when it is retried, in the same attempt', async () => {
  await pipeline.plant({
    vendor: 'openai',
    operation: 'createResponse',
    times: 1,
    fault: { kind: 'STATUS', status: 429, headers: { 'retry-after': '3000' } },
  });
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why bread rises' }), {
    until: 'PLANNING',
  });
  await pipeline.until(run, 'STAGE_RETRYING');
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id }, { populate: ['stageRun'] });
  const said = async () =>
    (await pipeline.em().findOneOrFail(StageRun, { run: run.id, stage: 'PLANNING' })).message;
  expect(await said()).toMatch(/^another try in 3000 s: OPENAI /);
  const retry = async () => {
    const change = await pipeline
      .em()
      .transactional(async (em) => pipeline.app.control.retry(em as never, await task.stageRun.loadOrFail()));
    change.announce();
  };
  await retry();
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  expect(await pipeline.em().findOneOrFail(StageTask, task.id)).toMatchObject({ attempt: 1 });
  expect(await said()).toBeNull();
});

test('cancelling stops at once, reaches the vendor, and nothing is paid afterwards', async () => {
  await fetch(`${pipeline.simulator.origin}/_control/speed`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jobSeconds: 60, media: 'TINY' }),
  });
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why rivers bend' }), {
    until: 'BROLL',
  });
  await pipeline.until(run, 'STAGE_WAITING');
  const change = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.cancel(em as never, run, 'changed my mind'));
  change.announce();
  const ended = await pipeline.ended(run);
  const calls = await pipeline.em().find(VendorCall, { runId: run.id, vendor: 'RUNWAY' });
  expect(ended.status).toBe('CANCELLED');
  expect(calls.length).toBeGreaterThan(0);
  expect(calls.every((call) => call.status === 'CANCELLED')).toBe(true);
  expect((await pipeline.kinds(run)).at(-1)).toBe('RUN_CANCELLED');
});

test('an answer that cannot be used is asked for once more, naming what was wrong', async () => {
  const answer = {
    hook: '',
    sections: [{ title: 'A', keyPoints: ['b'], brollSuggestions: ['c'] }],
    callToAction: 'Bye.',
  };
  await pipeline.plant({
    vendor: 'openai',
    operation: 'createResponse',
    fault: { kind: 'STATUS', status: 200, body: responseWith(answer) },
  });
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why ice floats' }), { until: 'PLANNING' }),
  );
  const calls = await pipeline.em().find(VendorCall, { runId: run.id }, { orderBy: { createdAt: 'asc' } });
  expect(run.status).toBe('SUCCEEDED');
  expect(calls.map((call) => call.step)).toEqual(['plan', 'plan-again']);
});

test('an answer that cannot be used twice fails the run and says why', async () => {
  const answer = {
    hook: '',
    sections: [{ title: 'A', keyPoints: ['b'], brollSuggestions: ['c'] }],
    callToAction: 'Bye.',
  };
  for (const _try of [1, 2]) {
    const body = responseWith(answer);
    await pipeline.plant({
      vendor: 'openai',
      operation: 'createResponse',
      fault: { kind: 'STATUS', status: 200, body },
    });
  }
  const run = await pipeline.ended(
    await pipeline.start(await pipeline.anEpisode({ topic: 'Why wood burns' }), { until: 'PLANNING' }),
  );
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id, stage: 'PLANNING' });
  expect(run.status).toBe('FAILED');
  expect(task.errorRow).toMatchObject({
    code: 'BAD_ANSWER',
    message: expect.stringContaining('A text of the plan is empty.'),
  });
});

/** A completed response as the vendor documents it. */
function responseWith(answer: unknown): Record<string, unknown> {
  const content = [{ type: 'output_text', text: JSON.stringify(answer), annotations: [], logprobs: [] }];
  return {
    id: `resp_${Math.random().toString(16).slice(2)}`,
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'gpt-5-mini',
    output: [{ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }],
    usage: {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 15,
    },
  };
}

test.each([
  ['was not taken', { kind: 'STATUS', status: 503 }, 'CANCELLED', 0],
  ['may have been taken', { kind: 'DROP_AFTER' }, 'WRITTEN_OFF', 1],
] as const)(
  'a call that %s is settled when another task has made the same meanwhile',
  async (_what, fault, status, paid) => {
    const first = await pipeline.anEpisode({ topic: `Why doors creak, ${status}` });
    const { channel, topic, targetSeconds, formats, language } = first;
    const twin = Object.assign(new Episode(), {
      channel,
      number: 2,
      topic,
      targetSeconds,
      formats,
      language,
    });
    await pipeline.em().persist(twin).flush();
    await pipeline.plant({ vendor: 'openai', operation: 'createResponse', times: 1, fault });
    const late = await pipeline.start(first, { until: 'PLANNING' });
    await pipeline.until(late, 'STAGE_RETRYING');
    const wakeAt = (time: string) =>
      pipeline
        .em()
        .execute(`update task set wake_at = ${time} where run_id = ? and stage = 'PLANNING'`, [late.id]);
    await wakeAt(`now() + interval '1 hour'`);
    const made = await pipeline.over(await pipeline.start(twin, { until: 'PLANNING' }));
    await wakeAt('now()');

    expect(await pipeline.kinds(await pipeline.over(late))).toContain('STAGE_REUSED');
    const calls = await pipeline.em().find(VendorCall, { runId: late.id });
    expect(calls.map((call) => call.status)).toEqual([status]);
    const spent = calls.reduce((sum, call) => sum + (call.costMicroUsd ?? 0), 0);
    expect(spent > 0).toBe(paid === 1);
    expect(await pipeline.em().findOneOrFail(PipelineRun, late.id)).toMatchObject({
      status: 'SUCCEEDED',
      costMicroUsd: spent,
    });
    expect(pipeline.billed()).toHaveLength(paid + 1);
    expect(made.status).toBe('SUCCEEDED');
  },
);
