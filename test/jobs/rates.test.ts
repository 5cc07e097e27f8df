import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from '../../src/jobs/rate.js';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { createLedgerVendor } from '../support/ledger-vendor.js';

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

beforeAll(connected);
beforeEach(() => clients[0]?.del('acog:rate:SYNTHESIA'));
afterAll(() => clients.forEach((client) => client.isOpen && client.destroy()));

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

test('who is told to wait gets its turn after just that time', async () => {
  const turns = createTurns(await connected());
  const waits: number[] = [];
  while (waits.length < BURST * 2) waits.push(await turns.take(vendor));
  const waitMs = waits.at(-1) ?? 0;
  expect(waitMs).toBeGreaterThan(0);
  await sleep(waitMs + 5);
  expect(await turns.take(vendor)).toBe(0);
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
