import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpSettings } from './parts.js';

const ALLOWED_HEADERS =
  'authorization, content-type, accept, apollo-require-preflight, x-apollo-operation-name';
const EXPOSED_HEADERS = 'retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset';

/** What browsers say of requests that no other page has made. Programs say nothing. */
const NOT_OF_OTHERS: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none']);

/**
 * Programs send no Origin; web pages do, and only our own and those of the settings may use the API. A form or a picture
 * of another page sends none either, but browsers say where it comes from.
 */
export function isAllowedOrigin(
  request: IncomingMessage,
  { origins, publicUrl }: Pick<HttpSettings, 'origins' | 'publicUrl'>,
): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return NOT_OF_OTHERS.has(request.headers['sec-fetch-site']);
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return true;
  return origins.includes(origin) || (publicUrl !== null && origin === new URL(publicUrl).origin);
}

/** Lets an allowed page of another origin read the answer. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS);
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS);
  response.setHeader('access-control-max-age', '600');
}
