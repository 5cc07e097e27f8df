import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startServer, type TestServer } from '../support/server.js';

const FRIEND = 'https://studio.example';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer({
    settings: { introspection: false, origins: [FRIEND], publicUrl: 'https://acog.example' },
  });
  key = await server.key('EDITOR');
});
afterAll(() => server.close());

interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** `fetch` would set what browsers set by itself. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${server.url}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const withKey = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${key}`, ...headers });
const post = (body: unknown) =>
  send('POST', '/graphql', withKey({ 'content-type': 'application/json' }), JSON.stringify(body));
const get = (query: string, headers: Record<string, string> = withKey()) =>
  send('GET', `/graphql?query=${encodeURIComponent(query)}`, headers);

describe('files of the embedded store', () => {
  const path = '/assets/uploads/any?link=x&signature=y';

  test('are fetched and uploaded by pages that the settings name', async () => {
    const question = { origin: FRIEND, 'access-control-request-method': 'PUT' };
    const asked = await send('OPTIONS', path, question);
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([204, FRIEND]);
    expect(asked.headers['access-control-allow-methods']).toContain('PUT');
    expect(asked.headers['access-control-allow-headers']).toMatch(/content-type.*range/);
    const told = await send('GET', '/assets/any?link=x&signature=y', { origin: FRIEND });
    expect([told.status, told.headers['access-control-allow-origin']]).toEqual([403, FRIEND]);
    expect(told.headers['access-control-expose-headers']).toContain('content-range');
  });

  test('are not read by others', async () => {
    for (const [method, at] of [
      ['OPTIONS', path],
      ['GET', '/assets/any?link=x&signature=y'],
    ] as const) {
      const { headers } = await send(method, at, { origin: 'https://elsewhere.example' });
      expect([headers['access-control-allow-origin'], headers['vary']]).toEqual([undefined, 'Origin']);
    }
  });
});

describe('who may ask', () => {
  const own = () => server.url;
  test.each<[string, () => Record<string, string>, boolean]>([
    ['a program, which says nothing', () => ({}), true],
    ['our own page', () => ({ origin: own(), 'sec-fetch-site': 'same-origin' }), true],
    ['our own page under its public address', () => ({ origin: 'https://acog.example' }), true],
    ['a page that the settings name', () => ({ origin: FRIEND, 'sec-fetch-site': 'cross-site' }), true],
    ['an address typed by hand', () => ({ 'sec-fetch-site': 'none' }), true],
    ['any other page', () => ({ origin: 'https://elsewhere.example' }), false],
    ['a page that begins like one of ours', () => ({ origin: `${FRIEND}.elsewhere.example` }), false],
    ['a file or a page in a cage', () => ({ origin: 'null' }), false],
    ['a form or a picture of another page', () => ({ 'sec-fetch-site': 'cross-site' }), false],
    ['a form of a neighbour', () => ({ 'sec-fetch-site': 'same-site' }), false],
  ])('%s', async (_who, headers, isAllowed) => {
    const answer = await get('{ __typename }', withKey(headers()));
    expect(answer.status).toBe(isAllowed ? 200 : 403);
    const upgrade = await new Promise<number>((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers: headers(),
      });
      socket.once('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.once('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', () => undefined); // what was refused is destroyed
    });
    expect(upgrade).toBe(isAllowed ? 101 : 403);
  });

  test('a browser asks before it sends a key, and is told what it may send', async () => {
    const headers = { origin: FRIEND, 'access-control-request-method': 'POST' };
    const allowed = await send('OPTIONS', '/graphql', headers);
    expect(allowed.status).toBe(204);
    expect(allowed.headers).toMatchObject({
      vary: 'Origin',
      'access-control-allow-origin': FRIEND,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringMatching(/authorization.*content-type/),
    });
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
    const refused = await send('OPTIONS', '/graphql', { ...headers, origin: 'https://elsewhere.example' });
    expect(refused.status).toBe(403);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

test.each([
  ['GET', '/graphql'],
  ['POST', '/graphql'],
  ['GET', '/health/live'],
  ['GET', '/nothing/here'],
  ['GET', '/metrics'],
  ['POST', '/webhooks/heygen'],
])('%s %s carries what keeps browsers from mischief', async (method, path) => {
  const { headers } = await send(method, path, {}, method === 'POST' ? '{}' : undefined);
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  });
  expect(headers).not.toHaveProperty('x-powered-by');
});

test('pages may run scripts of their own origin and talk to it, and nothing else', async () => {
  const policy = String((await send('GET', '/')).headers['content-security-policy']).split(/; ?/);
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
  );
  expect(policy.join()).not.toMatch(/https?:|\*|unsafe-eval/);
});

test('files of the store may be shown by pages elsewhere', async () => {
  const { headers } = await send('GET', '/assets/none');
  expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
});

/** Each document that graphql-cop sends, and what it must not get. @see https://github.com/dolevf/graphql-cop */
describe('nothing that graphql-cop looks for is there', () => {
  const times = (count: number, one: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => one(n));
  test.each<[string, () => Promise<Told>, RegExp]>([
    [
      'alias overloading',
      () => post({ query: `query { ${times(101, (n) => `alias${n}:__typename \n`).join('')} }` }),
      /"alias100"/,
    ],
    ['batches', () => post(times(11, () => '').map(() => ({ query: 'query { __typename }' }))), /__typename/],
    [
      'directive overloading',
      () => post({ query: `query { __typename ${'@aa'.repeat(10)} }` }),
      /("message".*){10}/,
    ],
    [
      'a circle through introspection',
      () =>
        post({
          query: `query { __schema { types { ${'fields { type { '.repeat(4)} name ${'} }'.repeat(4)} } } }`,
        }),
      /"types":/,
    ],
    [
      'a circle of fragments',
      () =>
        post({
          query:
            'query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
        }),
      /^(?!.*"errors")/,
    ],
    ['field duplication', () => post({ query: `query { ${'__typename \n'.repeat(500)} }` }), /"__typename":/],
    ['introspection', () => post({ query: 'query { __schema { types { name } } }' }), /"types":/],
    [
      'suggestions of fields',
      () => post({ query: 'query { __schema { directive } viewe { naem } }' }),
      /Did you mean/i,
    ],
    [
      'GraphiQL in the place of the API',
      () => send('GET', '/graphql', { accept: 'text/html' }),
      /graphiql|playground/i,
    ],
    ['a change by GET', () => get('mutation { __typename }'), /"data"/],
    ['a query that a form or a picture sends, which has no key', () => get('{ __typename }', {}), /"data"/],
    [
      'a form that posts',
      () =>
        send(
          'POST',
          '/graphql',
          withKey({ 'content-type': 'application/x-www-form-urlencoded' }),
          'query=query%20%7B__typename%7D',
        ),
      /"data"/,
    ],
    ['traces', () => post({ query: 'query { __typename }' }), /tracing|stacktrace/i],
    ['errors nobody caught', () => post({ query: 'qwerty cop { abc }' }), /exception|node_modules|\.js:/],
  ])('%s', async (_what, ask, flag) => {
    const { status, text } = await ask();
    expect(text).not.toMatch(flag);
    expect(status).toBeLessThan(500);
  });
});
