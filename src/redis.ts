import { createClient } from 'redis';
import type { Logger } from './logger.js';

export type RedisClient = ReturnType<typeof makeClient>;

const LONGEST_PAUSE_MS = 3_000;

/** How long to wait before the next try to reach Redis again: soon at first, never longer than 3 s, for ever. */
export function reconnectPauseMs(attempt: number): number {
  return Math.min(attempt * 200, LONGEST_PAUSE_MS);
}

function makeClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: reconnectPauseMs, connectTimeout: 5_000 },
  });
}

/**
 * The one way to Redis besides the bell. Never rejects while Redis is away: it goes on trying, commands that
 * nobody may wait for fail at once (`disableOfflineQueue`).
 */
export function createRedis(url: string, logger: Logger): RedisClient {
  const client = makeClient(url);
  let reachable = true;
  client.on('error', (error: unknown) => {
    if (reachable) logger.warn({ error }, 'Redis cannot be reached; trying again until it can');
    reachable = false;
  });
  client.on('ready', () => {
    if (!reachable) logger.info('Redis is back');
    reachable = true;
  });
  return client;
}
