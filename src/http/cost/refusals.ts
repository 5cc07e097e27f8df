import { GraphQLError } from 'graphql';
import type { Standing } from '../../services/points.js';
import { standingHeaders } from './standing-headers.js';

export function tooCostly(cost: number, limit: number): GraphQLError {
  const message = `This operation costs ${cost} points; at most ${limit} are allowed. Ask for smaller pages (first, last) or for fewer lists in lists, or make several operations of it.`;
  return new GraphQLError(message, {
    extensions: { code: 'COST_LIMIT', cost, limit, http: { status: 400 } },
  });
}

export function rateLimited(cost: number, standing: Standing, retryAfterSeconds: number): GraphQLError {
  const { limit, remaining, resetAt } = standing;
  const message = `This operation costs ${cost} points and this key has ${remaining} left; ${limit} come back in an hour. Send it again in ${retryAfterSeconds} seconds.`;
  const headers = new Map([...standingHeaders(standing), ['retry-after', String(retryAfterSeconds)]]);
  return new GraphQLError(message, {
    extensions: {
      code: 'RATE_LIMITED',
      cost,
      limit,
      remaining,
      resetAt: resetAt.toISOString(),
      retryAfterSeconds,
      http: { status: 429, headers },
    },
  });
}
