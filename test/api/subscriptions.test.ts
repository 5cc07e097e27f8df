import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { nextOf, socketClient, subscribe } from '../support/client.js';
import {
  ChannelEventsDocument,
  EpisodeEventsDocument,
  RunEventsDocument,
} from '../support/generated/operations.js';
import { aChannel, aRun, aStage, eventWriter } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer();
  key = await server.key('VIEWER');
});
afterAll(() => server.close());

describe('runEvents', () => {
  test('sends a snapshot, then every event in order, and completes after the final one', async () => {
    const { run, writer } = await aStage(server);
    await writer.write('RUN_QUEUED');
    const client = socketClient(server.url, key);
    const stream = subscribe(client, RunEventsDocument, { runId: run.globalId });
    const first = await nextOf(stream);
    expect(first?.data?.runEvents).toMatchObject({ kind: 'SNAPSHOT', sequence: 1 });
    await writer.write('RUN_STARTED');
    writer.tick(0.5);
    const seen: [string, number][] = [];
    const reading = (async () => {
      for await (const { data } of stream)
        if (data) seen.push([data.runEvents.kind, data.runEvents.sequence]);
    })();
    await writer.write('STAGE_SUCCEEDED', { publish: false }); // lost on its way: the next one shows the gap
    await writer.write('RUN_SUCCEEDED');
    await reading;
    expect(seen.filter(([kind]) => kind !== 'STAGE_PROGRESS')).toEqual([
      ['RUN_STARTED', 2],
      ['STAGE_SUCCEEDED', 3],
      ['RUN_SUCCEEDED', 4],
    ]);
    await client.dispose();
  });

  test('finds in the rows what no message announced', async () => {
    const { run, writer } = await aStage(server);
    const client = socketClient(server.url, key);
    const stream = subscribe(client, RunEventsDocument, { runId: run.globalId });
    await stream.next();
    await writer.write('RUN_QUEUED', { publish: false });
    expect((await nextOf(stream))?.data?.runEvents).toMatchObject({ kind: 'RUN_QUEUED', sequence: 1 });
    await client.dispose();
  });

  test('goes on after a cursor, and replays an ended run to its end', async () => {
    const { run, writer } = await aStage(server);
    for (const kind of ['RUN_QUEUED', 'RUN_STARTED', 'LOG', 'RUN_FAILED'] as const) await writer.write(kind);
    const client = socketClient(server.url, key);
    const read = async (after?: string) => {
      const seen: (string | undefined)[] = [];
      for await (const { data } of subscribe(client, RunEventsDocument, {
        runId: run.globalId,
        after: after ?? null,
      }))
        seen.push(`${data?.runEvents.sequence ?? ''} ${data?.runEvents.kind ?? ''}`);
      return seen;
    };
    const cursor = (sequence: number) => Buffer.from(`r:${run.id}:${sequence}`).toString('base64url');
    expect(await read(cursor(1))).toEqual(['2 RUN_STARTED', '3 LOG', '4 RUN_FAILED']);
    expect(await read(cursor(4))).toEqual([]);
    expect(await read()).toEqual(['4 SNAPSHOT']);
    expect(await read(cursor(9))).toEqual(['4 STREAM_RESET', '4 SNAPSHOT']);
    expect(await read('nonsense')).toEqual(['4 STREAM_RESET', '4 SNAPSHOT']);
    await client.dispose();
  });

  test('says NOT_FOUND in the same bytes for what is not there and for what is not yours', async () => {
    const { run } = await aStage(server);
    const other = await aChannel(server.orm);
    const limited = await server.key('EDITOR', { channelIds: [other.id] });
    const client = socketClient(server.url, limited);
    const missing = Buffer.from('PipelineRun:00000000-0000-7000-8000-000000000000').toString('base64url');
    const answers = [];
    for (const runId of [run.globalId, missing])
      answers.push(JSON.stringify((await subscribe(client, RunEventsDocument, { runId }).next()).value));
    expect(answers[0]).toContain('"code":"NOT_FOUND"');
    expect(answers[1]).toBe(answers[0]);
    await client.dispose();
  });
});

