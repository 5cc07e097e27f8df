import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';
import type { HttpSettings } from './parts.js';

const ALLOWED_HEADERS =
  'authorization, content-type, accept, apollo-require-preflight, x-apollo-operation-name';
const EXPOSED_HEADERS =
  'retry-after, x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset';

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

const VARY = ['vary', 'Origin'];

interface Allowed {
  readonly methods: string;
  readonly headers: string;
  readonly exposed: string;
}
const GRAPHQL: Allowed = { methods: 'GET, POST', headers: ALLOWED_HEADERS, exposed: EXPOSED_HEADERS };
/** Players ask for ranges, uploads name their type. */
const FILES: Allowed = {
  methods: 'GET, HEAD, PUT',
  headers: 'content-type, range, if-match, if-none-match, if-range, if-modified-since',
  exposed: 'accept-ranges, content-range, content-length, content-disposition, etag',
};

/** Lets an allowed page of another origin read the answer of the API. */
export function setCorsHeaders(request: IncomingMessage, response: Answer): void {
  allow(request, response, GRAPHQL);
}

/**
 * Lets an allowed page of another origin fetch and upload files by signed links; any page may show them.
 * @returns whether it was the question before such a request, which is answered
 */
export function answerForFiles(
  request: IncomingMessage,
  response: Answer,
  settings: Pick<HttpSettings, 'origins' | 'publicUrl'>,
): boolean {
  if (isAllowedOrigin(request, settings)) allow(request, response, FILES);
  else response.stand(VARY);
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204).end();
  return true;
}

function allow(request: IncomingMessage, response: Answer, { methods, headers, exposed }: Allowed): void {
  response.stand(VARY);
  const { origin } = request.headers;
  if (origin === undefined) return;
  response.stand([
    ...['access-control-allow-origin', origin],
    ...['access-control-allow-methods', methods],
    ...['access-control-allow-headers', headers],
    ...['access-control-expose-headers', exposed],
    ...['access-control-max-age', '600'],
  ]);
}
