import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GraphQLSchema, GraphQLObjectType } from 'graphql';
import { aChannel, anEpisode, aPaidAsset, aRun, eventWriter } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { everyField } from '../support/widest-query.js';

let server: TestServer;
let schema: GraphQLSchema;
let key: string;
let runId: string;
beforeAll(async () => {
  server = await startServer({
    settings: { costLimit: 1_000_000_000 },
    pointsPerHour: 1_000_000_000,
    parts: (parts) => {
      schema = parts.schema;
      return {};
    },
  });
  key = await server.key('ADMIN');
  for (const name of ['Bees', 'Birds']) {
    const channel = await aChannel(server.orm, name);
    for (const number of [1, 2, 3]) {
      const episode = await anEpisode(server.orm, channel, number);
      const run = await aRun(server.orm, episode);
      runId = run.globalId;
      await aPaidAsset(server.orm, episode, run);
      const writer = eventWriter(server.orm, server.events, episode, run);
      await writer.write('LOG');
      await writer.write('RUN_SUCCEEDED');
    }
    for (const handle of ['a', 'b', 'c'])
      await post({
        query: `mutation { createApiKey(input: { name: "${name} ${handle}", role: VIEWER }) { userErrors { message } } }`,
      });
  }
  await post({ query: '{ __typename }' }); // what is accepted must have been answered once
});
afterAll(() => server.close());

/** After so many a key is not looked up again. */
const BUSY = 6;
const CHANGING = /^(date|x-request-id|x-ratelimit-remaining|x-ratelimit-reset)$/;

async function post(body: object, accept = 'application/json') {
  const headers = { 'content-type': 'application/json', accept, authorization: `Bearer ${key}` };
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => !CHANGING.test(name)),
    // an id for the log is another one each time, and a link names the second at which it expires
    text: (await answer.text())
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(id)')
      .replaceAll(/\?link=[\w-]+&signature=[\w-]+/g, '?(link)'),
  };
}

async function compiled(): Promise<number> {
  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return Number(/^acog_graphql_compiled_total (\d+)/m.exec(await metrics.text())?.[1] ?? 0);
}

/** Whether it is answered by a compiled query the third time, and is the same to the byte each time. */
async function expectTheSame(body: object, accept?: string): Promise<string> {
  const first = await post(body, accept);
  const before = await compiled();
  for (let time = 2; time <= 4; time += 1) expect(await post(body, accept)).toEqual(first);
  expect([body, (await compiled()) - before]).toEqual([body, 2]);
  return first.text;
}

const typeNames = ['Channel', 'Episode', 'PipelineRun', 'Asset', 'StageRun', 'VendorCall'];

const connections = ['channels', 'episodes', 'runs', 'assets', 'vendorCalls', 'auditEntries', 'apiKeys'];

test.each(connections)('all fields of %s are the same by a compiled query', async (name) => {
  const field = schema.getQueryType()?.getFields()[name];
  const connection = schema.getType(String(field?.type).replace('!', '')) as GraphQLObjectType; // as: all are connections
  const text = await expectTheSame({ query: `{ ${name} { ${everyField(schema, connection, 1)} } }` });
  expect(text).not.toContain('"errors"');
  expect(text).toMatch(new RegExp(`"${name}":`));
});

test.each(connections)(
  'the widest question about %s takes as many statements for six as for one',
  async (name) => {
    const field = schema.getQueryType()?.getFields()[name];
    const connection = schema.getType(String(field?.type).replace('!', '')) as GraphQLObjectType; // as: all are connections
    const connectionOfRows = server.orm.em.getConnection();
    const execute = connectionOfRows.execute.bind(connectionOfRows);
    const count = async (first: number) => {
      let statements = 0;
      connectionOfRows.execute = ((...given: Parameters<typeof execute>) => {
        statements += 1;
        return execute(...given);
      }) as typeof connectionOfRows.execute; // as: it is the same with a look at it
      const query = `{ ${name}(first: ${first}) { ${everyField(schema, connection, 2)} } }`;
      expect((await post({ query })).text).not.toContain('"errors"');
      connectionOfRows.execute = execute;
      return statements;
    };
    for (let time = 1; time <= BUSY; time += 1) await post({ query: '{ __typename }' }); // its key is known then
    expect(await count(6)).toBe(await count(1));
    expect(await count(6)).toBeGreaterThan(1);
  },
);

test('interfaces, aliases, fragments, variables and conditions are the same', async () => {
  const kinds = typeNames.map((name) => `... on ${name} { kind${name}: id }`).join(' ');
  for (const body of [
    { query: `query ($id: ID!) { node(id: $id) { __typename id ${kinds} } }`, variables: { id: runId } },
    { query: '{ a: viewer { role } b: viewer { ...F } } fragment F on Viewer { name role }' },
    {
      query: 'query A { viewer { role } } query B($n: Int = 2) { episodes(first: $n) { nodes { id } } }',
      operationName: 'B',
      variables: {},
    },
    {
      query: 'query ($yes: Boolean!) { viewer { role @include(if: $yes) name @skip(if: $yes) } }',
      variables: { yes: true },
    },
    { query: '{ rateLimit { limit cost } viewer { __typename } }' },
  ])
    expect(await expectTheSame(body)).not.toContain('"errors"');
});

test('errors are the same: of arguments, of roles, of ours', async () => {
  const codes = async (body: object) =>
    [...(await expectTheSame(body)).matchAll(/"code":"(\w+)"/g)].map((match) => match[1]);
  const query = '{ channels { nodes { name episodes(first: 0) { nodes { id } } } } viewer { role } }';
  expect(await codes({ query })).toEqual(['BAD_USER_INPUT']);
  await server.orm.em.fork().execute('alter table vendor_call rename to vendor_call_away');
  expect(await codes({ query: '{ vendors { name } viewer { role } }' })).toEqual(['INTERNAL']);
  await server.orm.em.fork().execute('alter table vendor_call_away rename to vendor_call');
  const admin = key;
  key = await server.key('VIEWER');
  expect(await codes({ query: '{ apiKeys { nodes { id } } viewer { role } }' })).toEqual(['FORBIDDEN']);
  key = admin;
});

test('each media type is answered as before', async () => {
  const query = '{ viewer { name } }';
  for (const accept of ['*/*', 'application/json', 'application/graphql-response+json'])
    for (let time = 1; time <= 4; time += 1) {
      const { headers } = await post({ query }, accept);
      const type = accept === '*/*' ? 'application/json' : accept;
      expect(new Map(headers).get('content-type')).toBe(`${type}; charset=utf-8`);
    }
});

test.each([
  ['a change', { query: 'mutation { __typename }' }],
  ['a question about the schema', { query: '{ __schema { queryType { name } } }' }],
  ['what is no document', { query: '{ viewer {' }],
  ['an unknown field', { query: '{ nobody }' }],
  [
    'a variable that does not fit',
    { query: 'query ($n: Int!) { episodes(first: $n) { nodes { id } } }', variables: { n: 'x' } },
  ],
  [
    'a question for the price alone',
    { query: '{ rateLimit(dryRun: true) { cost } channels { nodes { id } } }' },
  ],
  ['an operation that is not there', { query: '{ viewer { role } }', operationName: 'X' }],
])('%s takes the long way each time, with the same answer', async (_what, body) => {
  const first = await post(body);
  const before = await compiled();
  for (let time = 2; time <= 5; time += 1) expect(await post(body)).toEqual(first);
  expect(await compiled()).toBe(before);
});
