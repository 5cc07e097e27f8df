import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { greeted } from '../support/raw-socket.js';
import { aChannel, anEpisode } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let key: string;
let foreign: string;
beforeAll(async () => {
  server = await startServer({ settings: { introspection: false } });
  const [mine, other] = [await aChannel(server.orm, 'Mine'), await aChannel(server.orm, 'Nobody else’s')];
  key = await server.key('EDITOR', { channelIds: [mine.id] });
  await anEpisode(server.orm, mine, 1);
  foreign = (await anEpisode(server.orm, other, 1)).globalId;
});
afterAll(() => server.close());

interface Told {
  readonly status: number;
  readonly text: string;
}

function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const all = { authorization: `Bearer ${key}`, ...headers };
    const sent = httpRequest(`${server.url}${path}`, { method, headers: all }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  send('POST', '/graphql', { ...JSON_TYPE, ...headers }, body);
const get = (parameters: Record<string, string>, more = '') =>
  send('GET', `/graphql?${new URLSearchParams(parameters).toString()}${more}`, {});

/** Refused with these, in the shape of a GraphQL answer, without a word about what is behind. */
function expectRefusal({ status, text }: Told, expected: number, code: string): void {
  expect({ status, text }).toEqual({ status: expected, text: expect.stringContaining(`"code":"${code}"`) });
  expect(JSON.parse(text)).toMatchObject({ errors: [{ message: expect.any(String) }] });
  expect(text).not.toMatch(/Did you mean|node_modules|at .*\.(js|ts):|select |postgres|mikro/i);
}

const VIEWER = '{ viewer { role } }';
const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

describe('a body', () => {
  test.each<[string, string | Buffer, Record<string, string>, number]>([
    ['that is empty', '', {}, 400],
    ['that is cut off', '{"query": "{ viewer', {}, 400],
    ['with a mark of byte order', `\ufeff{"query":"${VIEWER}"}`, {}, 400],
    ['that is null', 'null', {}, 400],
    ['that is a number', '5', {}, 400],
    ['that is a text', '"{ viewer { role } }"', {}, 400],
    ['that is a list, so a batch', `[{"query":"${VIEWER}"}]`, {}, 400],
    ['that is an empty object', '{}', {}, 400],
    ['with lists in lists in lists', deep('[', ']', 100_000), {}, 400],
    ['that is no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), {}, 400],
    [
      'in UTF-16',
      Buffer.from(`{"query":"${VIEWER}"}`, 'utf16le'),
      { 'content-type': 'application/json; charset=utf-16' },
      415,
    ],
    ['that says it is zipped', '{}', { 'content-encoding': 'gzip' }, 415],
    ['without a type', '{}', { 'content-type': '' }, 415],
    ['of two types', '{}', { 'content-type': 'text/plain, application/json' }, 415],
    ['of a form', `query=${VIEWER}`, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['of a form with files', '--x--', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['of plain text', `{"query":"${VIEWER}"}`, { 'content-type': 'text/plain' }, 415],
    ['of GraphQL alone', VIEWER, { 'content-type': 'application/graphql' }, 415],
    ['beyond a mebibyte', ' '.repeat(1_048_577), {}, 413],
  ])('%s is refused', async (_what, body, headers, status) => {
    expectRefusal(await post(body, headers), status, 'BAD_REQUEST');
  });

  test('may say its charset, and the last of two keys counts', async () => {
    const body = `{"query":"{ nothing }","query":"${VIEWER}"}`;
    for (const charset of ['', '; charset=utf-8', ';charset="UTF-8"'])
      expect(await post(body, { 'content-type': `application/json${charset}` })).toMatchObject({
        status: 200,
      });
  });
});

describe('in place of what it should be', () => {
  const things: [string, unknown][] = [
    ['a number', 5],
    ['true', true],
    ['a list', ['{ viewer { role } }']],
    ['an object', { kind: 'Document' }],
  ];
  test.each(things)('the query is %s', async (_what, query) => {
    expectRefusal(await post(JSON.stringify({ query })), 400, 'BAD_REQUEST');
  });
  test.each([['a text', '{}'], ...things.slice(0, 3)])('variables are %s', async (_what, variables) => {
    expectRefusal(await post(JSON.stringify({ query: VIEWER, variables })), 400, 'BAD_REQUEST');
  });
  test.each(things)('operationName is %s', async (_what, operationName) => {
    expectRefusal(await post(JSON.stringify({ query: VIEWER, operationName })), 400, 'BAD_REQUEST');
  });
  test.each([['a text', '{}'], ...things.slice(0, 3)])('extensions are %s', async (_what, extensions) => {
    expectRefusal(await post(JSON.stringify({ query: VIEWER, extensions })), 400, 'BAD_REQUEST');
  });
});

test('brackets in what is quoted do not count as depth', async () => {
  const topic = '{(['.repeat(100);
  const documents = [
    `{ episodes(where: { title: { eq: "${topic}" } }) { nodes { id } } }`,
    `{ episodes(where: { title: { eq: """${topic}""" } }) { nodes { id } } }`,
    `{ viewer { role } } # ${topic}`,
  ];
  for (const query of documents)
    expect(await post(JSON.stringify({ query }))).toMatchObject({
      status: 200,
      text: expect.not.stringContaining('errors'),
    });
});

test('a condition at the root of a subscription is refused, whatever else the document has', async () => {
  const query = `query A { viewer { role } }
    subscription B($x: Boolean = true) { channelEvents @include(if: $x) { kind } }`;
  for (let time = 1; time <= 4; time += 1)
    // the short way, too
    expectRefusal(
      await post(JSON.stringify({ query, operationName: 'A' })),
      400,
      'GRAPHQL_VALIDATION_FAILED',
    );
});

test('more fields of one name than can be compared are refused by a sentence that says so', async () => {
  const refused = await post(JSON.stringify({ query: `{ viewer { ${'role '.repeat(1_000)} } }` }));
  expectRefusal(refused, 400, 'BAD_USER_INPUT');
  expect(refused.text).toContain('ask for each once');
});

test.each([
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/graphql-response+json; charset=utf-8',
  'text/html;level=1, application/json; indent=4;q=0.5',
])('an answer is accepted as %s', async (accept) => {
  for (const query of [
    '{ viewer { role } }',
    'mutation { archiveChannel(input: { id: "x" }) { channel { id } } }',
  ])
    expect(await post(JSON.stringify({ query }), { accept })).toMatchObject({ status: 200 });
});

describe('an answer that nobody would accept', () => {
  test.each([
    'text/html',
    'multipart/mixed',
    'application/json;q=0',
    'application/json; charset=utf-8; q=0',
    'image/*',
  ])('%s: is not made at all', async (accept) => {
    const handle = 'made-for-nobody';
    const admin = await server.key('ADMIN');
    const query = `mutation { createChannel(input: { handle: "${handle}", name: "x" }) { channel { id } } }`;
    const refused = await post(JSON.stringify({ query }), { accept, authorization: `Bearer ${admin}` });
    expectRefusal(refused, 406, 'BAD_REQUEST');
    expect(await server.orm.em.fork().execute('select from channel where handle = ?', [handle])).toEqual([]);
  });
});

describe('a document', () => {
  test.each([
    ['of blanks', '   ', 'GRAPHQL_PARSE_FAILED'],
    ['with NUL', '{ viewer { role\u0000 } }', 'GRAPHQL_PARSE_FAILED'],
    ['with half of a pair of surrogates', '{ viewer { \ud800 } }', 'GRAPHQL_PARSE_FAILED'],
    ['with an end missing', '{ viewer { role', 'GRAPHQL_PARSE_FAILED'],
    ['of very many braces', deep('{', '}', 9_000), 'BAD_USER_INPUT'],
    ['of quotes that never close', `${'{'.repeat(200)} "${'\\"'.repeat(45_000)}`, 'BAD_USER_INPUT'],
    ['of lists in lists', `{ episode(id: ${deep('[', ']', 2_000)}) { id } }`, 'BAD_USER_INPUT'],
    ['of very many tokens', `{ ${'a '.repeat(20_000)} }`, 'GRAPHQL_PARSE_FAILED'],
    ['with a field that is not there', '{ viewr { rol } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with an argument that is not there',
      '{ episodes(frist: 1) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with a variable nobody declared',
      '{ episodes(first: $n) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['of a fragment alone', 'fragment F on Query { viewer { role } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a type', 'type Query { a: Int }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a fragment in a circle', '{ ...F } fragment F on Query { ...F }', 'GRAPHQL_VALIDATION_FAILED'],
    ['with a number that is none', '{ episodes(first: 99999999999) { nodes { id } } }', 'BAD_USER_INPUT'],
    [
      'with a time that is none',
      '{ episodes(where: { createdAt: { gt: "now" } }) { nodes { id } } }',
      'BAD_USER_INPUT',
    ],
    [
      'with a field of an input that is not there',
      '{ episodes(where: { nam: { eq: "x" } }) { nodes { id } } }',
      'BAD_USER_INPUT',
    ],
    [
      'that asks too often',
      `{ ${Array.from({ length: 51 }, (_, n) => `v${n}: viewer { role }`).join(' ')} }`,
      'BAD_USER_INPUT',
    ],
    ['with @defer', '{ ... @defer { viewer { role } } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused', async (_what, query, code) => {
    expectRefusal(await post(JSON.stringify({ query })), 400, code);
  });

  test.each([
    ['a name that is not there', 'query A { viewer { role } }', 'B'],
    ['no name for one of two', 'query A { viewer { role } } query B { viewer { name } }', undefined],
    ['a name of a prototype', 'query A { viewer { role } }', '__proto__'],
  ])('with %s is refused', async (_what, query, operationName) => {
    expectRefusal(await post(JSON.stringify({ query, operationName })), 400, 'OPERATION_RESOLUTION_FAILURE');
  });
});

describe('variables', () => {
  const query =
    'query ($id: ID!, $n: Int, $where: EpisodeWhere) { episode(id: $id) { id } episodes(first: $n, where: $where) { nodes { id } } }';
  const ask = (variables: string) => post(`{"query":${JSON.stringify(query)},"variables":${variables}}`);

  test.each([
    ['that are missing', '{}'],
    ['that are null where they must not', '{"id":null}'],
    ['of another type', '{"id":"x","n":"1"}'],
    ['beyond what a number holds', '{"id":"x","n":1e400}'],
    ['that are no whole number', '{"id":"x","n":1.5}'],
    ['that are a list', '{"id":["x","y"]}'],
    ['that are lists in lists in lists', `{"id":${deep('[', ']', 50_000)}}`],
    ['with a field that is not there', '{"id":"x","where":{"password":"x"}}'],
    ['that set a prototype', '{"id":"x","where":{"__proto__":{"a":1}}}'],
  ])('%s are refused, the first time and when the query is compiled', async (_what, variables) => {
    for (let time = 1; time <= 5; time += 1) {
      expectRefusal(await ask(variables), 400, 'BAD_USER_INPUT');
      expect(await ask('{"id":"x","n":1}')).toMatchObject({ status: 200 }); // so that it is compiled soon
    }
  });

  test.each([
    ['NUL', 'a\u0000b'],
    ['half of a pair of surrogates', '\ud800'],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['SQL', "' or 1=1 --"],
    ['an id of something else', Buffer.from('Channel:1').toString('base64url')],
    ['an id of nobody', Buffer.from('Episode:00000000-0000-7000-8000-000000000000').toString('base64url')],
  ])('an id that is %s finds nothing, exactly as one of a channel that is not yours', async (_what, id) => {
    const hidden = await ask(JSON.stringify({ id: foreign, n: 1 }));
    expect(hidden).toMatchObject({ status: 200, text: expect.stringContaining('"episode":null') });
    expect(await ask(JSON.stringify({ id, n: 1 }))).toEqual(hidden);
  });

  test.each([
    ['that fit, over and over', `{"id":"x","where":${'{"and":['.repeat(4_000)}{}${']}'.repeat(4_000)}}`],
    ['that do not fit', `{"id":"x","where":${deep('[', ']', 4_000)}}`],
    ['that nobody declared', `{"id":"x","more":${deep('[', ']', 100_000)}}`],
  ])('of a great depth %s are refused', async (_what, variables) => {
    const refused = await ask(variables);
    expectRefusal(refused, 400, 'BAD_USER_INPUT');
    expect(refused.text).toContain('more than 50 levels deep');
  });

  test('that nobody declared are left alone', async () => {
    expect(await ask('{"id":"x","n":1,"more":[[[1]]]}')).toMatchObject({ status: 200 });
  });

  test('tell no names where the schema cannot be read', async () => {
    const { text } = await ask('{"id":"x","where":{"nam":{"eq":"x"}}}');
    expect(text).toContain('\\"nam\\"'); // it says what is wrong
    expect(text).not.toContain('Did you mean');
  });
});

test('a socket tells no names either where the schema cannot be read', async () => {
  const raw = await greeted(server.url, key);
  raw.say({ id: 'a', type: 'subscribe', payload: { query: '{ chanels { nodes { id } } }' } });
  const { type, payload } = await raw.heard();
  expect([type, JSON.stringify(payload)]).toEqual(['error', expect.stringContaining('chanels')]);
  expect(JSON.stringify(payload)).not.toContain('Did you mean');
  raw.socket.close();
});

describe('a cursor', () => {
  const forged = [
    '',
    'x',
    '\u0000',
    Buffer.from('["key"]').toString('base64url'),
    Buffer.from('{"__proto__":1}').toString('base64url'),
    'x'.repeat(100_000),
    '\ud800',
  ];
  test.each(forged.map((cursor, index) => [index, cursor] as const))(
    'forged in way %i is refused',
    async (_index, after) => {
      const query = 'query ($after: String) { episodes(first: 2, after: $after) { nodes { id } } }';
      const { status, text } = await post(JSON.stringify({ query, variables: { after } }));
      expect([status, text]).toEqual([200, expect.stringMatching(/"errors".*"code":"BAD_USER_INPUT"/)]);
      expect(text).not.toMatch(/select |postgres|SyntaxError|JSON\.parse/i);
    },
  );

  test('of another list or another order is refused', async () => {
    const answer = await post(JSON.stringify({ query: '{ episodes(first: 1) { edges { cursor } } }' }));
    const cursor = /"cursor":"([^"]+)"/.exec(answer.text)?.[1];
    expect(cursor).toBeDefined();
    for (const list of ['channels', 'runs', 'episodes'])
      expect(
        await post(
          JSON.stringify({
            query: `query ($after: String) { ${list}(after: $after ${list === 'episodes' ? ', orderBy: { field: TITLE, direction: ASC }' : ''}) { nodes { id } } }`,
            variables: { after: cursor },
          }),
        ),
      ).toMatchObject({ text: expect.stringContaining('"BAD_USER_INPUT"') });
  });
});

describe('GET', () => {
  test.each<[string, () => Promise<Told>, number]>([
    ['without anything', () => get({}), 400],
    ['with two queries', () => get({ query: VIEWER }, `&query=${encodeURIComponent(VIEWER)}`), 400],
    ['with two documentIds', () => get({ documentId: 'sha256:a' }, '&documentId=sha256:b'), 400],
    ['with variables that are no JSON', () => get({ query: VIEWER, variables: '{' }), 400],
    ['with variables that are a list', () => get({ query: VIEWER, variables: '[]' }), 400],
    ['with extensions that are no JSON', () => get({ query: VIEWER, extensions: '{' }), 400],
    ['with a percent sign alone', () => send('GET', '/graphql?query=%', {}), 400],
    [
      'with a change',
      () => get({ query: 'mutation { deleteChannel(input: { id: "x" }) { deletedChannelId } }' }),
      405,
    ],
    ['with a subscription', () => get({ query: 'subscription { channelEvents { kind } }' }), 405],
  ])('%s is refused', async (_what, ask, status) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/"code":"(BAD_REQUEST|GRAPHQL_PARSE_FAILED)"/);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE', 'QUERY'])(
    'in the place of %s is asked for',
    async (method) => {
      expect((await send(method, '/graphql', {})).status).toBe(405);
    },
  );

  test('of an address longer than headers may be is refused', async () => {
    expect((await get({ query: `{ ${' '.repeat(20_000)} viewer { role } }` })).status).toBe(431);
  });
});

test.each([
  ['no HTTP', 'HELLO\r\n\r\n', /^HTTP\/1.1 400 /],
  [
    'two lengths',
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}',
    /^HTTP\/1.1 400 /,
  ],
  [
    'a length beside chunks',
    'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    /^HTTP\/1.1 400 /,
  ],
  [
    'an address with a foreign host',
    'GET http://elsewhere.example/graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    /^HTTP\/1.1 (401|404) /,
  ],
])('%s on the wire gets an answer, and the server goes on', async (_what, bytes, expected) => {
  const { hostname, port } = new URL(server.url);
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(expected);
  expect(await post(JSON.stringify({ query: VIEWER }))).toMatchObject({ status: 200 });
});
