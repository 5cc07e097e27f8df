import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { AcogApiError, createAcogClient, resumable, socketOptions } from '../../src/client/index.js';
import { aStage, type Writer } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { ViewerDocument, RunEventsDocument } from '../support/generated/operations.js';

const EVENTS = 60;

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer();
  key = await server.key('VIEWER');
});
afterAll(() => server.close());

/** A stock client, and its sockets: those that are open can be torn off. */
function breakable() {
  const sockets: WebSocket[] = [];
  class Torn extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given);
      sockets.push(this);
    }
  }
  const options = { ...socketOptions({ url: server.url, key }), webSocketImpl: Torn };
  return {
    Torn,
    options: { ...options, retryWait: () => Promise.resolve() },
    sockets,
    tear: () => sockets.at(-1)?.terminate(),
  };
}

const eventsOf = `subscription ($runId: ID!, $after: String) {
  runEvents(runId: $runId, after: $after) { sequence kind cursor }
}`;
interface Seen {
  runEvents: { sequence: number; kind: string };
}
const numbered = (result: unknown): number[] => {
  const { runEvents } = (result as { data: Seen }).data; // what the document asks for
  return runEvents.kind === 'SNAPSHOT' ? [] : [runEvents.sequence];
};
const oneTo = (last: number): number[] => Array.from({ length: last }, (_none, index) => index + 1);

/** Writes all events of a run, and tears the line off after every seventh. */
async function writeAndTear(writer: Writer, tear: () => void): Promise<void> {
  for (let number = 1; number < EVENTS; number += 1) {
    await writer.write('LOG');
    if (number % 7 === 0) tear();
  }
  await writer.write('RUN_SUCCEEDED');
}

test('a resumable client gets every event once and in order, however often its line is torn', async () => {
  const { run, writer } = await aStage(server);
  const { options, sockets, tear } = breakable();
  const client = resumable(createClient(options));
  const seen: number[] = [];
  let begun = (): void => undefined;
  const listening = new Promise<void>((resolve) => (begun = resolve));
  const ended = new Promise<void>((resolve, reject) => {
    client.subscribe(
      { query: eventsOf, variables: { runId: run.globalId } },
      {
        next: (result) => {
          seen.push(...numbered(result));
          begun();
        },
        error: reject,
        complete: resolve,
      },
    );
  });
  await listening;
  await writeAndTear(writer, tear);
  await ended;
  expect(seen).toEqual(oneTo(EVENTS));
  expect(sockets.length).toBeGreaterThan(3);
  await client.dispose();
});

test('a loop that is slower than the events sees each of them once, too', async () => {
  const { run, writer } = await aStage(server);
  const { options, tear } = breakable();
  const client = resumable(createClient(options));
  const events = client.iterate({ query: eventsOf, variables: { runId: run.globalId } });
  await events.next(); // the snapshot: it listens
  const seen: number[] = [];
  await writeAndTear(writer, tear);
  for await (const result of events) {
    seen.push(...numbered(result));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(seen).toEqual(oneTo(EVENTS));
  await client.dispose();
});

test('what the caller gave is not changed by where its subscription has got to', async () => {
  const { run, writer } = await aStage(server);
  await writer.write('RUN_SUCCEEDED');
  const { options } = breakable();
  const client = resumable(createClient(options));
  const variables = { runId: run.globalId };
  const read = async () => {
    const kinds: string[] = [];
    for await (const { data } of client.iterate<Seen>({ query: eventsOf, variables }))
      if (data) kinds.push(data.runEvents.kind);
    return kinds;
  };
  expect(await read()).toEqual(['SNAPSHOT']);
  expect(variables).toEqual({ runId: run.globalId });
  expect(await read()).toEqual(['SNAPSHOT']);
  await client.dispose();
});

test('the client asks and listens; leaving the loop ends the subscription and keeps the client', async () => {
  const { run, writer } = await aStage(server);
  await writer.write('RUN_QUEUED');
  const client = createAcogClient({ url: server.url, key: () => Promise.resolve(key) });
  expect((await client.request(ViewerDocument, {})).viewer.role).toBe('VIEWER');
  for await (const { runEvents } of client.subscribe(RunEventsDocument, { runId: run.globalId })) {
    expect(runEvents.kind).toBe('SNAPSHOT');
    break;
  }
  await writer.write('RUN_SUCCEEDED');
  const kinds: string[] = [];
  for await (const { runEvents } of client.subscribe(RunEventsDocument, {
    runId: run.globalId,
    after: run.eventCursor,
  }))
    kinds.push(runEvents.kind);
  expect(kinds).toEqual(['RUN_QUEUED', 'RUN_SUCCEEDED']);
  await client.close();
});

test('whoever wants hears that the line is lost and that it is back, and not that the loop was left', async () => {
  const { run, writer } = await aStage(server);
  const { Torn, tear } = breakable();
  const states: string[] = [];
  const client = createAcogClient({
    ...{ url: server.url, key, webSocketImpl: Torn },
    onConnection: (state) => void states.push(state),
  });
  for await (const { runEvents } of client.subscribe(RunEventsDocument, { runId: run.globalId })) {
    if (runEvents.kind !== 'SNAPSHOT') break;
    expect(states).toEqual([]);
    tear();
    await writer.write('RUN_QUEUED');
  }
  await client.close();
  expect(states).toEqual(['LOST', 'BACK']);
});

test('a refusal says its code, from a request as from a subscription', async () => {
  const client = createAcogClient({ url: server.url, key });
  const missing = Buffer.from('PipelineRun:00000000-0000-7000-8000-000000000000').toString('base64url');
  const wrong = parse('{ nothing }') as TypedDocumentNode<unknown, object>; // no document of ours
  const stranger = createAcogClient({ url: server.url, key: 'acog_nobody' });
  const listen = async () => {
    for await (const event of client.subscribe(RunEventsDocument, { runId: missing }))
      throw new Error(`nothing is to be heard, and ${event.runEvents.kind} was`);
  };
  await expect(listen()).rejects.toMatchObject({ name: 'AcogApiError', code: 'NOT_FOUND' });
  await expect(client.request(wrong, {})).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  await expect(stranger.request(ViewerDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const refused = async () => {
    for await (const event of stranger.subscribe(RunEventsDocument, { runId: missing }))
      throw new Error(`nobody hears ${event.runEvents.kind}`);
  };
  await expect(refused()).rejects.toThrow(AcogApiError);
  await Promise.all([client.close(), stranger.close()]);
});

test('an address where nothing answers is said to be one', async () => {
  const client = createAcogClient({ url: 'http://127.0.0.1:9', key });
  await expect(client.request(ViewerDocument, {})).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: 'http://127.0.0.1:9 cannot be reached; is the server running there?',
  });
});
