import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEventKind } from '../../src/entities/run-event.js';
import type { EventMessage } from '../../src/events.js';
import { greeted, type RawSocket, type WireMessage } from '../support/raw-socket.js';
import { aChannel, anEpisode, aRun } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

/** More than the system keeps for both ends of a connection. */
const LARGE = 'x'.repeat(50_000);
const EVENTS = 400;
const QUERY =
  'subscription($runId: ID!) { runEvents(runId: $runId) { sequence kind stageProgress message } }';

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startServer();
  key = await server.key('VIEWER');
});
afterAll(() => server.close());

interface Sent {
  readonly sequence: number;
  readonly kind: RunEventKind;
  readonly stageProgress: number | null;
}

/** A run whose large events are published without rows: what is tested comes after the rows. */
async function aLoudRun() {
  const episode = await anEpisode(server.orm, await aChannel(server.orm), 1);
  const run = await aRun(server.orm, episode);
  const about = { runId: run.id, episodeId: episode.id, channelId: episode.channel.id };
  const nothing = { stage: null, progress: 0, etaSeconds: null, costMicroUsd: 0 };
  const ids = { stageRunId: null, taskId: null, assetId: null };
  return {
    watched: async (): Promise<RawSocket> => {
      const raw = await greeted(server.url, key);
      raw.say({ id: 'a', type: 'subscribe', payload: { query: QUERY, variables: { runId: run.globalId } } });
      await raw.heard();
      return raw;
    },
    publish: (what: Sent): void => {
      const message: EventMessage = {
        ...{ ...about, ...nothing, ...ids, ...what },
        ...{ occurredAt: new Date().toISOString(), message: LARGE },
      };
      server.events.publish([message]);
    },
  };
}

function eventIn({ payload }: WireMessage): Sent {
  return (payload as { data: { runEvents: Sent } }).data.runEvents; // as: what the query selects
}

test('of ticks only the newest waits for who is behind, and what is durable comes in order', async () => {
  const { watched, publish } = await aLoudRun();
  const [behind, ahead] = [await watched(), await watched()];
  behind.socket.pause();
  for (let n = 1; n <= EVENTS; n += 1) {
    publish({ sequence: 0, kind: 'STAGE_PROGRESS', stageProgress: n / EVENTS });
    expect(eventIn(await ahead.heard()).stageProgress).toBe(n / EVENTS);
  }
  publish({ sequence: 1, kind: 'LOG', stageProgress: null });
  await ahead.heard();
  behind.socket.resume();
  const heard: Sent[] = [];
  while (heard.at(-1)?.kind !== 'LOG') heard.push(eventIn(await behind.heard()));
  expect(heard.length).toBeLessThan(EVENTS);
  expect(heard.at(-2)?.stageProgress).toBe(1);
  for (const { socket } of [behind, ahead]) socket.close();
});

test('who does not read is closed with 1013 at 1 MiB, long before its patience ends, and others hear everything', async () => {
  const { watched, publish } = await aLoudRun();
  const stalled = await Promise.all(Array.from({ length: 5 }, () => watched()));
  const reader = await watched();
  const from = performance.now();
  for (const { socket } of stalled) socket.pause();
  for (let sequence = 1; sequence <= EVENTS; sequence += 1) {
    publish({ sequence, kind: 'LOG', stageProgress: null });
    expect(eventIn(await reader.heard()).sequence).toBe(sequence);
  }
  expect(performance.now() - from).toBeLessThan(8_000);
  expect(await server.metric('acog_live_streams')).toBe(1);
  for (const { socket } of stalled) socket.resume();
  const ends = await Promise.all(stalled.map(({ closed }) => closed));
  expect(new Set(ends.map(({ code, reason }) => `${code} ${reason}`))).toEqual(
    new Set(['1013 You read too slowly']),
  );
  while ((await server.metric('acog_sockets_closed_total{code="1013"}')) < stalled.length) await sleep(10); // its side hears of it later
  reader.socket.close();
});

test('a large answer is no reason to give up on its reader, nor are pings beside it', async () => {
  const raw = await greeted(server.url, key);
  const aliases = Array.from(
    { length: 40 },
    (_, n) => `a${n}: __schema { types { name description fields { name description } } }`,
  );
  raw.socket.pause();
  raw.say({ id: 'q', type: 'subscribe', payload: { query: `{ ${aliases.join(' ')} }` } });
  for (let n = 0; n < 50; n += 1) raw.say({ type: 'ping' });
  raw.socket.resume();
  const kinds: string[] = [];
  while (kinds.length < 52) kinds.push((await raw.heard()).type);
  expect(kinds.filter((kind) => kind === 'pong').length).toBe(50);
  expect(kinds).toContain('next');
  raw.socket.close();
});
