import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Channel } from '../../src/entities/channel.js';
import type { Episode } from '../../src/entities/episode.js';
import { toGlobalId } from '../../src/entities/global-id.js';
import { PipelineRun } from '../../src/entities/run.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { StageRun } from '../../src/entities/stage-run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import type { Stage } from '../../src/entities/stage.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

const KEY = 'admin-key-of-the-reviews-test';
let pipeline: TestPipeline;
let url: string;
beforeAll(async () => {
  pipeline = await createTestPipeline({ env: { ACOG_ADMIN_KEY: KEY, PORT: '0', PUBLIC_URL: '' } });
  await pipeline.app.ensureAdminKey();
  ({ url } = await pipeline.app.serve());
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

async function ask<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

interface Payload {
  readonly userErrors: readonly {
    code: string;
    path: string[] | null;
    message: string;
    run?: { id: string } | null;
  }[];
}

const reviewed = (...reviewStages: Stage[]) => ({ reviewStages });

async function stageRunOf(runId: string, stage: Stage): Promise<StageRun> {
  return pipeline.em().findOneOrFail(StageRun, { run: runId, stage });
}

async function progressOf(runId: string): Promise<number> {
  return (await pipeline.em().findOneOrFail(PipelineRun, runId)).progress;
}

async function decide(what: 'approve' | 'reject', stageRun: StageRun, note: string | null, key?: string) {
  const name = what === 'approve' ? 'approveStage' : 'rejectStage';
  const type = what === 'approve' ? 'ApproveStageInput' : 'RejectStageInput';
  const data = await ask<Record<string, Payload & { stageRun: { status: string } | null }>>(
    `mutation M($input: ${type}!) { decided: ${name}(input: $input) { stageRun { status } eventCursor userErrors { code path message ... on StateUserError { run { id } } } } }`,
    { input: { stageRunId: stageRun.globalId, note, ...(key === undefined ? {} : { idempotencyKey: key }) } },
  );
  return data['decided'];
}

interface SceneRow {
  id?: string;
  speaker: string;
  narration: string;
  onScreenText: string | null;
  brollPrompt: string | null;
  tone: string | null;
}

async function scriptOf(episode: Episode): Promise<{ version: number; scenes: SceneRow[] }> {
  const { episode: found } = await ask<{ episode: { script: { version: number; scenes: SceneRow[] } } }>(
    `query S($id: ID!) { episode(id: $id) { script { version scenes { id speaker narration onScreenText brollPrompt tone } } } }`,
    { id: episode.globalId },
  );
  return found.script;
}

async function updateScript(episode: Episode, baseVersion: number, scenes: readonly SceneRow[]) {
  const { updateScript: payload } = await ask<{
    updateScript: Payload & { episode: { script: { version: number; wordCount: number } } | null };
  }>(
    `mutation U($input: UpdateScriptInput!) { updateScript(input: $input) { episode { script { version wordCount } } userErrors { code path message } } }`,
    { input: { episodeId: episode.globalId, baseVersion, scenes } },
  );
  return payload;
}

test('a reviewed script holds everything back until a person lets it pass', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why roosters crow' }, reviewed('SCRIPT'));
  const run = await pipeline.start(episode, { until: 'VOICE' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const waiting = await stageRunOf(run.id, 'SCRIPT');
  expect(waiting.status).toBe('AWAITING_REVIEW');
  expect(await pipeline.em().count(StageTask, { run: run.id, stage: 'VOICE' })).toBe(0);
  const { run: shown } = await ask<{ run: { status: string; episode: { status: string } } }>(
    `query R($id: ID!) { run(id: $id) { status episode { status } } }`,
    { id: run.globalId },
  );
  expect(shown).toEqual({ status: 'AWAITING_REVIEW', episode: { status: 'AWAITING_REVIEW' } });
  expect((await decide('approve', waiting, 'well written'))?.userErrors).toEqual([]);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  const kinds = await pipeline.kinds(run);
  expect(kinds.indexOf('REVIEW_DECIDED')).toBeGreaterThan(kinds.indexOf('REVIEW_REQUESTED'));
  expect(kinds.filter((kind) => kind === 'REVIEW_DECIDED')).toHaveLength(1);
});

test('a rejected stage is made anew from the note, and waits again', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why owls fly silently' }, reviewed('PLANNING'));
  const run = await pipeline.start(episode, { until: 'PLANNING' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  expect(await progressOf(run.id)).toBe(0.99); // all of it is made, and may still be sent back
  const paid = pipeline.billed('openai').length;
  await decide('reject', await stageRunOf(run.id, 'PLANNING'), 'Speak of feathers, please.');
  await pipeline.untilTrue(
    run,
    async () => (await stageRunOf(run.id, 'PLANNING')).status === 'AWAITING_REVIEW',
  );
  const task = await pipeline.em().findOneOrFail(StageTask, { run: run.id, stage: 'PLANNING' });
  expect(task).toMatchObject({ attempt: 2, reviewNotes: ['Speak of feathers, please.'] });
  expect(pipeline.billed('openai').length).toBeGreaterThan(paid);
  expect(await pipeline.em().count(VendorCall, { runId: run.id, step: 'plan.1' })).toBe(1);
  await decide('approve', await stageRunOf(run.id, 'PLANNING'), null);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  const made = ['STAGE_QUEUED', 'STAGE_STARTED', 'ASSET_CREATED', 'REVIEW_REQUESTED', 'REVIEW_DECIDED'];
  expect((await pipeline.kinds(run)).filter((kind) => made.includes(kind))).toEqual([...made, ...made]);
});

test('of twenty decisions at the same moment one counts', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why cacti have spines' }, reviewed('PLANNING'));
  const run = await pipeline.start(episode, { until: 'PLANNING' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const stageRun = await stageRunOf(run.id, 'PLANNING');
  const answers = await Promise.all(Array.from({ length: 20 }, () => decide('approve', stageRun, null)));
  expect(answers.filter((answer) => answer?.userErrors.length === 0)).toHaveLength(1);
  const named = answers.flatMap((answer) => answer?.userErrors.map((error) => error.run?.id) ?? []);
  expect(new Set(named)).toEqual(new Set([run.globalId]));
  expect(new Set(answers.flatMap((answer) => answer?.userErrors.map(({ code }) => code) ?? []))).toEqual(
    new Set(['WRONG_STATE']),
  );
  await pipeline.over(run);
  expect((await pipeline.kinds(run)).filter((kind) => kind === 'STAGE_SUCCEEDED')).toHaveLength(1);
});

test('a repeat with the same key gets the same answer, and no retry passes a gate', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why corn pops' }, reviewed('PLANNING'));
  const run = await pipeline.start(episode, { until: 'SCRIPT' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const stageRun = await stageRunOf(run.id, 'PLANNING');
  const { retryStage } = await ask<{ retryStage: Payload }>(
    `mutation T($input: RetryStageInput!) { retryStage(input: $input) { userErrors { code path message } } }`,
    { input: { stageRunId: stageRun.globalId } },
  );
  expect(retryStage.userErrors[0]?.code).toBe('WRONG_STATE');
  expect((await stageRunOf(run.id, 'PLANNING')).status).toBe('AWAITING_REVIEW');
  const [first, second] = [
    await decide('approve', stageRun, null, 'k-1'),
    await decide('approve', stageRun, null, 'k-1'),
  ];
  expect([first?.userErrors, second?.userErrors]).toEqual([[], []]);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
});

test('cancelling ends a run that waits for a review', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why glass is clear' }, reviewed('PLANNING'));
  const run = await pipeline.start(episode, { until: 'SCRIPT' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const cancelled = await pipeline
    .em()
    .transactional((em) => pipeline.app.control.cancel(em as never, run, null));
  cancelled.announce();
  expect((await pipeline.over(run)).status).toBe('CANCELLED');
  const answer = await decide('approve', await stageRunOf(run.id, 'PLANNING'), null);
  expect(answer?.userErrors[0]).toMatchObject({ code: 'WRONG_STATE', path: ['stageRunId'] });
});

test('a script under review is edited, and the run goes on with the edited one', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why mushrooms glow' }, reviewed('SCRIPT'));
  const run = await pipeline.start(episode, { until: 'VOICE' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const { version, scenes } = await scriptOf(episode);
  const words = 'These are the words of a person and of nobody else.';
  const edited = scenes.map((scene, index) => (index === 0 ? { ...scene, narration: words } : scene));
  const answer = await updateScript(episode, version, edited);
  expect(answer).toMatchObject({ userErrors: [], episode: { script: { version: version + 1 } } });
  const told = await pipeline.em().findOneOrFail(RunEvent, { runId: run.id, kind: 'LOG' });
  expect(told).toMatchObject({
    stage: 'SCRIPT',
    message: expect.stringMatching(/^The script was edited by /),
  });
  await decide('approve', await stageRunOf(run.id, 'SCRIPT'), null);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
  const first = await pipeline
    .em()
    .findOneOrFail(StageTask, { run: run.id, stage: 'VOICE', sceneId: scenes[0]?.id ?? '' });
  expect(JSON.stringify(first.output)).toContain('person');
  expect((await scriptOf(episode)).scenes[0]?.narration).toBe(words);
});

test('an edit waits for a change of the run without standing in its way', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why tides turn' }, reviewed('SCRIPT'));
  const run = await pipeline.start(episode, { until: 'SCRIPT' });
  await pipeline.until(run, 'REVIEW_REQUESTED');
  const { version, scenes } = await scriptOf(episode);
  const watching = pipeline.em();
  let edit: ReturnType<typeof updateScript> | undefined;
  await pipeline.em().transactional(async (em) => {
    await em.execute('select from pipeline_run where id = ? for update', [run.id]); // as every change of a run begins
    edit = updateScript(episode, version, scenes);
    const waiting = async () =>
      watching.execute<unknown[]>(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%pipeline_run%for update%'`,
      );
    while ((await waiting()).length === 0);
    await em.execute('set local lock_timeout = 200'); // before PostgreSQL looks for deadlocks
    await em.execute('update episode set updated_at = now() where id = ?', [episode.id]); // and as it ends
  });
  expect((await edit)?.userErrors).toEqual([]);
  const seen = (await scriptOf(episode)).version;
  const [edited, decided] = await Promise.all([
    updateScript(episode, seen, scenes),
    decide('approve', await stageRunOf(run.id, 'SCRIPT'), null),
  ]);
  expect(decided?.userErrors).toEqual([]);
  expect(edited.userErrors.every(({ code }) => code === 'WRONG_STATE')).toBe(true);
  expect((await pipeline.over(run)).status).toBe('SUCCEEDED');
});

test('one edited scene makes that scene anew and reuses all others', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why trains need sand' });
  const first = await pipeline.over(await pipeline.start(episode, { until: 'AVATAR' }));
  const { version, scenes } = await scriptOf(episode);
  const edited = scenes.map((scene, index) =>
    index === 0 ? { ...scene, narration: 'One scene was written anew by hand, with other words.' } : scene,
  );
  expect((await updateScript(episode, version, edited)).userErrors).toEqual([]);
  const paid = pipeline.billed('elevenlabs').length;
  const second = await pipeline.over(await pipeline.start(episode, { until: 'AVATAR' }));
  expect([first.status, second.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  const voices = await pipeline
    .em()
    .find(StageTask, { run: second.id, stage: 'VOICE' }, { orderBy: { position: 'asc' } });
  expect(voices.map(({ status }) => status)).toEqual(
    scenes.map((_, index) => (index === 0 ? 'SUCCEEDED' : 'REUSED')),
  );
  expect(pipeline.billed('elevenlabs').length).toBe(paid + 1);
  expect((await stageRunOf(second.id, 'SCRIPT')).status).toBe('REUSED');
  expect((await scriptOf(episode)).version).toBe(version + 1);
});

test('an edit of an older version is a conflict that shows the current script; wrong scenes are named', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why bells are bronze' });
  expect((await updateScript(episode, 1, [aScene('Too early.')])).userErrors[0]?.code).toBe('WRONG_STATE');
  await pipeline.over(await pipeline.start(episode, { until: 'SCRIPT' }));
  const { version, scenes } = await scriptOf(episode);
  await updateScript(episode, version, scenes);
  const late = await updateScript(episode, version, scenes);
  expect(late.userErrors[0]).toMatchObject({ code: 'CONFLICT', path: ['baseVersion'] });
  expect(late.episode?.script.version).toBe(version + 1);
  const wrong = await updateScript(episode, version + 1, [
    { ...aScene(' '), id: toGlobalId('Episode', episode.id) },
    { ...aScene('…!?'), speaker: 'VOICEOVER' },
    aScene('x'.repeat(1_501)),
  ]);
  expect(wrong.userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`)).toEqual([
    'REQUIRED scenes.0.narration',
    'REQUIRED scenes.1.brollPrompt',
    'INVALID scenes.1.narration',
    'TOO_LONG scenes.2.narration',
  ]);
  const unknown = await updateScript(episode, version + 1, [{ ...aScene('All well.'), id: 'nobody' }]);
  expect(unknown.userErrors[0]).toMatchObject({ code: 'NOT_FOUND', path: ['scenes', '0', 'id'] });
  expect((await updateScript(episode, version + 1, [])).userErrors[0]).toMatchObject({ code: 'REQUIRED' });
});

test('an approved output that is reused is not reviewed again; one that never was, is', async () => {
  const episode = await pipeline.anEpisode({ topic: 'Why violins sing' }, reviewed('PLANNING'));
  const first = await pipeline.start(episode, { until: 'PLANNING' });
  await pipeline.until(first, 'REVIEW_REQUESTED');
  await decide('approve', await stageRunOf(first.id, 'PLANNING'), null);
  await pipeline.over(first);
  const second = await pipeline.over(await pipeline.start(episode, { until: 'PLANNING' }));
  expect((await stageRunOf(second.id, 'PLANNING')).status).toBe('REUSED');
  await pipeline.em().nativeUpdate(Channel, { id: first.channelId }, { reviewStages: [] });
  const other = await pipeline.anEpisode({ topic: 'Why violas hum' });
  await pipeline.over(await pipeline.start(other, { until: 'PLANNING' }));
  await pipeline.em().nativeUpdate(Channel, { id: other.channel.id }, { reviewStages: ['PLANNING'] });
  const third = await pipeline.start(other, { until: 'PLANNING' });
  await pipeline.until(third, 'REVIEW_REQUESTED');
  expect((await stageRunOf(third.id, 'PLANNING')).status).toBe('AWAITING_REVIEW');
});

function aScene(narration: string): SceneRow {
  return { speaker: 'AVATAR', narration, onScreenText: null, brollPrompt: null, tone: null };
}
