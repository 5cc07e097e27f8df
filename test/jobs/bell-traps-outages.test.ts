import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBell, type Bell } from '../../src/jobs/bell.js';
import { createLogger } from '../../src/logger.js';
import { startBellProcess } from '../support/bell-process.js';
import { createHeard, ringUntilHeard } from '../support/heard.js';
import { createOwnRedis, type OwnRedis } from '../support/own-redis.js';
import { createSilentProxy } from '../support/silent-proxy.js';

// Numbered as the traps of Bee-Queue 2.0.0 are in docs/reliability.md.

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function aRedis(isUp = true): Promise<OwnRedis> {
  const redis = await createOwnRedis({ isUp });
  closers.push(() => redis.close());
  return redis;
}

function aBell(url: string, silenceMs = 60_000): Bell {
  const bell = createBell(url, createLogger('fatal'), { stallMs: 60_000, silenceMs });
  closers.push(() => bell.close(0));
  return bell;
}

test('B1: after Redis forgot its scripts a ring is heard again', async () => {
  const redis = await aRedis();
  const bell = aBell(redis.url);
  const heard = createHeard();
  bell.listen('VOICE', 2, heard.hear);
  bell.ring({ id: 'before', stage: 'VOICE' });
  await heard.count(1);
  await redis.client.sendCommand(['SCRIPT', 'FLUSH']);
  bell.ring({ id: 'after', stage: 'VOICE' });
  await heard.count(2);
  expect(heard.ids).toEqual(['before', 'after']);
});

test('B1: after Redis was killed, emptied and started again rings are heard without a restart of ours', async () => {
  const redis = await aRedis();
  const [ringing, listening] = [aBell(redis.url), aBell(redis.url)];
  const heard = createHeard();
  listening.listen('VOICE', 2, heard.hear);
  await ringUntilHeard(ringing, 'VOICE', heard, 'before');
  await redis.kill();
  await redis.start();
  expect(await ringUntilHeard(ringing, 'VOICE', heard, 'after')).toBeLessThan(8_000);
});

test('B2: a process that starts while Redis is away lives, and hears rings once Redis is there', async () => {
  const redis = await aRedis(false);
  const worker = startBellProcess(redis.url);
  const bell = aBell(redis.url);
  const from = performance.now();
  bell.ring({ id: 'early', stage: 'PLANNING' }); // from a process that started without Redis as well
  const end = await Promise.race([worker.ended, sleep(1_500, 'alive')]);
  await redis.start();
  await worker.said('heard early');
  worker.stop();
  expect([end, await worker.ended]).toEqual(['alive', 0]);
  expect(performance.now() - from).toBeLessThan(15_000);
});

test('B3: after a long outage Redis is found again within seconds, not after a pause that grew with it', async () => {
  const redis = await aRedis();
  const bell = aBell(redis.url);
  const heard = createHeard();
  bell.listen('VOICE', 1, heard.hear);
  await ringUntilHeard(bell, 'VOICE', heard, 'before');
  await redis.kill();
  await sleep(14_000); // the library by itself would look again 19 s after the end
  await redis.start();
  expect(await ringUntilHeard(bell, 'VOICE', heard, 'after')).toBeLessThan(4_500);
});

test('B4: many outages of a quiet queue do not add up: rings are waited for again soon after each', async () => {
  const redis = await aRedis();
  const bell = aBell(redis.url);
  const heard = createHeard();
  bell.listen('VOICE', 1, heard.hear);
  await redis.waiting(1);
  const tookMs: number[] = [];
  for (let outage = 0; outage < 5; outage += 1) {
    await redis.client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    const from = performance.now();
    await redis.waiting(1);
    tookMs.push(performance.now() - from);
  }
  expect(Math.max(...tookMs)).toBeLessThan(4_000); // by itself: 1, 2, 4, 8, 16 s
});

test('B5: a connection that fell silent without a word is noticed, and its listener hears again', async () => {
  const redis = await aRedis();
  const proxy = await createSilentProxy(Number(new URL(redis.url).port));
  closers.push(() => proxy.close());
  const listening = aBell(`redis://127.0.0.1:${proxy.port}`, 4_000);
  const ringing = aBell(redis.url);
  const heard = createHeard();
  listening.listen('VOICE', 1, heard.hear);
  await ringUntilHeard(ringing, 'VOICE', heard, 'before');
  proxy.silence();
  expect(await ringUntilHeard(ringing, 'VOICE', heard, 'after')).toBeLessThan(20_000);
});

test('B5: a ringing process whose connection fell silent rings again by itself', async () => {
  const redis = await aRedis();
  const proxy = await createSilentProxy(Number(new URL(redis.url).port));
  closers.push(() => proxy.close());
  const ringing = aBell(`redis://127.0.0.1:${proxy.port}`, 4_000);
  const listening = aBell(redis.url);
  const heard = createHeard();
  listening.listen('VOICE', 1, heard.hear);
  await ringUntilHeard(ringing, 'VOICE', heard, 'before');
  proxy.silence();
  expect(await ringUntilHeard(ringing, 'VOICE', heard, 'after')).toBeLessThan(20_000);
});

test('B5: living connections that have nothing to say are left alone', async () => {
  const redis = await aRedis();
  const bell = aBell(redis.url, 4_000);
  const heard = createHeard();
  bell.listen('VOICE', 2, heard.hear);
  await ringUntilHeard(bell, 'VOICE', heard, 'before');
  const idsOf = async () => (await redis.connections()).map((line) => line.split(' ')[0]);
  const before = await idsOf();
  await sleep(9_000); // more than twice the silence
  expect(await idsOf()).toEqual(before);
});

test('rings while Redis is away return at once, and only so many are kept', async () => {
  const redis = await aRedis();
  const bell = aBell(redis.url);
  const heard = createHeard();
  bell.listen('VOICE', 50, heard.hear);
  await ringUntilHeard(bell, 'VOICE', heard, 'before');
  await redis.kill();
  await sleep(500); // the library has seen the end of its connection, and keeps what it is given from now on
  const from = performance.now();
  for (let number = 0; number < 20_000; number += 1) bell.ring({ id: `lost-${number}`, stage: 'VOICE' });
  const tookMs = performance.now() - from;
  await redis.start();
  await ringUntilHeard(bell, 'VOICE', heard, 'after');
  expect(tookMs).toBeLessThan(3_000);
  expect(heard.ids.length).toBeLessThan(2_100);
});
