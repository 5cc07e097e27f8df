import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { greeted, rawSocket, type RawSocket, type WireMessage } from '../support/raw-socket.js';
import { aChannel, anEpisode, aRun } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let key: string;
let endless: WireMessage;
beforeAll(async () => {
  server = await startServer();
  key = await server.key('VIEWER');
  const run = await aRun(server.orm, await anEpisode(server.orm, await aChannel(server.orm), 1));
  endless = {
    ...{ id: 'a', type: 'subscribe' },
    payload: {
      query: 'subscription($runId: ID!) { runEvents(runId: $runId) { kind } }',
      variables: { runId: run.globalId },
    },
  };
});
afterAll(() => server.close());

const question = (id: string, query: string): WireMessage => ({ id, type: 'subscribe', payload: { query } });
const init = (): WireMessage => ({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });

interface Case {
  readonly name: string;
  /** Begins before `connection_init`. */
  readonly isStranger?: boolean;
  readonly act: (raw: RawSocket) => unknown;
  readonly code: number;
}

const closes: Case[] = [
  { name: 'no connection_init within 3 seconds', isStranger: true, act: () => undefined, code: 4408 },
  {
    ...{ name: 'an operation before connection_init', isStranger: true, code: 4401 },
    act: (raw) => raw.say(question('a', '{ viewer { name } }')),
  },
  {
    ...{ name: 'an operation before connection_ack', isStranger: true, code: 4401 },
    act: (raw) => {
      raw.say(init());
      raw.say(question('a', '{ viewer { name } }'));
    },
  },
  { name: 'a second connection_init', act: (raw) => raw.say(init()), code: 4429 },
  {
    ...{ name: 'an id that is under way', code: 4409 },
    act: async (raw) => {
      raw.say(endless);
      await raw.heard();
      raw.say(endless);
    },
  },
  { name: 'what is no JSON', act: (raw) => raw.say('{"type":'), code: 4400 },
  { name: 'JSON that is no message', act: (raw) => raw.say('[]'), code: 4400 },
  ...['next', 'error', 'connection_ack'].flatMap((type): Case[] => {
    const payload = type === 'next' ? { data: {} } : type === 'error' ? [{ message: 'x' }] : undefined;
    const act = (raw: RawSocket) => raw.say({ id: 'a', type, ...(payload && { payload }) });
    return [
      { name: `${type}, which servers send,`, act, code: 4400 },
      { name: `${type} before connection_init`, act, code: 4400, isStranger: true },
    ];
  }),
  { name: 'an unknown type', act: (raw) => raw.say({ type: 'start' }), code: 4400 },
  {
    name: 'an operation without an id',
    act: (raw) => raw.say('{"type":"subscribe","payload":{"query":"{a}"}}'),
    code: 4400,
  },
  {
    name: 'an operation without a query',
    act: (raw) => raw.say('{"type":"subscribe","id":"a","payload":{}}'),
    code: 4400,
  },
  {
    ...{ name: 'variables that are no object', code: 4400 },
    act: (raw) => raw.say('{"type":"subscribe","id":"a","payload":{"query":"{a}","variables":"b"}}'),
  },
  {
    name: 'a binary message',
    act: (raw) => raw.say(Buffer.from(JSON.stringify({ type: 'ping' }))),
    code: 4400,
  },
  { name: 'a message of more than 1 MiB', act: (raw) => raw.say(' '.repeat(1024 * 1024 + 1)), code: 1009 },
];

