import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { createPoints } from '../../src/services/points.js';
import { ask } from '../support/client.js';
import { startServer } from '../support/server.js';

const POINTS = 1_000;
/** 50 points, all of them used. */
const FIFTY = `{ ${Array.from({ length: 50 }, (_, n) => `a${n}: viewer { role }`).join(' ')} }`;

describe('the bucket of a key', () => {
  const logger = createLogger('silent', { write: () => undefined });
  const connected = async (): Promise<RedisClient> => {
    const redis = createRedis(process.env['REDIS_URL'] ?? '', logger);
    await redis.connect();
    return redis;
  };
  const aKey = () => `test-${String(Math.random())}`;

  test('is one for all servers', async () => {
    const [one, two] = [await connected(), await connected()];
    const key = aKey();
    expect((await createPoints(one, POINTS).take(key, 600)).remaining).toBe(400);
    const second = await createPoints(two, POINTS).take(key, 600);
    expect(second.retryAfterSeconds).toBeGreaterThan(700 - 10);
    expect(second.retryAfterSeconds).toBeLessThanOrEqual(720);
    one.destroy();
    two.destroy();
  });

  test('loses nothing to many at once: as many get through as there are points', async () => {
    const redis = await connected();
    const points = createPoints(redis, POINTS);
    const key = aKey();
    const taken = await Promise.all(Array.from({ length: 300 }, () => points.take(key, 10)));
    const passed = taken.filter(({ retryAfterSeconds }) => retryAfterSeconds === null).length;
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(101); // a point or two came back meanwhile
    redis.destroy();
  });

  test('is never fuller than full, whatever comes back', async () => {
    const redis = await connected();
    const points = createPoints(redis, POINTS);
    const key = aKey();
    const taken = await points.take(key, 10);
    expect(taken.correct(0).remaining).toBe(POINTS);
    expect(taken.correct(0).remaining).toBe(POINTS);
    expect(await points.take(key, 1)).toMatchObject({ remaining: POINTS - 1, retryAfterSeconds: null });
    redis.destroy();
  });

  test('is in the process while Redis is away: nobody gets an error for it, and the limit holds', async () => {
    const redis = await connected();
    const points = createPoints(redis, POINTS);
    const key = aKey();
    expect((await points.take(key, 100)).remaining).toBe(900);
    redis.destroy();
    const alone = await points.take(key, 900);
    expect(alone).toMatchObject({ remaining: 100, retryAfterSeconds: null });
    expect((await points.take(key, 900)).retryAfterSeconds).toBeGreaterThan(0);
    expect(alone.correct(0)).toMatchObject({ remaining: POINTS });
    expect((await points.take(key, 900)).retryAfterSeconds).toBeNull();
  });

  test('of a server whose Redis is away limits its operations as well', async () => {
    const away = createRedis('redis://127.0.0.1:1', logger);
    const lonely = await startServer({
      parts: () => ({ points: createPoints(away, 120) }),
    });
    const key = await lonely.key('VIEWER');
    const statuses = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await ask(lonely.url, key, FIFTY)).status);
    expect(statuses).toEqual([200, 200, 429]);
    await lonely.close();
  });
});
