import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask, nextOf, socketClient } from '../support/client.js';
import { aChannel, anEpisode, aRun, eventWriter } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const COST_LIMIT = 500;
const POINTS = 1_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ settings: { costLimit: COST_LIMIT }, pointsPerHour: POINTS });
});
afterAll(() => server.close());

const post = (key: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  });
/** Points that are left after a question of one point. */
const leftOf = async (key: string): Promise<number> =>
  Number((await post(key, { query: '{ __typename }' })).headers.get('x-ratelimit-remaining'));
/** 50 points, all of them used. */
const FIFTY = `{ ${Array.from({ length: 50 }, (_, n) => `a${n}: viewer { role }`).join(' ')} }`;
const WIDE = '{ channels(first: 100) { nodes { episodes(first: 100) { nodes { id } } } } }';
const WIDE_COST = 1 + 100 * (1 + 1 + 100);

describe('an operation beyond the limit', () => {
  const refused = {
    message: expect.stringMatching(/10201 points.*500.*smaller pages/),
    extensions: { code: 'COST_LIMIT', cost: WIDE_COST, limit: COST_LIMIT },
  };

  test('is refused over HTTP and on a socket alike, and takes nothing', async () => {
    const key = await server.key('VIEWER');
    const answer = await ask(server.url, key, WIDE);
    expect(answer).toEqual({ status: 400, errors: [refused] });
    const client = socketClient(server.url, key);
    await expect(client.iterate({ query: WIDE }).next()).rejects.toEqual([refused]);
    expect((await client.iterate({ query: '{ viewer { role } }' }).next()).value).toMatchObject({
      data: { viewer: { role: 'VIEWER' } }, // the socket stays
    });
    await client.dispose();
    expect(await leftOf(key)).toBeGreaterThanOrEqual(POINTS - 2);
  });

  test('is not executed: a change that asks for too much changes nothing', async () => {
    const key = await server.key('EDITOR');
    const change = `mutation ($n: Int = 100) { createChannel(input: { handle: "too-wide", name: "x" }) {
      channel { episodes(first: $n) { nodes { runs(first: $n) { nodes { id } } } } } } }`;
    expect(await ask(server.url, key, change)).toMatchObject({
      errors: [{ extensions: { code: 'COST_LIMIT' } }],
    });
    expect((await ask(server.url, key, '{ channel(handle: "too-wide") { id } }')).data).toEqual({
      channel: null,
    });
  });

  test('may be a subscription, too', async () => {
    const client = socketClient(server.url, await server.key('VIEWER'));
    const query = 'subscription { channelEvents { run { events(first: 100) { nodes { kind } } } } }';
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([
      { extensions: { code: 'COST_LIMIT', cost: 10 * (1 + 1 + 1 + 100) } },
    ]);
    await client.dispose();
  });

  test.each([
    ['aliases of __typename', Array.from({ length: 101 }, (_, n) => `a${n}: __typename`).join(' ')],
    [
      'aliases in a fragment',
      '...F } fragment F on Query { ' +
        Array.from({ length: 51 }, (_, n) => `a${n}: viewer { name }`).join(' '),
    ],
    ['one field again and again', '__typename '.repeat(101)],
    [
      'aliases behind a deep look into the schema',
      `__schema { types { ${'ofType { '.repeat(20)} name ${'}'.repeat(20)} } } ${Array.from({ length: 51 }, (_, n) => `a${n}: __typename`).join(' ')}`,
    ],
    [
      'the schema again and again',
      Array.from({ length: 51 }, (_, n) => `a${n}: __schema { types { name } }`).join(' '),
    ],
  ])('is refused before that for %s', async (_what, fields) => {
    const answer = await ask(server.url, await server.key('VIEWER'), `{ ${fields} }`);
    expect(answer.errors?.[0]?.message).toMatch(/more than 50 things at once/);
  });

  test('holds for one operation: there are no batches', async () => {
    const answer = await post(await server.key('VIEWER'), [
      { query: '{ __typename }' },
      { query: '{ __typename }' },
    ]);
    expect(answer.status).toBe(400);
  });
});

