import type { Standing } from '../../services/points.js';

/** What a key has left, as many APIs say it in headers: `x-ratelimit-reset` is in seconds since 1970. */
export function standingHeaders({ limit, remaining, resetAt }: Standing): [name: string, value: string][] {
  return [
    ['x-ratelimit-limit', String(limit)],
    ['x-ratelimit-remaining', String(remaining)],
    ['x-ratelimit-reset', String(Math.ceil(resetAt.getTime() / 1000))],
  ];
}
