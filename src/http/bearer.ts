import type { IncomingMessage } from 'node:http';
import type { Identity } from '../services/key-service.js';
import type { HttpParts } from './parts.js';

const BEARER = /^Bearer +([^\s]+) *$/i;

/** The key in an `Authorization` value. */
export function keyIn(authorization: unknown): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/** @returns null when no good key came with the request */
export async function identify(
  { orm, keys }: Pick<HttpParts, 'orm' | 'keys'>,
  authorization: unknown,
): Promise<Identity | null> {
  const secret = keyIn(authorization);
  return secret === null ? null : keys.identify(orm.em.fork(), secret);
}

export function identifyRequest(parts: HttpParts, request: IncomingMessage): Promise<Identity | null> {
  return identify(parts, request.headers.authorization);
}
