import type { IncomingMessage, ServerResponse } from 'node:http';

/** For `Retry-After`, when what we need is away. */
export const TRY_AGAIN_SECONDS = 5;

export function reply(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function replyJson(response: ServerResponse, status: number, body: unknown): void {
  response.setHeader('cache-control', 'no-store');
  reply(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** In the shape of a GraphQL answer, so that every client shows it. */
export function replyError(response: ServerResponse, status: number, code: string, message: string): void {
  replyJson(response, status, { errors: [{ message, extensions: { code } }] });
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** @returns whether the method is allowed; answers 405 when not */
export function allows(
  request: IncomingMessage,
  response: ServerResponse,
  methods: readonly string[],
): boolean {
  if (methods.includes(request.method ?? '')) return true;
  response.setHeader('allow', methods.join(', '));
  replyError(response, 405, 'BAD_REQUEST', `Use ${methods.join(' or ')} here.`);
  return false;
}
