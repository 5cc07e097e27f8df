import { createClient } from 'redis';
import type { Logger } from './logger.js';

export type RedisClient = ReturnType<typeof makeClient>;

const LONGEST_PAUSE_MS = 3_000;
const LOOK_EVERY_MS = 1_000;
/** Redis that says nothing for so long is not waited for. */
const SILENCE_MS = 3_000;

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
  renewWhenSilent(client, logger);
  return client;
}

/** Another connection to the same Redis, for subscriptions. The main one says for both whether it is reached. */
export function createSubscriber(redis: RedisClient, logger: Logger): RedisClient {
  const client = redis.duplicate();
  client.on('error', () => undefined);
  renewWhenSilent(client, logger);
  return client;
}

/**
 * A Redis can be silent instead of gone: frozen, or behind something that forgot the connection. Nothing is closed then,
 * and whoever waits for an answer waits for ever. It is asked every other second, and a connection without an answer is
 * given up for a new one.
 */
function renewWhenSilent(client: RedisClient, logger: Logger): void {
  let waitsSinceMs: number | null = null;
  let renewing = false;
  let timer: NodeJS.Timeout | undefined;

  const answered = (): void => {
    waitsSinceMs = null;
  };
  const look = (): void => {
    if (renewing) return;
    if (!client.isOpen) {
      clearInterval(timer);
      return;
    } // closed for good
    if (waitsSinceMs !== null && performance.now() - waitsSinceMs > SILENCE_MS) {
      renew();
      return;
    }
    if (waitsSinceMs !== null || !client.isReady) return;
    waitsSinceMs = performance.now();
    client.ping().then(answered, answered);
  };
  const renew = (): void => {
    renewing = true;
    logger.warn('Redis does not answer; connecting anew');
    client.destroy();
    // by then what it waited for was told
    setImmediate(() => {
      renewing = false;
      client.connect().catch(() => undefined); // closed before it stood
    });
  };

  client.on('connect', () => {
    waitsSinceMs = performance.now(); // until it is ready
    clearInterval(timer);
    timer = setInterval(look, LOOK_EVERY_MS).unref();
  });
  for (const event of ['ready', 'error', 'end'] as const) client.on(event, answered);
}
