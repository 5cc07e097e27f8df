import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../services/scope.js';
import type { HttpParts } from './parts.js';
import { originOf } from './request-origin.js';

const BEARER = /^Bearer +([^\s]+) *$/i;

/** Who came with a request. */
export interface Identity {
  readonly viewer: Viewer;
}

/** The key in an `Authorization` value. */
export function keyIn(authorization: unknown): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/**
 * @param request that the key came with, or over which the socket was opened
 * @returns null when no good key came
 */
export async function identify(
  { orm, keys, settings }: Pick<HttpParts, 'orm' | 'keys' | 'settings'>,
  authorization: unknown,
  request: IncomingMessage,
): Promise<Identity | null> {
  const secret = keyIn(authorization);
  const holder = secret === null ? null : await keys.identify(orm.em.fork(), secret);
  return holder && { viewer: { ...holder, origin: originOf(request, settings.trustedProxies) } };
}

export function identifyRequest(parts: HttpParts, request: IncomingMessage): Promise<Identity | null> {
  return identify(parts, request.headers.authorization, request);
}
