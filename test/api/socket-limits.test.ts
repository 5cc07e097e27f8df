import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { nextOf, socketClient, subscribe } from '../support/client.js';
import { RunEventsDocument } from '../support/generated/operations.js';
import { greeted, rawSocket } from '../support/raw-socket.js';
import { aStage } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const QUERY = 'subscription($runId: ID!) { runEvents(runId: $runId) { kind } }';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    settings: { operationsPerSocket: 3, socketsPerKey: 2, socketsPerAddress: 3, trustedProxies: 1 },
  });
});
afterAll(() => server.close());

test('one operation more than allowed is refused, and the others go on', async () => {
  const { run, writer } = await aStage(server);
  const raw = await greeted(server.url, await server.key('VIEWER'));
  const begin = (id: string) =>
    raw.say({ id, type: 'subscribe', payload: { query: QUERY, variables: { runId: run.globalId } } });
  for (const id of ['1', '2', '3']) {
    begin(id);
    expect(await raw.heard()).toMatchObject({ id, type: 'next' });
  }
  begin('4');
  expect(await raw.heard()).toEqual({
    id: '4',
    type: 'error',
    payload: [
      {
        message: 'This socket has 3 operations under way; complete one first.',
        extensions: { code: 'RATE_LIMITED' },
      },
    ],
  });
  await writer.write('RUN_QUEUED');
  const next = [await raw.heard(), await raw.heard(), await raw.heard()];
  expect(next.map(({ id }) => id).sort()).toEqual(['1', '2', '3']);
  raw.say({ id: '1', type: 'complete' });
  begin('4');
  expect(await raw.heard()).toMatchObject({ id: '4', type: 'next' });
  raw.socket.close();
  await raw.closed;
});

test('a key has so many sockets; another one is told to come later, and may when one is closed', async () => {
  const key = await server.key('VIEWER');
  const init = { type: 'connection_init', payload: { authorization: `Bearer ${key}` } };
  const first = await greeted(server.url, key);
  const second = await greeted(server.url, key);
  const third = await rawSocket(server.url);
  third.say(init);
  expect(await third.closed).toEqual({
    code: 1013,
    reason: 'This key has 2 sockets open; close one first',
  });
  const other = await greeted(server.url, await server.key('VIEWER'));
  second.socket.close();
  await second.closed;
  const fourth = await greeted(server.url, key);
  for (const { socket, closed } of [first, other, fourth]) {
    socket.close();
    await closed;
  }
});

test('an address has so many sockets; another one gets 429 at the upgrade', async () => {
  const key = await server.key('VIEWER');
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const open = [
    await rawSocket(server.url, from('203.0.113.7')),
    await rawSocket(server.url, from('203.0.113.7:4711')),
  ];
  open.push(await greeted(server.url, key, from('203.0.113.7')));
  const refused = new WebSocket(
    `${server.url.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
    from('203.0.113.7'),
  );
  const answer = await new Promise<{ status: number | undefined; retryAfter: string | undefined }>(
    (resolve) => {
      refused.on('unexpected-response', (_request, response) => {
        resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] });
        response.destroy();
      });
    },
  );
  expect(answer).toEqual({ status: 429, retryAfter: '10' });
  open.push(await rawSocket(server.url, from('[2001:db8::7]:4711')));
  for (const { socket, closed } of open) {
    socket.close();
    await closed;
  }
});

test('of two keys the revoked one is closed with 4403 within 5 seconds, and the other goes on', async () => {
  const { run, writer } = await aStage(server);
  const secrets = [await server.key('VIEWER'), await server.key('VIEWER')] as const;
  const codes = secrets.map(() => 0);
  const clients = secrets.map((secret, n) => socketClient(server.url, secret, (code) => (codes[n] = code)));
  const streams = clients.map((client) => subscribe(client, RunEventsDocument, { runId: run.globalId }));
  for (const stream of streams) expect((await nextOf(stream))?.data?.runEvents.kind).toBe('SNAPSHOT');
  const [revoked, kept] = streams;
  const revokedAt = Date.now();
  await server.orm.em
    .fork()
    .execute('update api_key set revoked_at = now() where prefix = ?', [secrets[0].slice(0, 10)]);
  await expect(revoked?.next()).rejects.toMatchObject({ code: 4403 });
  expect(Date.now() - revokedAt).toBeLessThan(5_000);
  await writer.write('RUN_QUEUED');
  expect(kept && (await nextOf(kept))?.data?.runEvents.kind).toBe('RUN_QUEUED');
  expect(codes[1]).toBe(0);
  for (const client of clients) await client.dispose();
});

test('a key that expires ends its sockets, and what is said afterwards is not heard', async () => {
  const { run } = await aStage(server);
  const key = await server.key('EDITOR', { expiresAt: new Date(Date.now() + 1_000) });
  const raw = await greeted(server.url, key);
  raw.say({ id: 'a', type: 'subscribe', payload: { query: QUERY, variables: { runId: run.globalId } } });
  expect(await raw.heard()).toMatchObject({ id: 'a', type: 'next' });
  expect(await raw.closed).toEqual({ code: 4403, reason: 'The key has expired or was revoked' });
});

describe('when the server drains', () => {
  test('sockets end with 1012 one after the other, new ones are refused, and events flow until then', async () => {
    const own = await startServer({ settings: { socketsPerKey: 40 } });
    const { run, writer } = await aStage(own);
    const key = await own.key('VIEWER');
    const sockets = await Promise.all(Array.from({ length: 40 }, () => greeted(own.url, key)));
    const last = sockets.at(-1);
    last?.say({ id: 'a', type: 'subscribe', payload: { query: QUERY, variables: { runId: run.globalId } } });
    await last?.heard();
    const closedAt: number[] = [];
    const closings = sockets.map(async ({ closed }) => {
      const { code } = await closed;
      closedAt.push(Date.now());
      return code;
    });
    const drained = own.drain();
    await sockets[0]?.closed;
    await writer.write('RUN_QUEUED');
    expect(await last?.heard()).toMatchObject({ payload: { data: { runEvents: { kind: 'RUN_QUEUED' } } } });
    await expect(rawSocket(own.url)).rejects.toThrow();
    expect(new Set(await Promise.all(closings))).toEqual(new Set([1012]));
    await drained;
    expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(500);
    await own.close();
  });
});
