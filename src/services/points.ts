import type { RedisClient } from '../redis.js';
import { LocalPoints } from './local-points.js';
import { PointsAhead, type MoveDebt } from './points-ahead.js';

/** What a key has left. */
export interface Standing {
  /** Points when all are there; so many come back in an hour, evenly. */
  readonly limit: number;
  readonly remaining: number;
  /** When all are there again, if nothing more is taken. */
  readonly resetAt: Date;
}

/** What an operation costs, with what its key has left after it. */
export interface Price extends Standing {
  readonly cost: number;
}

export interface Taken extends Standing {
  /** Seconds until there are enough; null when they were taken. */
  readonly retryAfterSeconds: number | null;
  /** Makes it what it came to: more comes back, less is taken. Waits for nothing. */
  correct(points: number): Standing;
}

/** One bucket of points for each key. */
export interface Points {
  /**
   * Takes all of them or none. Never fails: while Redis is away, each process counts by itself. While a bucket is more
   * than half full, processes tell each other ten times a second what they took.
   */
  take(keyId: string, points: number): Promise<Taken>;
}

const HOUR_US = 3_600_000_000;
/** Redis that answers later than this counts as away. */
const PATIENCE_MS = 1_000;

/**
 * GCRA: the time at which the bucket is full again moves on with every point. Redis keeps the clock, so that clocks of
 * servers do not matter.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
const MOVE = `
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local moved = math.max(full + tonumber(ARGV[1]), now)
if ARGV[2] ~= '' and moved - now > tonumber(ARGV[2]) then return {0, full - now} end
if moved > now then
  redis.call('SET', KEYS[1], string.format('%.0f', moved), 'PX', math.ceil((moved - now) / 1000))
else
  redis.call('DEL', KEYS[1])
end
return {1, moved - now}`;

export function createPoints(redis: RedisClient, pointsPerHour: number): Points {
  const usPerPoint = HOUR_US / pointsPerHour;
  const alone = new LocalPoints();

  const moveShared: MoveDebt = async (keyId, byUs, mostUs) => {
    const asked = redis.eval(MOVE, {
      keys: [`acog:points:${keyId}`],
      arguments: [byUs.toFixed(0), mostUs === null ? '' : mostUs.toFixed(0)],
    });
    const [moved, debtUs] = (await inTime(asked)) as [number, number]; // as: what MOVE returns
    return [moved === 1, debtUs];
  };

  async function move(...debt: Parameters<MoveDebt>): Promise<{ by: MoveDebt; answer: [boolean, number] }> {
    if (redis.isReady) {
      try {
        return { by: moveShared, answer: await moveShared(...debt) };
      } catch {
        // Redis is away: what it knew is forgotten until it is back
      }
    }
    return { by: alone.move, answer: await alone.move(...debt) };
  }

  const standing = (debtUs: number): Standing => ({
    limit: pointsPerHour,
    remaining: Math.max(0, Math.floor(pointsPerHour - debtUs / usPerPoint + 1e-6)),
    resetAt: new Date(Date.now() + Math.ceil(debtUs / 1000)),
  });

  const ahead = new PointsAhead(HOUR_US, moveShared);

  return {
    async take(keyId, points) {
      const byUs = Math.round(points * usPerPoint);
      const aheadUs = redis.isReady && points > 0 ? ahead.take(keyId, byUs) : null;
      if (aheadUs !== null) {
        const correct = (actual: number): Standing => {
          const backUs = Math.round((points - actual) * usPerPoint);
          if (backUs !== 0) ahead.correct(keyId, -backUs);
          return standing(Math.max(0, aheadUs - backUs));
        };
        return { ...standing(aheadUs), retryAfterSeconds: null, correct };
      }
      ahead.tellNow(keyId); // on the same connection it comes before the question
      const {
        by,
        answer: [taken, debtUs],
      } = await move(keyId, byUs, points > 0 ? HOUR_US : null);
      if (by === moveShared) ahead.hear(keyId, debtUs);
      return {
        ...standing(debtUs),
        retryAfterSeconds: taken ? null : Math.max(1, Math.ceil((debtUs + byUs - HOUR_US) / 1_000_000)),
        correct(actual) {
          const backUs = Math.round((points - actual) * usPerPoint);
          if (backUs !== 0 && by === moveShared) ahead.correct(keyId, -backUs);
          else if (backUs !== 0) by(keyId, -backUs, null).catch(() => undefined); // of this process alone
          return standing(Math.max(0, debtUs - backUs));
        },
      };
    },
  };
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time')), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked, tooLate]);
  } finally {
    clearTimeout(timer);
    asked.catch(() => undefined); // it may fail after our patience has ended
  }
}