describe('points', () => {
  test('that were not used come back', async () => {
    const key = await server.key('VIEWER', { channelIds: [] });
    const answer = await post(key, {
      query: '{ episodes(first: 100) { totalCount nodes { id channel { id } } } }',
    });
    expect(await answer.json()).toEqual({
      data: { episodes: { totalCount: 0, nodes: [] } },
      extensions: { cost: { requested: 1 + 2 + 100 * 2, actual: 1 + 2 } },
    });
    expect(answer.headers.get('x-ratelimit-limit')).toBe(String(POINTS));
    expect(Number(answer.headers.get('x-ratelimit-remaining'))).toBeGreaterThanOrEqual(POINTS - 3);
    expect(await leftOf(key)).toBeGreaterThanOrEqual(POINTS - 4);
    const resetInSeconds = Number(answer.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(resetInSeconds).toBeLessThan(1 + (3 * 3600) / POINTS);
  });

  test('that ran out: refused with 429 and Retry-After in both media types, and on the socket; other keys go on', async () => {
    const [key, other] = [await server.key('VIEWER'), await server.key('VIEWER')];
    const client = socketClient(server.url, key);
    let answer = await post(key, { query: FIFTY });
    for (let sent = 1; answer.status === 200; sent += 1) {
      expect(sent).toBeLessThanOrEqual(21);
      answer = await post(key, { query: FIFTY });
    }
    expect(answer.status).toBe(429);
    const retryAfterSeconds = Number(answer.headers.get('retry-after'));
    expect(retryAfterSeconds).toBeGreaterThan(0);
    expect(retryAfterSeconds).toBeLessThanOrEqual((50 * 3600) / POINTS);
    const error = {
      message: expect.stringMatching(/50 points.*left.*1000.*again in \d+ seconds/),
      extensions: {
        code: 'RATE_LIMITED',
        cost: 50,
        limit: POINTS,
        remaining: expect.any(Number),
        resetAt: expect.stringMatching(/^\d{4}-.*Z$/),
        retryAfterSeconds: expect.any(Number),
      },
    };
    expect(await answer.json()).toEqual({ errors: [error] });
    const accept = 'application/graphql-response+json';
    const other429 = await post(key, { query: FIFTY }, { accept });
    expect([other429.status, other429.headers.get('content-type')]).toEqual([
      429,
      expect.stringContaining(accept),
    ]);
    await expect(client.iterate({ query: FIFTY }).next()).rejects.toEqual([error]);
    await client.dispose();
    expect((await post(other, { query: FIFTY })).status).toBe(200);
  });

  test('are taken for a subscription when it begins, and its events are free', async () => {
    const key = await server.key('VIEWER');
    const episode = await anEpisode(server.orm, await aChannel(server.orm, 'Paid ahead'), 1);
    const run = await aRun(server.orm, episode);
    const client = socketClient(server.url, key);
    const query = `subscription { runEvents(runId: "${run.globalId}") { kind run { id } } }`;
    const stream = client.iterate({ query });
    const runEvents = { kind: 'SNAPSHOT', run: { id: run.globalId } };
    const cost = { requested: 20, actual: 20 };
    expect(await nextOf(stream)).toEqual({ data: { runEvents }, extensions: { cost } });
    await eventWriter(server.orm, server.events, episode, run).write('LOG');
    expect(await nextOf(stream)).toEqual({ data: { runEvents: { ...runEvents, kind: 'LOG' } } });
    await client.dispose();
    const left = await leftOf(key);
    expect(left).toBeGreaterThanOrEqual(POINTS - 21);
    expect(left).toBeLessThanOrEqual(POINTS - 20);
  });

  test('are not taken for what cannot be executed', async () => {
    const key = await server.key('VIEWER');
    const query = 'query ($n: Int!) { episodes(first: $n) { nodes { id } } }';
    expect(await ask(server.url, key, query, { n: 'many' })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect((await ask(server.url, key, '{ nonsense }')).status).toBe(400);
    expect(await leftOf(key)).toBe(POINTS - 1);
  });
});

describe('rateLimit', () => {
  const LIMIT = 'cost limit remaining resetAt';

  test('says what the operation costs and what is left after it', async () => {
    const key = await server.key('VIEWER');
    const { data } = await ask<{ rateLimit: object }, unknown>(
      server.url,
      key,
      `{ mine: viewer { role } rateLimit { ${LIMIT} } episodes(first: 30) { nodes { id } } }`,
    );
    expect(data.rateLimit).toEqual({
      cost: 1 + 1 + 31,
      limit: POINTS,
      remaining: POINTS - 33,
      resetAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  test.each([
    [
      'a literal',
      `{ rateLimit(dryRun: true) { ${LIMIT} } channels(first: 100) { nodes { episodes(first: 100) { nodes { id } } } } }`,
    ],
    [
      'a variable, in a fragment',
      `query ($dry: Boolean = true) { ...F channels(first: 100) { nodes { episodes(first: 100) { nodes { id } } } } } fragment F on Query { rateLimit(dryRun: $dry) { ${LIMIT} } }`,
    ],
  ])(
    'with dryRun as %s only tells the cost, however high, over HTTP and on a socket',
    async (_how, query) => {
      const key = await server.key('VIEWER');
      const told = {
        data: {
          rateLimit: { cost: WIDE_COST + 1, limit: POINTS, remaining: POINTS, resetAt: expect.any(String) },
        },
        extensions: { cost: { requested: WIDE_COST + 1, actual: 0 } },
      };
      expect(await ask(server.url, key, query)).toEqual({ status: 200, ...told });
      const client = socketClient(server.url, key);
      expect((await client.iterate({ query }).next()).value).toEqual(told);
      await client.dispose();
      expect(await leftOf(key)).toBe(POINTS - 1);
    },
  );

  test('with dryRun: false is nothing special', async () => {
    const query = `{ rateLimit(dryRun: false) { cost } viewer { role } }`;
    expect((await ask(server.url, await server.key('VIEWER'), query)).data).toEqual({
      rateLimit: { cost: 2 },
      viewer: { role: 'VIEWER' },
    });
  });
});