test('episodeEvents goes on with the next run', async () => {
  const { episode, run, writer } = await aStage(server);
  await writer.write('RUN_QUEUED');
  const client = socketClient(server.url, key);
  const stream = subscribe(client, EpisodeEventsDocument, {
    episodeId: episode.globalId,
    after: run.eventCursor,
  });
  const next = async () => {
    const event = (await nextOf(stream))?.data?.episodeEvents;
    return `${event?.run.number ?? ''}.${event?.sequence ?? ''} ${event?.kind ?? ''}`;
  };
  expect(await next()).toBe('1.1 RUN_QUEUED');
  await writer.write('RUN_CANCELLED');
  expect(await next()).toBe('1.2 RUN_CANCELLED');
  const second = await aRun(server.orm, episode, 2);
  await eventWriter(server.orm, server.events, episode, second).write('RUN_QUEUED');
  expect(await next()).toBe('2.1 RUN_QUEUED');
  await client.dispose();
});

test('channelEvents begins with the latest run when none is under way', async () => {
  const { channel, run, writer } = await aStage(server);
  await writer.write('RUN_CANCELLED');
  await server.orm.em
    .fork()
    .execute(`update pipeline_run set status = 'CANCELLED', finished_at = now() where id = ?`, [run.id]);
  const client = socketClient(server.url, key);
  const stream = subscribe(client, ChannelEventsDocument, { channelId: channel.globalId });
  expect((await nextOf(stream))?.data?.channelEvents).toMatchObject({
    kind: 'SNAPSHOT',
    run: { id: run.globalId },
  });
  await client.dispose();
});

test('channelEvents shows one channel alone, and its cursor misses nothing', async () => {
  const mine = await aStage(server);
  const other = await aStage(server);
  const client = socketClient(server.url, key);
  const stream = subscribe(client, ChannelEventsDocument, { channelId: mine.channel.globalId });
  const snapshot = (await nextOf(stream))?.data?.channelEvents;
  expect(snapshot).toMatchObject({ kind: 'SNAPSHOT', run: { id: mine.run.globalId } });
  await other.writer.write('RUN_QUEUED');
  await mine.writer.write('LOG');
  await mine.writer.write('RUN_QUEUED');
  const event = (await nextOf(stream))?.data?.channelEvents;
  expect(event).toMatchObject({ kind: 'RUN_QUEUED', run: { id: mine.run.globalId } });
  await stream.return?.();
  await mine.writer.write('RUN_STARTED', { publish: false });
  const again = subscribe(client, ChannelEventsDocument, {
    channelId: mine.channel.globalId,
    after: event?.cursor ?? '',
  });
  const kinds = [];
  for await (const { data } of again) {
    kinds.push(data?.channelEvents.kind);
    if (data?.channelEvents.kind === 'RUN_STARTED') break;
  }
  expect(kinds.at(-1)).toBe('RUN_STARTED');
  await client.dispose();
});

describe('a socket', () => {
  const closeCode = (connectionKey: string | null) =>
    new Promise<number>((resolve) => {
      const client = socketClient(server.url, connectionKey, resolve);
      client.subscribe(
        { query: '{ viewer { name } }' },
        { next: () => undefined, error: () => undefined, complete: () => undefined },
      );
    });

  test('is closed with 4401 without a key and with an unknown one', async () => {
    expect(await closeCode(null)).toBe(4401);
    expect(await closeCode('acog_unknown')).toBe(4401);
  });

  test('is closed with 4403 when its key is revoked', async () => {
    const { run } = await aStage(server);
    const secret = await server.key('VIEWER');
    const closed = new Promise<number>((resolve) => {
      const client = socketClient(server.url, secret, resolve);
      void (async () => {
        const stream = subscribe(client, RunEventsDocument, { runId: run.globalId });
        await stream.next();
        await server.orm.em
          .fork()
          .execute('update api_key set revoked_at = now() where prefix = ?', [secret.slice(0, 10)]);
        await stream.next().catch(() => undefined);
      })();
    });
    expect(await closed).toBe(4403);
  });

  test('answers queries and refuses what HTTP refuses', async () => {
    const client = socketClient(server.url, key);
    const answer = await client.iterate({ query: '{ viewer { role } }' }).next();
    expect(answer.value).toEqual({
      data: { viewer: { role: 'VIEWER' } },
      extensions: { cost: { requested: 1, actual: 1 } },
    });
    await expect(client.iterate({ query: '{ nonsense }' }).next()).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    await expect(
      client.iterate({ query: '{ episodes(first: "x") { nodes { id } } }' }).next(),
    ).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await client.dispose();
  });

  test('is refused to a web page of another origin', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: 'https://elsewhere.example',
    });
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode);
        response.destroy();
      });
    });
    expect(status).toBe(403);
  });
});
