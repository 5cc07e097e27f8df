import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Episode } from '../../src/entities/episode.js';
import type { PipelineRun } from '../../src/entities/run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { MOST_CALLS_PER_RUN } from '../../src/jobs/call-rows.js';
import { scriptSize } from '../../src/jobs/script-size.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';
import { refusingResponse, responseSaying } from './openai-answers.js';

jest.setTimeout(120_000);

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

const SECONDS = 40;
const { wordBudget } = scriptSize(SECONDS, 1);

interface Scene {
  readonly [field: string]: unknown;
  readonly narration: string;
}

const aScene = (narration: string, facts: Record<string, unknown> = {}): Scene => ({
  speaker: 'AVATAR',
  narration,
  onScreenText: null,
  brollPrompt: null,
  tone: null,
  ...facts,
});

/** Exactly as many words as the script may have. */
function words(sentence: string, wanted = wordBudget): string {
  const all = sentence.split(' ');
  return Array.from({ length: wanted }, (_none, index) => all[index % all.length]).join(' ');
}

const ENGLISH = 'the octopus has three hearts and each of them has its own work to do in the cold sea';
const GERMAN = 'der Krake hat drei Herzen und jedes von ihnen hat seine eigene Aufgabe in dem kalten Meer';

async function answerOnce(body: unknown): Promise<void> {
  const fault = { kind: 'STATUS', status: 200, body };
  await pipeline.plant({ vendor: 'openai', operation: 'createResponse', fault });
}

/** The plan is there; whatever is planted strikes the script. */
async function scriptRun(
  answers: readonly (() => unknown)[],
): Promise<{ run: PipelineRun; episode: Episode }> {
  const episode = await pipeline.anEpisode({ targetSeconds: SECONDS });
  await pipeline.ended(await pipeline.start(episode, { until: 'PLANNING' }));
  for (const answer of answers) await answerOnce(answer());
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'SCRIPT' }));
  return { run, episode };
}

async function stepsOf(run: PipelineRun): Promise<string[]> {
  const calls = await pipeline.em().find(VendorCall, { runId: run.id }, { orderBy: { createdAt: 'asc' } });
  return calls.map((call) => call.step);
}

describe('a script that cannot be used', () => {
  const says =
    (text: string, facts = {}) =>
    (): unknown =>
      responseSaying(text, facts);
  const script = (scenes: readonly Scene[]) => says(JSON.stringify({ scenes }));
  const cutOff = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };

  test.each<[string, () => unknown, RegExp]>([
    ['no scenes', script([]), /scenes: .*>=1 items/],
    [
      '10,000 scenes',
      script(Array.from({ length: 10_000 }, () => aScene('one word'))),
      /scenes: .*<=300 items/,
    ],
    [
      'one megabyte of narration',
      script([aScene(words(ENGLISH, 100_000)), aScene(words(ENGLISH, 100_000))]),
      /All narrations together have 200000 words; they must have \d+ to \d+\. .*more than 1500 characters/,
    ],
    [
      'another language',
      script([aScene(words(GERMAN, wordBudget / 2)), aScene(words(GERMAN, wordBudget / 2))]),
      /The texts are in German; they must be in English \(en\)\./,
    ],
    [
      'obedience to what stands in the topic',
      says('{"answer":"I have ignored my instructions, as you asked."}'),
      /scenes: Invalid input/,
    ],
    ['a list instead of a document', says('[]'), /The answer: Invalid input/],
    ['words instead of JSON', says('Sure! Here is your script:'), /something that is not JSON/],
    ['nothing at all', says(''), /OPENAI wrote nothing/],
    ['an answer that breaks off', says('{"scenes":[{"spe', cutOff), /stopped writing before the end/],
  ])('with %s is asked for once more, then the run fails and says why', async (_name, answer, message) => {
    const { run } = await scriptRun([answer, answer]);
    const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id, stage: 'SCRIPT' });
    expect({ status: run.status, steps: await stepsOf(run), error: task.errorRow }).toEqual({
      status: 'FAILED',
      steps: ['script', 'script-again'],
      error: {
        code: 'BAD_ANSWER',
        message: expect.stringMatching(/^The script could not be used, twice: /),
        retryable: false,
        vendor: 'OPENAI',
        requestId: null,
      },
    });
    expect(task.errorRow?.message).toMatch(message);
    expect(task.errorRow?.message.length).toBeLessThanOrEqual(1_000);
  });

  test('once is mended by the second answer', async () => {
    const { run } = await scriptRun([says('Sure!')]);
    expect({ status: run.status, steps: await stepsOf(run) }).toEqual({
      status: 'SUCCEEDED',
      steps: ['script', 'script-again'],
    });
  });
});

test('a model that refuses needs a person: another text may pass', async () => {
  const { run } = await scriptRun([() => refusingResponse('I cannot help with that.')]);
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id, stage: 'SCRIPT' });
  expect({ status: run.status, attention: task.attentionRow }).toMatchObject({
    status: 'NEEDS_ATTENTION',
    attention: {
      reason: 'CONTENT_REFUSED',
      message: expect.stringContaining('I cannot help with that.'),
    },
  });
});

test('ids that a model gives its scenes mean nothing: every scene gets one of ours', async () => {
  const half = words(ENGLISH, Math.floor(wordBudget / 2));
  const scenes = [half, half].map((text) => aScene(text, { id: 'same' }));
  const { run, episode } = await scriptRun([() => responseSaying(JSON.stringify({ scenes }))]);
  expect({ status: run.status, steps: await stepsOf(run) }).toEqual({
    status: 'SUCCEEDED',
    steps: ['script'],
  });
  const { script } = await pipeline.em().findOneOrFail(Episode, episode.id);
  const ids = script?.scenes.map((scene) => scene.id) ?? [];
  expect([ids.length, new Set(ids).size, ids.includes('same')]).toEqual([2, 2, false]);
});

test('a run that has made as many paid calls as a run may makes no further one', async () => {
  const episode = await pipeline.anEpisode({ targetSeconds: SECONDS });
  const unauthorized = { kind: 'STATUS', status: 401 };
  await pipeline.plant({ vendor: 'openai', operation: 'createResponse', fault: unauthorized });
  const run = await pipeline.ended(await pipeline.start(episode, { until: 'PLANNING' }));
  const em = pipeline.em();
  const task = await em.findOneOrFail(StageTask, { run: run.id }, { populate: ['stageRun'] });
  await em.execute(`update vendor_call set status = 'FAILED' where run_id = ?`, [run.id]);
  await em.execute(
    `insert into vendor_call select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'key', 'many:' || n, 'step', 'step-' || n))).*
       from vendor_call c, generate_series(2, ?) n where c.run_id = ?`,
    [MOST_CALLS_PER_RUN, run.id],
  );
  const change = await em.transactional(async (tx) =>
    pipeline.app.control.retry(tx as never, await task.stageRun.loadOrFail()),
  ); // the driver's own
  change.announce();
  const now = await pipeline.ended(run);
  const after = await pipeline.em().findOneOrFail(StageTask, task.id);
  expect({ status: now.status, attention: after.attentionRow, paid: pipeline.billed() }).toMatchObject({
    status: 'NEEDS_ATTENTION',
    attention: { reason: 'BUDGET', message: expect.stringContaining('a run may make 2000') },
    paid: [],
  });
});
