import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashOf } from '../../src/services/key-secret.js';
import { ensureAdminKey } from '../../src/services/key-service.js';
import { ask } from '../support/client.js';
import {
  CancelPipelineDocument,
  ChannelsDocument,
  CreateChannelDocument,
  CreateEpisodeDocument,
  EverythingDocument,
  StartPipelineDocument,
} from '../support/generated/operations.js';
import { aChannel, anEpisode, aRun, eventWriter } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let admin: string;
let editor: string;
let viewer: string;
beforeAll(async () => {
  server = await startServer();
  admin = await server.key('ADMIN');
  editor = await server.key('EDITOR');
  viewer = await server.key('VIEWER');
});
afterAll(() => server.close());

const problemsOf = (payload: { userErrors: readonly { code: string; path: readonly string[] | null }[] }) =>
  payload.userErrors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);

async function aNewChannel(handle: string): Promise<string> {
  const { data } = await ask(server.url, editor, CreateChannelDocument, { input: { handle, name: handle } });
  return data.createChannel.channel?.id ?? '';
}

describe('channels', () => {
  test('everything that is wrong is said at once', async () => {
    const { data } = await ask(server.url, editor, CreateChannelDocument, {
      input: {
        handle: '-Bees-',
        name: ' ',
        voice: { vendor: 'RUNWAY', voiceId: 'v', speed: 2 },
        brand: { primaryColor: 'red', captionStyle: 'wild' },
        formats: ['SQUARE_1080P', 'SQUARE_1080P'],
        persona: { name: 'A\0' },
        budget: { perMonthUsd: '-1' },
      },
    });
    expect(data.createChannel.channel).toBeNull();
    expect(problemsOf(data.createChannel)).toEqual([
      'INVALID handle',
      'REQUIRED name',
      'INVALID persona.name',
      'INVALID voice.vendor',
      'OUT_OF_RANGE voice.speed',
      'INVALID brand.primaryColor',
      'INVALID brand.captionStyle',
      'INVALID formats',
      'OUT_OF_RANGE budget.perMonthUsd',
    ]);
  });

  test('a handle is given to one of many who ask at the same moment', async () => {
    const input = { handle: 'once-only', name: 'Once' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ask(server.url, editor, CreateChannelDocument, { input })),
    );
    expect(answers.flatMap(({ data }) => problemsOf(data.createChannel))).toEqual(
      Array(5).fill('TAKEN handle'),
    );
  });

  test('an update leaves what is absent, clears what is null, and refuses null where something must be', async () => {
    const id = await aNewChannel('updated');
    const update = (input: string) =>
      ask<{ updateChannel: { channel: unknown; userErrors: { code: string; path: string[] }[] } }, never>(
        server.url,
        editor,
        `mutation { updateChannel(input: { id: "${id}" ${input} }) {
          channel { name description avatar { avatarId } styleGuide { tone humor } } userErrors { code path } } }`,
      );
    await update('description: "Hm" styleGuide: { humor: "dry" }');
    const cleared = await update('description: null avatar: null');
    expect(cleared.data.updateChannel.channel).toEqual({
      name: 'updated',
      description: null,
      avatar: null,
      styleGuide: { tone: 'warm and clear', humor: 'dry' },
    });
    const refused = await update('name: null voice: null');
    expect(problemsOf(refused.data.updateChannel)).toEqual(['REQUIRED name', 'REQUIRED voice']);
  });

  test('pages forth and back meet every channel once, and know where the list ends', async () => {
    const prefix = 'page-';
    for (let n = 0; n < 5; n++) await aNewChannel(`${prefix}${n}`);
    const base = {
      where: { handle: { containsIgnoreCase: prefix } },
      orderBy: { field: 'NAME', direction: 'DESC' },
    } as const;
    const read = async (page: object) =>
      (await ask(server.url, viewer, ChannelsDocument, { ...base, ...page })).data.channels;
    const first = await read({ first: 2 });
    expect(first.totalCount).toBe(5);
    expect(first.nodes.map(({ handle }) => handle)).toEqual(['page-4', 'page-3']);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const second = await read({ first: 3, after: first.pageInfo.endCursor });
    expect(second.nodes.map(({ handle }) => handle)).toEqual(['page-2', 'page-1', 'page-0']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await read({ last: 2, before: second.pageInfo.startCursor });
    expect(back.nodes.map(({ handle }) => handle)).toEqual(['page-4', 'page-3']);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const beyond = await read({ first: 2, after: second.pageInfo.endCursor });
    expect(beyond).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  });

  test.each([
    [{ first: 0 }],
    [{ first: 101 }],
    [{ first: 1, last: 1 }],
    [{ after: 'nonsense' }],
    [
      {
        after: Buffer.from('["channel:NAME","x","00000000-0000-7000-8000-000000000000"]').toString(
          'base64url',
        ),
      },
    ],
    [
      {
        after: Buffer.from('["channel:CREATED_AT","1e9","00000000-0000-7000-8000-000000000000"]').toString(
          'base64url',
        ),
      },
    ],
    [{ where: { and: [{ and: [{ and: [{ and: [{}] }] }] }] } }],
  ])('refuses %j as BAD_USER_INPUT', async (variables) => {
    const { errors } = await ask(server.url, viewer, ChannelsDocument, variables);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('episodes and runs', () => {
  const episodeOf = (channelId: string, more: object = {}) =>
    ask(server.url, editor, CreateEpisodeDocument, {
      input: { channelId, topic: 'Why bees dance', ...more },
    });

  test('numbers are given once each, however many ask at the same moment', async () => {
    const channelId = await aNewChannel('numbers');
    const answers = await Promise.all(Array.from({ length: 8 }, () => episodeOf(channelId)));
    expect(answers.map(({ data }) => data.createEpisode.episode?.number).sort()).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  test('a key makes one episode and one run, at the same moment too, and refuses another input', async () => {
    const channelId = await aNewChannel('idempotent');
    const once = { start: true, idempotencyKey: 'key-1' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => episodeOf(channelId, once)));
    const made = answers.map(({ data }) =>
      JSON.stringify([
        data.createEpisode.episode?.id,
        data.createEpisode.run?.id,
        data.createEpisode.eventCursor,
      ]),
    );
    expect(new Set(made).size).toBe(1);
    expect(made[0]).not.toContain('null');
    const other = await episodeOf(channelId, { ...once, topic: 'Something else' });
    expect(problemsOf(other.data.createEpisode)).toEqual(['IDEMPOTENCY_MISMATCH idempotencyKey']);
  });

  test('a second start names the active run, and starts again after it was cancelled', async () => {
    const channelId = await aNewChannel('started');
    const { data } = await episodeOf(channelId, { start: true });
    const [episodeId, runId] = [data.createEpisode.episode?.id ?? '', data.createEpisode.run?.id ?? ''];
    const start = async () =>
      (await ask(server.url, editor, StartPipelineDocument, { input: { episodeId } })).data.startPipeline;
    type Tasks = { run: { stageRuns: { tasks: { status: string; wakeAt: string | null }[] }[] } };
    const asked = `{ run(id: "${runId}") { stageRuns { tasks { status wakeAt } } } }`;
    const { run } = (await ask<Tasks, never>(server.url, admin, asked)).data;
    expect(run.stageRuns[0]?.tasks).toEqual([{ status: 'QUEUED', wakeAt: null }]);
    const refused = await start();
    expect(refused.userErrors).toEqual([
      { __typename: 'StateUserError', code: 'WRONG_STATE', path: ['episodeId'], run: { id: runId } },
    ]);
    const gone = await ask<{ deleteChannel: { userErrors: { code: string; path: string[] }[] } }, never>(
      server.url,
      admin,
      `mutation { deleteChannel(input: { id: "${channelId}" }) { userErrors { code path } } }`,
    );
    expect(problemsOf(gone.data.deleteChannel)).toEqual(['WRONG_STATE id']);
    const named = async (mutation: string) => {
      type Answer = { done: { userErrors: { code: string; run: { id: string } | null }[] } };
      const query = `mutation { done: ${mutation} { userErrors { code ... on StateUserError { run { id } } } } }`;
      return (await ask<Answer, never>(server.url, admin, query)).data.done.userErrors;
    };
    const inTheWay = [{ code: 'WRONG_STATE', run: { id: runId } }];
    for (const mutation of [
      `deleteChannel(input: { id: "${channelId}" })`,
      `deleteEpisode(input: { id: "${episodeId}" })`,
      `updateEpisode(input: { id: "${episodeId}", topic: "Other bees" })`,
    ])
      expect(await named(mutation)).toEqual(inTheWay);
    const cancelled = await ask(server.url, editor, CancelPipelineDocument, { input: { runId } });
    expect(cancelled.data.cancelPipeline.run?.status).toBe('CANCELLED');
    expect(await named(`cancelPipeline(input: { runId: "${runId}" })`)).toEqual(inTheWay);
    expect((await start()).run?.number).toBe(2);
  });

  test('a retry of an ended run says in its own words why it cannot begin: another run, or an archived channel', async () => {
    const channelId = await aNewChannel('retried');
    const { data } = await episodeOf(channelId, { start: true });
    const [episodeId, runId] = [data.createEpisode.episode?.id ?? '', data.createEpisode.run?.id ?? ''];
    await ask(server.url, editor, CancelPipelineDocument, { input: { runId } });
    type Stages = { run: { stageRuns: { id: string }[] } };
    const { run } = (
      await ask<Stages, never>(server.url, admin, `{ run(id: "${runId}") { stageRuns { id } } }`)
    ).data;
    const retried = async () => {
      type Answer = { retryStage: { run: unknown; userErrors: { code: string; path: string[] }[] } };
      const query = `mutation { retryStage(input: { stageRunId: "${run.stageRuns[0]?.id ?? ''}" }) { run { id } userErrors { code path } } }`;
      return (await ask<Answer, never>(server.url, editor, query)).data.retryStage;
    };
    const refused = { run: null, userErrors: [{ code: 'WRONG_STATE', path: ['stageRunId'] }] };
    const again = await ask(server.url, editor, StartPipelineDocument, { input: { episodeId } });
    expect(await retried()).toEqual(refused);
    await ask(server.url, editor, CancelPipelineDocument, {
      input: { runId: again.data.startPipeline.run?.id ?? '' },
    });
    await ask(
      server.url,
      admin,
      `mutation { archiveChannel(input: { id: "${channelId}" }) { channel { id } } }`,
    );
    expect(await retried()).toEqual(refused);
  });

  test('starts at the same moment wait for each other: one for each episode is done, the others name its run', async () => {
    const channelId = await aNewChannel('at-once');
    const made = await Promise.all(
      ['Bees', 'Wasps', 'Ants'].map((topic) => episodeOf(channelId, { start: false, topic })),
    );
    const ids = made.map(({ data }) => data.createEpisode.episode?.id ?? '');
    const answers = await Promise.all(
      [...ids, ...ids].map((episodeId) =>
        ask(server.url, editor, StartPipelineDocument, { input: { episodeId } }),
      ),
    );
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const started = answers.flatMap(({ data }) => data.startPipeline.run?.id ?? []);
    const refused = answers.flatMap(({ data }) => data.startPipeline.userErrors);
    expect([started.length, new Set(started).size]).toEqual([3, 3]);
    expect(refused.map(({ code }) => code)).toEqual(['WRONG_STATE', 'WRONG_STATE', 'WRONG_STATE']);
  });

  test.each([
    [{ topic: 'ab' }, 'OUT_OF_RANGE topic'],
    [{ topic: '   ' }, 'REQUIRED topic'],
    [{ topic: 'x'.repeat(501) }, 'TOO_LONG topic'],
    [{ topic: 'with\0nul' }, 'INVALID topic'],
    [{ targetSeconds: 9 }, 'OUT_OF_RANGE targetSeconds'],
    [{ priority: 101 }, 'OUT_OF_RANGE priority'],
    [{ formats: [] }, 'REQUIRED formats'],
    [{ idempotencyKey: '' }, 'REQUIRED idempotencyKey'],
    [{ channelId: 'nothing' }, 'NOT_FOUND channelId'],
  ])('%j is %s', async (more, problem) => {
    const channel = await aChannel(server.orm);
    const { data } = await episodeOf(channel.globalId, more);
    expect(problemsOf(data.createEpisode)).toEqual([problem]);
  });

  test('the number of SQL statements does not grow with the page', async () => {
    for (let n = 0; n < 8; n++) {
      const channel = await aChannel(server.orm, `Widely read ${n}`);
      const { data } = await episodeOf(channel.globalId, { start: true });
      await ask(server.url, editor, CancelPipelineDocument, {
        input: { runId: data.createEpisode.run?.id ?? '' },
      });
    }
    const count = async (first: number) => {
      const statements: string[] = [];
      const connection = server.orm.em.getConnection();
      const execute = connection.execute.bind(connection);
      connection.execute = ((...given: Parameters<typeof execute>) => {
        statements.push(JSON.stringify(given[0]));
        return execute(...given);
      }) as typeof connection.execute; // as: it is the same with a look at it
      const answer = await ask(server.url, viewer, EverythingDocument, { first });
      connection.execute = execute;
      expect(answer.errors).toBeUndefined();
      expect(answer.data.episodes.nodes).toHaveLength(first);
      return statements.length;
    };
    await count(1);
    expect(await count(8)).toBe(await count(2));
    expect(await count(8)).toBeGreaterThan(5);
  });
});

describe('roles', () => {
  test.each([
    ['VIEWER', 'mutation { archiveChannel(input: { id: "x" }) { userErrors { code } } }'],
    ['EDITOR', 'mutation { deleteChannel(input: { id: "x" }) { userErrors { code } } }'],
    ['EDITOR', '{ apiKeys { nodes { id } } }'],
    ['EDITOR', 'mutation { createApiKey(input: { name: "x", role: VIEWER }) { secret } }'],
  ] as const)('%s may not %s', async (role, query) => {
    const { errors } = await ask(server.url, await server.key(role), query);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('a limited key sees its channels alone; what is outside does not exist, to the byte', async () => {
    const [mine, other] = [await aChannel(server.orm, 'Mine'), await aChannel(server.orm, 'Other')];
    const hidden = await anEpisode(server.orm, other, 1);
    const key = await server.key('ADMIN', { channelIds: [mine.id] });
    const list = await ask(server.url, key, ChannelsDocument, {});
    expect(list.data.channels).toMatchObject({ totalCount: 1, nodes: [{ handle: mine.handle }] });
    const nothing = Buffer.from('Episode:00000000-0000-7000-8000-000000000000').toString('base64url');
    const about = async (id: string) =>
      JSON.stringify(
        await ask(
          server.url,
          key,
          `mutation($id: ID!) { updateEpisode(input: { id: $id, topic: "Mine now" }) { episode { id } userErrors { code message path } } }`,
          { id },
        ),
      ) +
      JSON.stringify(
        await ask(server.url, key, 'query($id: ID!) { node(id: $id) { id } episode(id: $id) { id } }', {
          id,
        }),
      );
    expect(await about(hidden.globalId)).toBe(await about(nothing));
  });

  test('anything is found again by its id, as what it is', async () => {
    const channel = await aChannel(server.orm, 'Again');
    const episode = await anEpisode(server.orm, channel, 1);
    const run = await aRun(server.orm, episode);
    const { data } = await ask(
      server.url,
      viewer,
      'query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Channel { name } ... on Episode { topic } } }',
      { ids: [channel, episode, run].map(({ globalId }) => globalId) },
    );
    expect(data).toEqual({
      nodes: [
        { __typename: 'Channel', id: channel.globalId, name: 'Again' },
        { __typename: 'Episode', id: episode.globalId, topic: episode.topic },
        { __typename: 'PipelineRun', id: run.globalId },
      ],
    });
  });

  test('a key that was made works at once, and not after it was revoked', async () => {
    const made = await ask<
      { createApiKey: { secret: string; apiKey: { id: string; prefix: string } } },
      never
    >(
      server.url,
      admin,
      'mutation { createApiKey(input: { name: "front end", role: VIEWER }) { secret apiKey { id prefix } userErrors { code } } }',
    );
    const { secret, apiKey } = made.data.createApiKey;
    expect(secret).toMatch(/^acog_[\w-]{43}$/);
    expect(secret.startsWith(apiKey.prefix)).toBe(true);
    expect((await ask(server.url, secret, '{ viewer { name } }')).data).toEqual({
      viewer: { name: 'front end' },
    });
    await ask(
      server.url,
      admin,
      `mutation { revokeApiKey(input: { id: "${apiKey.id}" }) { apiKey { revokedAt } } }`,
    );
    expect((await ask(server.url, secret, '{ viewer { name } }')).status).toBe(401);
    expect(server.log.join('')).not.toContain(secret);
  });

  test('the first start makes one admin key; a fixed key is taken as it is', async () => {
    const em = server.orm.em.fork();
    const known = { made: null, problem: null };
    expect(await ensureAdminKey(em, null)).toEqual(known); // keys are there already
    const fixed = 'a fixed key of the settings'.replaceAll(' ', '-');
    expect(await ensureAdminKey(em, fixed)).toEqual(known);
    expect(await ensureAdminKey(em, fixed)).toEqual(known);
    expect((await ask(server.url, fixed, '{ viewer { role } }')).data).toEqual({ viewer: { role: 'ADMIN' } });
    const other = await startServer();
    const made = await Promise.all([1, 2, 3].map(() => ensureAdminKey(other.orm.em.fork(), null)));
    const [secret, ...more] = made.map((each) => each.made).filter((each) => each !== null);
    expect(more).toEqual([]);
    expect((await ask(other.url, secret ?? '', '{ viewer { role } }')).status).toBe(200);
    await other.close();
  });

  test('a fixed key that was revoked, or has expired, is not brought back: the start says so', async () => {
    const em = server.orm.em.fork();
    const fixed = 'a-fixed-key-that-is-revoked-later';
    await ensureAdminKey(em, fixed);
    const set = (assignment: string) =>
      em.execute(`update api_key set ${assignment} where hash = ?`, [hashOf(fixed)]);
    await set('revoked_at = now()');
    const { made, problem } = await ensureAdminKey(em, fixed);
    expect(made).toBeNull();
    expect(problem).toMatch(
      /^The key of ACOG_ADMIN_KEY was revoked on 2\S+ and opens nothing; set another one/,
    );
    expect((await ask(server.url, fixed, '{ viewer { role } }')).status).toBe(401);
    await set('revoked_at = null, expires_at = now()');
    expect((await ensureAdminKey(em, fixed)).problem).toMatch(/ACOG_ADMIN_KEY expired on/);
    await set(`expires_at = null, role = 'VIEWER'`);
    expect((await ensureAdminKey(em, fixed)).problem).toMatch(/known as a key with the role VIEWER; /);
    expect(problem).not.toContain(fixed);
  });
});

test('events of a run are a page that can be filtered, and links are signed for as long as was asked', async () => {
  const channel = await aChannel(server.orm);
  const episode = await anEpisode(server.orm, channel, 1);
  const run = await aRun(server.orm, episode);
  const writer = eventWriter(server.orm, server.events, episode, run);
  for (const kind of ['RUN_QUEUED', 'LOG', 'RUN_STARTED'] as const) await writer.write(kind);
  const { data } = await ask(
    server.url,
    viewer,
    `{ run(id: "${run.globalId}") { events(kinds: [RUN_QUEUED, RUN_STARTED], last: 1) { totalCount nodes { sequence kind } pageInfo { hasPreviousPage hasNextPage } } } }`,
  );
  expect(data).toEqual({
    run: {
      events: {
        totalCount: 2,
        nodes: [{ sequence: 3, kind: 'RUN_STARTED' }],
        pageInfo: { hasPreviousPage: true, hasNextPage: false },
      },
    },
  });
});
