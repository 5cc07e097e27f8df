import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nextOf, socketClient, subscribe } from '../support/client.js';
import { ChannelEventsDocument, RunEventsDocument } from '../support/generated/operations.js';
import { greeted, type RawSocket } from '../support/raw-socket.js';
import { aChannel, aStage, type Writer } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const ROUNDS = 10;
const COMERS = 8;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function aTenant() {
  const stage = await aStage(server);
  return { ...stage, key: await server.key('VIEWER', { channelIds: [stage.channel.id] }) };
}

async function executed(during: () => Promise<unknown>): Promise<number> {
  const before = await server.metric('acog_live_events_executed_total');
  await during();
  return (await server.metric('acog_live_events_executed_total')) - before;
}

const LIVE = `subscription($runId: ID!, $after: String, $first: Int = 5) {
  runEvents(runId: $runId, after: $after) { sequence kind run { id stageRuns { stage } episode { runs(first: $first) { nodes { number } } } } }
}`;

async function watch(raw: RawSocket, query: string, variables: Record<string, unknown>): Promise<void> {
  raw.say({ id: 'a', type: 'subscribe', payload: { query, variables } });
  await raw.heard();
}

/** All of them are past the rows: what is written from now on reaches them live. */
async function untilAllLive(writer: Writer, sockets: readonly RawSocket[]): Promise<void> {
  writer.tick(0.1);
  for (const raw of sockets) await raw.heard();
}

test('subscribers that are alike get one execution and the same bytes, wherever they began', async () => {
  const { run, writer, key } = await aTenant();
  await writer.write('RUN_QUEUED');
  const other = await server.key('VIEWER', { channelIds: [run.channelId] });
  const sockets = await Promise.all([key, key, other].map((each) => greeted(server.url, each)));
  const cursor = Buffer.from(`r:${run.id}:0`).toString('base64url');
  for (const [n, raw] of sockets.entries())
    await watch(raw, LIVE, {
      runId: run.globalId,
      after: n === 0 ? cursor : null,
      ...(n === 1 && { first: 5 }),
    });
  await untilAllLive(writer, sockets);
  const heard: unknown[] = [];
  const times = await executed(async () => {
    await writer.write('RUN_STARTED');
    for (const raw of sockets) heard.push(await raw.heard());
  });
  expect(heard[0]).toMatchObject({ payload: { data: { runEvents: { sequence: 2, kind: 'RUN_STARTED' } } } });
  expect(new Set(heard.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(times).toBe(1);
  for (const { socket } of sockets) socket.close();
});

test('who comes while an event is made for others hears that one and all that follow', async () => {
  const { run, writer, key } = await aTenant();
  const query = 'subscription($runId: ID!) { runEvents(runId: $runId) { kind stageProgress } }';
  const one = await greeted(server.url, key);
  await watch(one, query, { runId: run.globalId });
  await untilAllLive(writer, [one]);
  const progress = { kind: 'STAGE_PROGRESS', stageProgress: 0.5 };
  const last = { kind: 'STAGE_PROGRESS', stageProgress: 0.75 };
  for (let round = 0; round < ROUNDS; round += 1) {
    // those that still look into the rows find it made when they are done
    const comers = await Promise.all(Array.from({ length: COMERS }, () => greeted(server.url, key)));
    await Promise.all(comers.map((raw) => watch(raw, query, { runId: run.globalId })));
    for (const event of [progress, last]) {
      writer.tick(event.stageProgress);
      for (const raw of [one, ...comers])
        expect(await raw.heard()).toMatchObject({ payload: { data: { runEvents: event } } });
    }
    for (const { socket } of comers) socket.close();
  }
  one.socket.close();
});

test('another variable, another document, another role or other channels are another group', async () => {
  const { channel, run, writer, key } = await aTenant();
  const more = await aChannel(server.orm);
  const keys = [
    key,
    await server.key('EDITOR', { channelIds: [channel.id] }),
    await server.key('VIEWER', { channelIds: [channel.id, more.id] }),
    await server.key('VIEWER', { channelIds: [more.id, channel.id] }), // the same in another order
    await server.key('VIEWER'),
  ];
  const sockets = await Promise.all(keys.map((each) => greeted(server.url, each)));
  for (const raw of sockets) await watch(raw, LIVE, { runId: run.globalId });
  const [again, differs] = [await greeted(server.url, key), await greeted(server.url, key)];
  await watch(again, LIVE, { runId: run.globalId, first: 6 });
  await watch(differs, LIVE.replace('sequence kind', 'kind'), { runId: run.globalId });
  await untilAllLive(writer, [...sockets, again, differs]);
  const times = await executed(async () => {
    await writer.write('RUN_QUEUED');
    for (const raw of [...sockets, again, differs]) await raw.heard();
  });
  expect(times).toBe(6);
  for (const { socket } of [...sockets, again, differs]) socket.close();
});

test('the same document with two tenants: each hears of its own channel alone, and nothing crosses', async () => {
  const tenants = [await aTenant(), await aTenant()] as const;
  const admin = await server.key('ADMIN');
  const clients = [...tenants.map(({ key }) => key), admin].map((key) => socketClient(server.url, key));
  const streams = clients.map((client) => subscribe(client, ChannelEventsDocument, {}));
  const seen: string[][] = [[], [], []];
  for (const stream of streams) expect((await nextOf(stream))?.data?.channelEvents.kind).toBe('SNAPSHOT');
  for (const kind of ['RUN_QUEUED', 'RUN_STARTED', 'RUN_FAILED'] as const)
    for (const { writer } of tenants) await writer.write(kind);
  for (const [n, stream] of streams.entries()) {
    const ends = n === 2 ? 2 : 1;
    for (let ended = 0; ended < ends;) {
      const event = (await nextOf(stream))?.data?.channelEvents;
      if (event?.kind !== 'SNAPSHOT') seen[n]?.push(event?.run.id ?? 'nothing');
      if (event?.kind === 'RUN_FAILED') ended += 1;
    }
  }
  const ids = tenants.map(({ run }) => run.globalId);
  expect([...new Set(seen[0])]).toEqual([ids[0]]);
  expect([...new Set(seen[1])]).toEqual([ids[1]]);
  // and of what was written shortly before, while a transaction of anybody in this cluster was open
  expect(seen[2]).toEqual(expect.arrayContaining(ids));
  const [mine, theirs] = tenants;
  const foreign = subscribe(clients[0] ?? socketClient(server.url, mine.key), RunEventsDocument, {
    runId: theirs.run.globalId,
  });
  expect(JSON.stringify((await foreign.next()).value)).toContain('NOT_FOUND');
  for (const client of clients) await client.dispose();
});
