import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Episode } from '../../src/entities/episode.js';
import type { PipelineRun } from '../../src/entities/run.js';
import type { Stage } from '../../src/entities/stage.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';
import { responseSaying } from './openai-answers.js';

// Answers that no documentation names: what was paid is not lost, nothing is paid again for them, nothing stands still.

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

const status = (body: unknown, facts: object = {}) => ({ kind: 'STATUS', status: 200, body, ...facts });
const HTML = { kind: 'STATUS', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' };

async function runUntil(until: Stage, topic: string, targetSeconds = 10): Promise<PipelineRun> {
  return pipeline.ended(await pipeline.start(await pipeline.anEpisode({ topic, targetSeconds }), { until }));
}

const callsOf = (run: PipelineRun, vendor: string) =>
  pipeline
    .em()
    .find(VendorCall, { runId: run.id, vendor: vendor as 'RUNWAY' }, { orderBy: { createdAt: 'asc' } });

describe('a look at a job', () => {
  test.each([
    ['null', status(null)],
    ['a page', HTML],
    ['nothing', { kind: 'STATUS', status: 204 }],
    ['an impossible progress', status({ id: 'x', status: 'RUNNING', progress: -5 })],
  ])('that is answered with %s is followed by another one', async (_what, fault) => {
    await pipeline.plant({ vendor: 'runway', operation: 'getTask', fault });
    const run = await runUntil('BROLL', `Why a look fails ${_what}`);
    expect(run.status).toBe('SUCCEEDED');
    const calls = await callsOf(run, 'RUNWAY');
    expect(new Set(calls.map((call) => call.status))).toEqual(new Set(['COLLECTED']));
    expect(pipeline.billed('runway')).toHaveLength(calls.length);
  });

  test('whose file is no film is a failed try, and the film is fetched after all', async () => {
    await pipeline.plant({ vendor: 'runway', operation: 'download', fault: HTML });
    const run = await runUntil('BROLL', 'Why films hide');
    expect(run.status).toBe('SUCCEEDED');
    const tasks = await pipeline.em().find(StageTask, { run: run.id, stage: 'BROLL', part: 'SCENE' });
    expect(tasks.map(({ attempt }) => attempt).sort()).toEqual([...tasks.slice(1).map(() => 1), 2]);
    expect(pipeline.billed('runway')).toHaveLength(tasks.length);
  });
});

test('an upload that costs nothing is tried again after an answer that cannot be read', async () => {
  await pipeline.plant({ vendor: 'heygen', operation: 'uploadAsset', fault: HTML });
  const run = await runUntil('AVATAR', 'Why uploads stumble');
  expect(run.status).toBe('SUCCEEDED');
});

test('speech that cannot be read is asked for once more', async () => {
  await pipeline.plant({ vendor: 'elevenlabs', operation: 'speak', fault: HTML });
  const run = await runUntil('VOICE', 'Why voices break');
  expect(run.status).toBe('SUCCEEDED');
  expect((await callsOf(run, 'ELEVENLABS')).filter((call) => call.status === 'FAILED')).toHaveLength(1);
});

describe('an id that the vendor gave before', () => {
  test('of a text is no harm', async () => {
    const plan = {
      hook: 'Ships float.',
      sections: [{ title: 'A', keyPoints: ['b'], brollSuggestions: ['c'] }],
      callToAction: 'Bye.',
    };
    const fault = status(responseSaying(JSON.stringify(plan), { id: 'resp_the_same' }));
    await pipeline.plant({ vendor: 'openai', operation: 'createResponse', times: 2, fault });
    const runs = [
      await runUntil('PLANNING', 'Why ships float'),
      await runUntil('PLANNING', 'Why ships sink'),
    ];
    for (const run of runs) {
      expect(run.status).toBe('SUCCEEDED');
      expect((await callsOf(run, 'OPENAI')).map((call) => call.status)).toEqual(['COLLECTED']);
    }
  });

  test('of a job is asked about at once', async () => {
    const fault = status({ id: '11111111-2222-4333-8444-555555555555' });
    await pipeline.plant({ vendor: 'runway', operation: 'textToVideo', times: 2, fault });
    expect((await runUntil('BROLL', 'Why twins are alike')).status).toBe('FAILED'); // there is no such job
    const episode = await pipeline.anEpisode({ topic: 'Why twins differ', targetSeconds: 10 });
    const run = await pipeline.start(episode, { until: 'BROLL' });
    await pipeline.until(run, 'ATTENTION_REQUIRED');
    const uncertain = (await callsOf(run, 'RUNWAY')).filter((call) => call.status === 'UNCERTAIN');
    expect(uncertain).toHaveLength(1);
    const change = await pipeline
      .em()
      .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
    change.announce();
    expect((await pipeline.over(run)).status).toBe('CANCELLED');
  });
});

describe.each([
  ['NUL', '\u0000'],
  ['half of a surrogate pair', '\ud83d'],
])('%s', (_name, mark) => {
  test('in a text of a model falls away, and the text is not bought again', async () => {
    const plan = {
      hook: `Bees${mark} dance.`,
      sections: [{ title: `A${mark}`, keyPoints: ['b'], brollSuggestions: ['c'] }],
      callToAction: 'Bye.',
    };
    const fault = status(responseSaying(JSON.stringify(plan)));
    await pipeline.plant({ vendor: 'openai', operation: 'createResponse', fault });
    const episode = await pipeline.anEpisode({ topic: `Why bees ${_name}` });
    const run = await pipeline.ended(await pipeline.start(episode, { until: 'PLANNING' }));
    expect(run.status).toBe('SUCCEEDED');
    expect((await callsOf(run, 'OPENAI')).map((call) => call.status)).toEqual(['COLLECTED']);
    const shown = await pipeline.em().findOneOrFail(Episode, episode.id);
    expect(shown.plan).toMatchObject({ hook: 'Bees dance.' });
  });

  test('in a refusal does not hide it', async () => {
    const body = { error: { message: `No${mark} such thing`, type: 'invalid_request_error', code: null } };
    await pipeline.plant({
      vendor: 'openai',
      operation: 'createResponse',
      fault: { kind: 'STATUS', status: 400, body },
    });
    const run = await runUntil('PLANNING', `Why noes ${_name}`);
    expect(run.status).toBe('FAILED');
    expect(await callsOf(run, 'OPENAI')).toMatchObject([
      { status: 'FAILED', errorRow: { code: 'REFUSED_INPUT' } },
    ]);
  });

  test('in the id of a job does not lose the job', async () => {
    await pipeline.plant({
      vendor: 'runway',
      operation: 'textToVideo',
      fault: status({ id: `abc${mark}def` }),
    });
    const run = await runUntil('BROLL', `Why names ${_name}`);
    expect(['FAILED', 'NEEDS_ATTENTION']).toContain(run.status);
    const strange = (await callsOf(run, 'RUNWAY')).find((call) => call.externalId === 'abc\ufffddef');
    expect(strange?.costMicroUsd).toBe(strange?.estimatedCostMicroUsd); // it may exist, and nobody can ask for it
  });
});
