import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from '../../src/jobs/rate.js';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { createJobStore, type JobStore } from '../support/job-store.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';
import { workOnce } from '../support/worker-slice.js';

const logger = createLogger('fatal');
const clients: RedisClient[] = [];

async function connected(): Promise<RedisClient> {
  const client = createRedis(process.env['REDIS_URL'] ?? '', logger);
  clients.push(client);
  await client.connect();
  return client;
}

/** Nobody else in the tests uses this vendor with this rate; its clock is set back before each test. */
const vendor = { ...createLedgerVendor({ name: 'SYNTHESIA' }), requestsPerMinute: 600 };
const BURST = 50; // five seconds' worth
/** One turn, and the next one five seconds later. */
const SLOW = 12;

let store: JobStore;
beforeAll(async () => {
  await connected();
  store = await createJobStore();
});
beforeEach(anotherTurn);
afterAll(async () => {
  clients.forEach((client) => client.isOpen && client.destroy());
  await store.close();
});

/** As time would. */
async function anotherTurn(): Promise<void> {
  await clients[0]?.del('acog:turns:SYNTHESIA');
}

test('two workers together get no more turns than the vendor allows, however they ask', async () => {
  const turns = [createTurns(await connected()), createTurns(await connected())];
  const startedAt = performance.now();
  let taken = 0;
  const asking = turns.map(async (own) => {
    while (performance.now() - startedAt < 1_500) {
      const waitMs = await own.take(vendor);
      if (waitMs === 0) taken += 1;
      else await sleep(Math.min(waitMs, 20));
    }
  });
  await Promise.all(asking);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(taken).toBeLessThanOrEqual(BURST + 1 + (seconds * vendor.requestsPerMinute) / 60);
  expect(taken).toBeGreaterThan(BURST);
});

test('those that wait are told times one after the other, and get their turn then', async () => {
  const turns = createTurns(await connected());
  const waits: number[] = [];
  while (waits.length < BURST + 5) {
    const waitMs = await turns.take(vendor);
    if (waitMs > 0 || waits.length > 0) waits.push(waitMs);
  }
  const first = waits[0] ?? 0;
  const fifth = waits[4] ?? 0;
  expect(fifth).toBeGreaterThan(first + 300); // four of 100 ms, less what passed meanwhile
  expect(Math.max(...waits)).toBeLessThan(30_000);
  await sleep(first + 5);
  expect(await turns.take(vendor)).toBe(0);
});

test('nobody is told to come back later than half a minute from now', async () => {
  const turns = createTurns(await connected());
  const slow = { ...vendor, requestsPerMinute: SLOW };
  const waits: number[] = [];
  while (waits.length < 12) waits.push(await turns.take(slow));
  expect(waits[0]).toBe(0);
  expect(waits[3]).toBeGreaterThan(14_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
});

test('while Redis is away each worker takes a share of the rate, and the common clock again when it is back', async () => {
  const client = await connected();
  const turns = createTurns(client);
  expect(await turns.take(vendor)).toBe(0);
  client.destroy();
  let alone = 0;
  while ((await turns.take(vendor)) === 0) alone += 1;
  expect(alone).toBeGreaterThan(0);
  expect(alone).toBeLessThanOrEqual(BURST / 2 + 1);
  await client.connect();
  expect(await turns.take(vendor)).toBe(0); // what was taken alone is no debt
});

test('a call whose files the vendor has needs no turn but its own, so that calls that wait cannot keep each other waiting', async () => {
  let brought = 0;
  const slow = {
    ...createLedgerVendor({ name: 'SYNTHESIA' }),
    requestsPerMinute: SLOW,
    prepare: () => {
      brought += 1;
      return Promise.resolve({ ready: true, prepared: { assetId: 'sound' }, askAgainMs: 0 });
    },
  };
  const run = await store.aRun();
  const task = await store.aTask(run);
  const engine = store.engine();
  await workOnce(engine, task.id, run.channelId, slow); // its turn went into bringing the files
  expect((await store.row(task)).waitingFor).toContain('its turn at SYNTHESIA');
  await anotherTurn();
  await store.due(task);
  await workOnce(engine, task.id, run.channelId, slow);
  expect(slow.ledger).toHaveLength(1);
  expect(brought).toBe(1);
});

test('a call that finds no free slot leaves its turn to others', async () => {
  const slow = { ...createLedgerVendor({ name: 'SYNTHESIA', slots: 0 }), requestsPerMinute: SLOW };
  const run = await store.aRun();
  const task = await store.aTask(run);
  const engine = store.engine();
  await workOnce(engine, task.id, run.channelId, slow);
  expect((await store.row(task)).waitingFor).toContain('a free slot at SYNTHESIA');
  expect(await engine.turns.take(slow)).toBe(0);
});
