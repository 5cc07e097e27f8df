import type { Standing } from '../../services/points.js';

const LIMIT = 'x-ratelimit-limit';
const REMAINING = 'x-ratelimit-remaining';
const RESET = 'x-ratelimit-reset';

/** What a key has left, as many APIs say it in headers: `x-ratelimit-reset` is in seconds since 1970. Names and values in turn. */
export function standingPairs({ limit, remaining, resetAt }: Standing): string[] {
  const reset = Math.ceil(resetAt.getTime() / 1000);
  return [LIMIT, String(limit), REMAINING, String(remaining), RESET, String(reset)];
}

/** The same by name. */
export function standingHeaders(standing: Standing): Map<string, string> {
  const [, limit = '', , remaining = '', , reset = ''] = standingPairs(standing);
  return new Map([
    [LIMIT, limit],
    [REMAINING, remaining],
    [RESET, reset],
  ]);
}