describe('a socket is closed for', () => {
  test.each(closes)('$name with $code', async ({ act, code, isStranger }) => {
    const raw = isStranger ? await rawSocket(server.url) : await greeted(server.url, key);
    await act(raw);
    expect(await raw.closed).toMatchObject({ code });
  });

  test('no subprotocol with 4406', async () => {
    const { closed } = await rawSocket(server.url, { protocols: [] });
    expect(await closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });
});

describe('a socket answers', () => {
  test.each<[string, WireMessage, WireMessage[]]>([
    ['a ping with a pong', { type: 'ping' }, [{ type: 'pong' }]],
    [
      'a ping that says something with the same',
      { type: 'ping', payload: { n: 1 } },
      [{ type: 'pong', payload: { n: 1 } }],
    ],
    [
      'a query with one result and the end',
      question('q', '{ viewer { role } }'),
      [
        {
          id: 'q',
          type: 'next',
          payload: {
            data: { viewer: { role: 'VIEWER' } },
            extensions: { cost: { requested: 1, actual: 1 } },
          },
        },
        { id: 'q', type: 'complete' },
      ],
    ],
    [
      'a document that is not valid with an error and no end',
      question('v', '{ nonsense }'),
      [
        {
          id: 'v',
          type: 'error',
          payload: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
        },
      ],
    ],
    [
      'a text that is no document with an error',
      question('p', '{'),
      [
        {
          id: 'p',
          type: 'error',
          payload: [expect.objectContaining({ extensions: { code: 'GRAPHQL_PARSE_FAILED' } })],
        },
      ],
    ],
    ...['{ viewer { role } }', `{ episode(id: ${'['.repeat(2_000)}) { id } }`].map(
      (query): [string, WireMessage, WireMessage[]] => [
        `what is too deep with an error: ${query.slice(0, 30)}`,
        {
          ...{ id: 'd', type: 'subscribe' },
          payload: { query, variables: { deep: JSON.parse('['.repeat(99) + ']'.repeat(99)) as unknown } },
        },
        [
          {
            id: 'd',
            type: 'error',
            payload: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })],
          },
        ],
      ],
    ),
    [
      'a subscription to an Int field with selections with an error, as HTTP would',
      question('s', 'subscription { runEvents(runId: "a") { sequence { x } } }'),
      [
        {
          id: 's',
          type: 'error',
          payload: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
        },
      ],
    ],
    ...[
      'subscription($x: Boolean = true) { channelEvents @include(if: $x) { kind } }',
      'subscription { channelEvents @skip(if: true) { kind } }',
      'subscription { ...f @include(if: false) } fragment f on Subscription { channelEvents { kind } }',
      'subscription($x: Boolean = true) { ... { ... on Subscription @include(if: $x) { channelEvents { kind } } } }',
    ].map((query): [string, WireMessage, WireMessage[]] => [
      `a condition at the root of a subscription with an error: ${query}`,
      question('r', query),
      [
        {
          id: 'r',
          type: 'error',
          payload: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
        },
      ],
    ]),
  ])('%s', async (_name, message, answers) => {
    const raw = await greeted(server.url, key);
    raw.say(message);
    for (const answer of answers) expect(await raw.heard()).toEqual(answer);
    raw.say({ type: 'ping', payload: { last: true } });
    expect(await raw.heard()).toEqual({ type: 'pong', payload: { last: true } });
    raw.socket.close();
  });

  test('a pong that nobody asked for, and the end of what never began, with silence', async () => {
    const raw = await greeted(server.url, key);
    raw.say({ type: 'pong' });
    raw.say({ type: 'complete', id: 'never' });
    raw.say({ type: 'ping' });
    expect(await raw.heard()).toEqual({ type: 'pong' });
    raw.socket.close();
  });

  test('complete by ending the stream, and its id can be used again', async () => {
    const raw = await greeted(server.url, key);
    for (let round = 0; round < 3; round += 1) {
      raw.say(endless);
      expect(await raw.heard()).toMatchObject({
        id: 'a',
        type: 'next',
        payload: { data: { runEvents: { kind: 'SNAPSHOT' } } },
      });
      raw.say({ type: 'complete', id: 'a' });
    }
    raw.say({ type: 'ping' });
    expect(await raw.heard()).toEqual({ type: 'pong' });
    expect(await server.metric('acog_live_streams')).toBe(0);
    raw.socket.close();
  });
});
