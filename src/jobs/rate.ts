import { availableParallelism } from 'node:os';
import type { Vendor } from '../integrations/contracts.js';
import type { RedisClient } from '../redis.js';

/** Hands out turns to speak to a vendor, evenly, so that all workers together stay below its requests a minute. */
export interface Turns {
  /** @returns 0 when it is our turn, else in how many ms to ask again */
  take(vendor: Vendor): Promise<number>;
}

/** So many seconds' worth of requests may go out at once after a rest. */
const BURST_SECONDS = 5;
/** Redis that answers later than this counts as away. */
const PATIENCE_MS = 1_000;
/** While Redis is away, each worker takes this share of the rate: it does not know how many others there are. */
const SHARE_ALONE = 1 / Math.max(2, availableParallelism());

/** Nobody is told to come back later than this: by then others may have gone. */
const LONGEST_WAIT_MS = 30_000;

/**
 * GCRA: the time at which the next request would be due if all had been sent evenly moves on with every turn; who is too
 * far ahead of it waits. Those that wait are told times one after the other, so that they do not all come back for the same
 * turn. Redis keeps the clock, so that clocks of workers do not matter.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
const TAKE = `
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local interval, tolerance, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'due', 'told')
local due = math.max(tonumber(known[1] or now), now)
local wait = 0
if due - now > tolerance then
  local told = math.max(due - tolerance, tonumber(known[2] or 0) + interval)
  told = math.min(told, now + longest)
  redis.call('HSET', KEYS[1], 'told', string.format('%.0f', told))
  wait = told - now
else
  due = due + interval
  redis.call('HSET', KEYS[1], 'due', string.format('%.0f', due))
end
redis.call('PEXPIRE', KEYS[1], math.ceil((math.max(due, now + wait) - now) / 1000) + 1000)
return math.ceil(wait / 1000)`;

export function createTurns(redis: RedisClient): Turns {
  const alone = new Map<string, number>();

  /** The same by a clock of our own, at a share of the rate. */
  function takeAlone(vendor: Vendor): number {
    const { intervalMs, toleranceMs } = paceOf(vendor.requestsPerMinute * SHARE_ALONE);
    const now = performance.now();
    const due = Math.max(alone.get(vendor.name) ?? now, now);
    if (due - now > toleranceMs) return Math.ceil(due - now - toleranceMs);
    alone.set(vendor.name, due + intervalMs);
    return 0;
  }

  return {
    async take(vendor) {
      if (!redis.isReady) return takeAlone(vendor);
      const { intervalMs, toleranceMs } = paceOf(vendor.requestsPerMinute);
      const asked = redis.eval(TAKE, {
        keys: [`acog:turns:${vendor.name}`],
        arguments: [intervalMs, toleranceMs, LONGEST_WAIT_MS].map((ms) => String(Math.round(ms * 1_000))),
      });
      try {
        return Number(await Promise.race([asked, tooLate()]));
      } catch {
        asked.catch(() => undefined);
        return takeAlone(vendor); // Redis is away: its turns are forgotten, ours are slower
      }
    },
  };
}

function paceOf(requestsPerMinute: number): { intervalMs: number; toleranceMs: number } {
  const intervalMs = 60_000 / requestsPerMinute;
  return { intervalMs, toleranceMs: Math.max(0, BURST_SECONDS * 1_000 - intervalMs) };
}

function tooLate(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('Redis did not answer in time')), PATIENCE_MS).unref();
  });
}
