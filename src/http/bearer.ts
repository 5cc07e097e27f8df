import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { ForbiddenError, UnauthenticatedError, UnavailableError } from '../errors.js';
import type { Viewer } from '../services/scope.js';
import { tokenHolder } from '../services/token-holder.js';
import type { HttpParts } from './parts.js';
import { replyError, TRY_AGAIN_SECONDS } from './reply.js';
import { originOf } from './request-origin.js';
import { looksLikeToken } from './tokens.js';

const BEARER = /^Bearer +([^\s]+) *$/i;
/** Codes of a socket that was refused: who it is, or that it should come again. */
const UNAUTHORIZED = 4401;
const TRY_AGAIN_LATER = 1013;

/** Who came with a request. */
export interface Identity {
  readonly viewer: Viewer;
}

type Door = Pick<HttpParts, 'orm' | 'keys' | 'tokens' | 'settings'>;

/** The key or token in an `Authorization` value. */
export function keyIn(authorization: unknown): string | null {
  return typeof authorization === 'string' ? (BEARER.exec(authorization)?.[1] ?? null) : null;
}

/**
 * @param request that the key came with, or over which the socket was opened
 * @returns null when no good key came
 * @throws {UnauthenticatedError} for a bad token, {ForbiddenError} for one without a role, {UnavailableError} while
 *   tokens cannot be checked
 */
export async function identify(
  { orm, keys, tokens, settings }: Door,
  authorization: unknown,
  request: IncomingMessage,
): Promise<Identity | null> {
  const secret = keyIn(authorization);
  if (secret === null) return null;
  const em = orm.em.fork();
  const holder =
    tokens && looksLikeToken(secret)
      ? await tokenHolder(em, await tokens.check(secret), tokens.settings)
      : await keys.identify(em, secret);
  return holder && { viewer: { ...holder, origin: originOf(request, settings.trustedProxies) } };
}

export function identifyRequest(door: Door, request: IncomingMessage): Promise<Identity | null> {
  return identify(door, request.headers.authorization, request);
}

/** @returns null when the request was answered already, saying why it is refused */
export async function identifyOrRefuse(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Identity | null> {
  try {
    const identity = await identifyRequest(door, request);
    if (identity) return identity;
    response.setHeader('www-authenticate', 'Bearer');
    replyError(
      response,
      401,
      'UNAUTHENTICATED',
      'Send a valid key: Authorization: Bearer <API key or token>.',
    );
  } catch (error) {
    if (error instanceof UnauthenticatedError) {
      response.setHeader('www-authenticate', 'Bearer error="invalid_token"');
      replyError(response, 401, error.code, error.message);
    } else if (error instanceof ForbiddenError) {
      replyError(response, 403, error.code, error.message);
    } else if (error instanceof UnavailableError) {
      response.setHeader('retry-after', String(TRY_AGAIN_SECONDS));
      replyError(response, 503, error.code, error.message);
    } else {
      throw error;
    }
  }
  return null;
}

/** @returns null when the socket was closed already: 4401 for good, 1013 for now */
export async function identifyOrClose(
  door: Door,
  authorization: unknown,
  { request, socket }: { request: IncomingMessage; socket: WebSocket },
): Promise<Identity | null> {
  try {
    const identity = await identify(door, authorization, request);
    if (!identity) socket.close(UNAUTHORIZED, 'Unauthorized');
    return identity;
  } catch (error) {
    if (error instanceof UnavailableError) socket.close(TRY_AGAIN_LATER, 'Try again later');
    else if (error instanceof UnauthenticatedError || error instanceof ForbiddenError)
      socket.close(UNAUTHORIZED, 'Unauthorized');
    else throw error;
    return null;
  }
}
