import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createEvents, type EventMessage, type Events } from '../../src/events.js';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { freePort } from '../support/free-port.js';

function startRedis(port: number): ChildProcess {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'];
  return spawn('redis-server', options, { stdio: 'ignore' });
}

const logger = createLogger('silent');
const message = (sequence: number): EventMessage => ({
  runId: 'r',
  episodeId: 'e',
  channelId: 'c',
  sequence,
  kind: 'LOG',
  occurredAt: new Date().toISOString(),
  message: null,
  stage: null,
  progress: 0,
  stageProgress: null,
  etaSeconds: null,
  costMicroUsd: 0,
  stageRunId: null,
  taskId: null,
  assetId: null,
});

let port: number;
let server: ChildProcess;
let ends: (() => unknown)[];
beforeEach(async () => {
  port = await freePort();
  server = startRedis(port);
  ends = [];
});
afterEach(async () => {
  for (const end of ends) await end();
  server.kill('SIGCONT');
  server.kill('SIGKILL');
  await once(server, 'exit');
});

async function connected(at = port): Promise<{ redis: RedisClient; events: Events }> {
  const redis = createRedis(`redis://127.0.0.1:${at}`, logger);
  ends.push(() => redis.destroy());
  await redis.connect();
  const events = createEvents(redis, logger);
  ends.push(() => events.close());
  return { redis, events };
}

/** A listener, and what resolves when it has heard a message that is said again and again until then. */
async function aListener(events: Events) {
  const heard: number[] = [];
  let wake: () => void = () => undefined;
  const leave = await events.subscribe('episode:e', ({ sequence }) => {
    heard.push(sequence);
    wake();
  });
  const sayUntilHeard = async (sequence: number): Promise<void> => {
    const isHeard = new Promise<void>((resolve) => {
      wake = () => {
        if (heard.includes(sequence)) resolve();
      };
    });
    const saying = setInterval(() => events.publish([message(sequence)]), 50);
    await isHeard;
    clearInterval(saying);
  };
  return { heard, leave, sayUntilHeard };
}

test('listeners hear again after Redis was killed and came back, without asking anew, and everything once', async () => {
  const { events } = await connected();
  const { heard, leave, sayUntilHeard } = await aListener(events);
  await sayUntilHeard(1);
  server.kill('SIGKILL');
  await once(server, 'exit');
  events.publish([message(2)]); // nobody hears it, and nothing breaks
  server = startRedis(port);
  await sayUntilHeard(3);
  events.publish([message(4)]);
  await sayUntilHeard(5);
  leave();
  expect(heard).not.toContain(2);
  expect(heard.filter((sequence) => sequence === 4)).toEqual([4]);
});

test('who comes while the last one leaves hears', async () => {
  const { events } = await connected();
  for (let sequence = 1; sequence <= 20; sequence += 1) {
    const first = await aListener(events);
    first.leave();
    const second = await aListener(events);
    await second.sayUntilHeard(sequence);
    second.leave();
  }
});

test('a frozen Redis keeps nobody waiting, and listeners hear again when it goes on', async () => {
  const { redis, events } = await connected();
  const before = await aListener(events);
  await before.sayUntilHeard(1);
  server.kill('SIGSTOP');
  const meanwhile = await aListener(events); // comes back though nobody answers
  while (redis.isReady) await once(redis, 'end');
  server.kill('SIGCONT');
  await Promise.all([before.sayUntilHeard(2), meanwhile.sayUntilHeard(3)]);
});

test('connections that became silent are given up for new ones', async () => {
  const between = await startSilencer(port);
  ends.push(() => between.close());
  const { redis, events } = await connected(between.port);
  const listener = await aListener(events);
  await listener.sayUntilHeard(1);
  between.silence();
  const asked = redis.ping();
  await expect(asked).rejects.toThrow();
  await listener.sayUntilHeard(2);
  expect(await redis.ping()).toBe('PONG');
});

/** Passes bytes on; those of connections that stand when `silence` is called are lost from then on, both ways. */
async function startSilencer(
  to: number,
): Promise<{ port: number; silence: () => void; close: () => Promise<void> }> {
  const standing = new Set<{ pair: [Socket, Socket]; isSilent: boolean }>();
  const between = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    const link = { pair: [near, far] as [Socket, Socket], isSilent: false };
    standing.add(link);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (bytes) => !link.isSilent && into.write(bytes));
      from.on('error', () => from.destroy());
      from.on('close', () => !link.isSilent && into.destroy());
    }
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  return {
    port: (between.address() as AddressInfo).port, // a TCP server that listens has one
    silence: () => standing.forEach((link) => (link.isSilent = true)),
    async close() {
      for (const { pair } of standing) pair.forEach((socket) => socket.destroy());
      between.close();
      await once(between, 'close');
    },
  };
}
