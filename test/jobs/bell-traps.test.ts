import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBell, type Bell } from '../../src/jobs/bell.js';
import { createLogger } from '../../src/logger.js';
import { startBellProcess } from '../support/bell-process.js';
import { createHeard, ringUntilHeard } from '../support/heard.js';
import { createOwnRedis, type OwnRedis } from '../support/own-redis.js';

// Numbered as the traps of Bee-Queue 2.0.0 are in docs/reliability.md.

const STALL_MS = 1_000;
let redis: OwnRedis;
let bell: Bell;
beforeEach(async () => {
  redis = await createOwnRedis();
  bell = createBell(redis.url, createLogger('fatal'), { stallMs: STALL_MS, silenceMs: 60_000 });
});
afterEach(async () => {
  await bell.close(0);
  await redis.close();
});

const ring = (id: string): void => bell.ring({ id, stage: 'PLANNING' });
const key = (name: string): string => `{acog}:PLANNING:${name}`;

/** Resolves when `look` says so: Redis tells nobody about its lists. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await sleep(20);
}

const isEmpty = async (...names: string[]): Promise<boolean> =>
  (await redis.client.exists(names.map(key))) === 0;

test('B6: by default a ring is given away only after a minute of silence: no blocked process loses it sooner', async () => {
  const usual = createBell(redis.url, createLogger('fatal'));
  const heard = createHeard();
  usual.listen('PLANNING', 1, heard.hear);
  await ringUntilHeard(usual, 'PLANNING', heard, 'task');
  const leftMs = await redis.client.pTTL(key('stallBlock')); // nobody looks for stalled rings before it ends
  await usual.close(0);
  expect(leftMs).toBeGreaterThan(40_000);
  expect(leftMs).toBeLessThanOrEqual(60_000);
});

test('B7: a ring carries an id and nothing else: no retries, no delay, no timeout', async () => {
  ring('task');
  await until(async () => (await redis.client.hLen(key('jobs'))) === 1);
  const [job] = await redis.client.hVals(key('jobs'));
  const { data, options } = JSON.parse(job ?? '') as { data: unknown; options: Record<string, unknown> };
  expect(data).toEqual({ id: 'task' });
  expect(Object.keys(options).sort()).toEqual(['stacktraces', 'timestamp']);
});

test('B7: a listener that fails is not called again for the same ring', async () => {
  const heard = createHeard((id) =>
    id === 'bad' ? Promise.reject(new Error('it failed')) : Promise.resolve(),
  );
  bell.listen('PLANNING', 1, heard.hear);
  ring('bad');
  await heard.count(1);
  for (let number = 0; number < 20; number += 1) ring(`good-${number}`);
  await heard.count(21);
  await until(() => isEmpty('waiting', 'active', 'jobs'));
  expect(heard.ids.filter((id) => id === 'bad')).toHaveLength(1);
});

test('B8: an id in the lists whose ring is gone leaves them instead of going round for ever', async () => {
  await redis.client.lPush(key('active'), 'ghost');
  const heard = createHeard();
  bell.listen('PLANNING', 2, heard.hear);
  await until(() => isEmpty('waiting', 'active', 'stalling'));
  ring('task');
  await heard.count(1);
  expect(heard.ids).toEqual(['task']);
});

test('B9: two rings for the same task are both heard, even while the first is being worked at', async () => {
  let finish = (): void => undefined;
  const first = new Promise<void>((resolve) => (finish = resolve));
  const heard = createHeard(() => first);
  bell.listen('PLANNING', 2, heard.hear);
  ring('task');
  await heard.count(1);
  ring('task');
  await heard.count(2);
  finish();
  expect(heard.ids).toEqual(['task', 'task']);
});

test('B10: task ids that are numbers swallow no ring of another', async () => {
  const ids = ['3', '2', '4', '1', '5', '3'];
  for (const id of ids) ring(id);
  const heard = createHeard();
  bell.listen('PLANNING', 1, heard.hear);
  await heard.count(ids.length);
  expect(heard.ids).toEqual(ids);
});

test('B11: of rings that were heard nothing stays in Redis, whether or not the listener failed', async () => {
  const heard = createHeard((id) =>
    id.endsWith('7') ? Promise.reject(new Error('it failed')) : Promise.resolve(),
  );
  bell.listen('PLANNING', 10, heard.hear);
  for (let number = 0; number < 500; number += 1) ring(`task-${number}`);
  await heard.count(500);
  await until(() => isEmpty('waiting', 'active', 'jobs'));
  const left = (await redis.client.keys('*')).sort();
  expect(left.filter((name) => name !== key('stallBlock') && name !== key('stalling'))).toEqual([key('id')]);
});

test('B12: the ring of a process that was killed is heard by another one', async () => {
  const worker = startBellProcess(redis.url, { stallMs: STALL_MS, handlingMs: 600_000 });
  ring('task');
  await worker.said('heard task');
  worker.kill();
  await worker.ended;
  const heard = createHeard();
  bell.listen('PLANNING', 1, heard.hear);
  await heard.count(1);
  expect(heard.ids).toEqual(['task']);
});

test('B13: nothing is ever delayed in Redis: a ring is there to be taken at once', async () => {
  for (let number = 0; number < 50; number += 1) ring(`task-${number}`);
  await until(async () => (await redis.client.lLen(key('waiting'))) === 50);
  expect(await redis.client.exists(key('delayed'))).toBe(0);
});

test('B14: what finishes after the bell was closed does not end its process', async () => {
  const worker = startBellProcess(redis.url, { handlingMs: 2_500, graceMs: 200 });
  ring('task');
  await worker.said('heard task');
  worker.stop();
  await worker.said('closed');
  await worker.said('finished task');
  expect(await worker.ended).toBe(0);
});

test('B15: the bell has connections of its own, and closing leaves none', async () => {
  const connections = async () => (await redis.connections()).length;
  const before = await connections();
  const heard = createHeard();
  bell.listen('PLANNING', 1, heard.hear);
  await ringUntilHeard(bell, 'PLANNING', heard, 'task');
  expect(await connections()).toBe(before + 3); // ringing, and two for listening
  await bell.close(1_000);
  await until(async () => (await connections()) === before);
  expect(await redis.client.ping()).toBe('PONG'); // ours is not closed with it
});

test('B16: only the bell knows the library, whose types say less than is true', () => {
  const source = join(process.cwd(), 'src');
  const knowing = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') &&
      /from 'bee-queue|module 'bee-queue/.test(readFileSync(join(source, path), 'utf8')),
  );
  expect(knowing.sort()).toEqual(['jobs/bee-queue-lua.d.ts', 'jobs/bell.ts']);
});

test('B17: all keys share one hash tag, so that scripts are legal on a cluster', async () => {
  const heard = createHeard();
  bell.listen('PLANNING', 1, heard.hear);
  await ringUntilHeard(bell, 'PLANNING', heard, 'task');
  bell.ring({ id: 'task', stage: 'VOICE' });
  await until(async () => (await redis.client.exists('{acog}:VOICE:jobs')) === 1);
  expect((await redis.client.keys('*')).filter((name) => !name.startsWith('{acog}:'))).toEqual([]);
});

test('B18: no event of the library is sent, so none can be missed', async () => {
  const listener = redis.client.duplicate();
  await listener.connect();
  const messages: string[] = [];
  await listener.pSubscribe('*', (message, channel) => void messages.push(`${channel} ${message}`));
  const heard = createHeard();
  bell.listen('PLANNING', 4, heard.hear);
  for (let number = 0; number < 100; number += 1) ring(`task-${number}`);
  await heard.count(100);
  await until(() => isEmpty('active', 'jobs'));
  await redis.client.publish('last', 'message');
  await until(() => Promise.resolve(messages.includes('last message')));
  expect(messages).toEqual(['last message']);
  listener.destroy();
});
