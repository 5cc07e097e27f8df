import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer({
    settings: { introspection: false, origins: ['https://studio.example'] },
    parts: ({ checks }) => ({
      checks: { ...checks, ffmpeg: () => Promise.reject(new Error('no ffmpeg here')) },
    }),
  });
  key = await server.key('VIEWER');
});
afterAll(() => server.close());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body,
  });

describe('without a good key', () => {
  test.each([null, 'acog_wrong'])('%s gets nothing but UNAUTHENTICATED', async (wrong) => {
    const answer = await ask(server.url, wrong, '{ __typename }');
    expect(answer).toEqual({
      status: 401,
      errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  test('an expired and a revoked key are as good as none', async () => {
    const expired = await server.key('ADMIN', { expiresAt: new Date(Date.now() - 1) });
    const revoked = await server.key('ADMIN');
    await server.orm.em
      .fork()
      .execute('update api_key set revoked_at = now() where prefix = ?', [revoked.slice(0, 10)]);
    for (const secret of [expired, revoked])
      expect((await ask(server.url, secret, '{ viewer { name } }')).status).toBe(401);
  });

  test('health says up or down and no more; with a key it says what', async () => {
    expect(await (await fetch(`${server.url}/health/live`)).json()).toEqual({ status: 'up' });
    const closed = await fetch(`${server.url}/health/ready`);
    expect([closed.status, await closed.json()]).toEqual([503, { status: 'down' }]);
    const open = await fetch(`${server.url}/health/ready`, { headers: { authorization: `Bearer ${key}` } });
    expect(await open.json()).toEqual({
      status: 'down',
      dependencies: {
        postgres: { status: 'up' },
        redis: { status: 'up' },
        storage: { status: 'up' },
        ffmpeg: { status: 'down', reason: 'no ffmpeg here' },
        queue: { status: 'up' },
        migrations: { status: 'up' },
      },
    });
  });

  test('metrics are kept back', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const open = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
    expect(await open.text()).toContain('acog_http_request_seconds');
  });
});

describe('GraphQL over HTTP', () => {
  test('answers in the media type that is asked for', async () => {
    const query = JSON.stringify({ query: '{ viewer { role } }' });
    for (const type of ['application/json', 'application/graphql-response+json']) {
      const answer = await post(query, { accept: type });
      expect(answer.headers.get('content-type')).toContain(type);
      expect(await answer.json()).toMatchObject({ data: { viewer: { role: 'VIEWER' } } });
    }
  });

  test('takes queries by GET, but no change', async () => {
    const get = (query: string) =>
      fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { authorization: `Bearer ${key}` },
      });
    expect((await get('{ viewer { role } }')).status).toBe(200);
    expect((await get('mutation { deleteChannel(input: { id: "x" }) { deletedChannelId } }')).status).toBe(
      405,
    );
  });

  test.each([
    ['what is no JSON', '{', {}, 400],
    ['what is not posted as JSON', 'query=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [
      'a body beyond a mebibyte',
      JSON.stringify({ query: '{ x }', variables: { x: 'x'.repeat(1_100_000) } }),
      {},
      413,
    ],
    ['a query beyond 100,000 characters', JSON.stringify({ query: `{ ${' '.repeat(100_001)} x }` }), {}, 413],
    ['a page of another origin', '{}', { origin: 'https://elsewhere.example' }, 403],
  ])('refuses %s', async (_what, body, headers, status) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ errors: [{ message: expect.any(String) }] });
  });

  test('an origin of the settings may read the answer', async () => {
    const answer = await post(JSON.stringify({ query: '{ viewer { role } }' }), {
      origin: 'https://studio.example',
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://studio.example');
  });

  test('refuses a query that is too deep or too wide, also through fragments', async () => {
    const deep = `${'{ episodes { nodes { channel '.repeat(6)} { id } ${'} } }'.repeat(6)}`;
    const wide = `{ ${Array.from({ length: 60 }, (_, n) => `a${n}: viewer { name }`).join(' ')} }`;
    for (const query of [deep, wide]) {
      const answer = await ask(server.url, key, query);
      expect(answer.errors?.[0]?.message).toMatch(/levels deep|things at once|fields/);
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('refuses a subscription, which needs a socket, and charges nothing', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await post(JSON.stringify({ query: 'subscription { channelEvents { kind } }' }), {
        accept,
      });
      expect([answer.status, answer.headers.get('x-ratelimit-cost')]).toEqual([400, null]);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });

  test.each([
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-12:00',
    '2026-02-30T00:00:00Z',
    '2026-12-31T24:00:00Z',
  ])('refuses %s as a moment', async (at) => {
    const query = 'query ($at: DateTime!) { episodes(where: { createdAt: { gt: $at } }) { nodes { id } } }';
    const answer = await ask(server.url, key, query, { at });
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  test('does not show the schema when it is told not to', async () => {
    const answer = await ask(server.url, key, '{ __schema { types { name } } }');
    expect(answer.status).toBe(400);
  });

  test('hides what went wrong inside behind an id that is in the log', async () => {
    await server.orm.em.fork().execute('alter table vendor_call rename to vendor_call_away');
    const answer = await ask(server.url, key, '{ vendors { name } }');
    await server.orm.em.fork().execute('alter table vendor_call_away rename to vendor_call');
    const [error] = answer.errors ?? [];
    expect(error?.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(answer)).not.toContain('vendor_call');
    expect(server.log.some((line) => line.includes(error?.extensions.id ?? 'no id'))).toBe(true);
  });
});

test('paths that lead nowhere, or out of the folder of pages, are not found', async () => {
  expect((await fetch(`${server.url}/webhooks/acme`, { method: 'POST' })).status).toBe(404);
  const status = await new Promise((resolve) => {
    const { hostname, port } = new URL(server.url);
    // fetch would clean the path up
    httpRequest({ hostname, port, path: '/graphiql/%2e%2e/%2e%2e/package.json' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(404);
});

test('every answer forbids sniffing and framing', async () => {
  const answer = await fetch(`${server.url}/`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});
