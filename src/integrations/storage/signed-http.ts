import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '../../errors.js';
import { answerFor } from './file-answer.js';
import type { FileStore } from './files.js';
import type { LinkRefusal, SignedLink } from './signed-links.js';
import { UploadRefusal, countedUpload } from './counted-upload.js';

/** How long a client may go on sending what was refused already, so that it can read the refusal. */
const LINGER_MS = 1000;

/** The links of the embedded store as routes. `handle` says whether the request was for one of them. */
export function signedRoutes(store: FileStore): {
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
} {
  return {
    async handle(request, response) {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname.startsWith('/assets/uploads/')) await serveSignedPut(store, request, response);
      else if (pathname.startsWith('/assets/')) await serveSignedGet(store, request, response);
      else return false;
      return true;
    },
  };
}

/**
 * Answers `GET` and `HEAD /assets/{id}?link=…&signature=…` of the embedded store.
 *
 * 200, 206 (one range), 304, 403 (forged or expired), 404 (the file is gone), 405, 412, 416. Several ranges get 200 whole.
 * @throws {Error} what the disk said, when nothing was answered yet
 */
export async function serveSignedGet(
  store: FileStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    refuseMethod(response, 'GET, HEAD');
    return;
  }
  const link = store.links.read('GET', request.url ?? '');
  if (typeof link === 'string') {
    refuseLink(response, link);
    return;
  }
  try {
    await sendFile(store, link, { method, headers: request.headers }, response);
  } catch (error) {
    if (error instanceof NotFoundError) {
      refuse(response, 404, 'This file no longer exists.');
      return;
    }
    if (!response.headersSent) throw error;
    response.destroy(); // too late for a status; a cut connection says that the file is not whole
  }
}

async function sendFile(
  store: FileStore,
  link: SignedLink,
  request: { method: string; headers: IncomingMessage['headers'] },
  response: ServerResponse,
): Promise<void> {
  const { record, file } = await store.objects.open(link.key);
  try {
    const { status, headers, range } = answerFor(request, link, record);
    response.writeHead(status, headers);
    if (request.method === 'HEAD' || range === null) response.end();
    else await pipeline(file.createReadStream({ ...range, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/**
 * Answers `PUT /assets/uploads/{id}?link=…&signature=…` of the embedded store.
 *
 * 200 when the whole file is stored; 400 (fewer bytes than signed), 403, 405, 413 (more), 415 (another content type).
 * An upload that is refused, cut off or fails leaves nothing behind.
 * @throws {Error} what the disk said, when nothing was answered yet
 */
export async function serveSignedPut(
  store: FileStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'PUT') {
    refuseMethod(response, 'PUT');
    return;
  }
  const link = store.links.read('PUT', request.url ?? '');
  if (typeof link === 'string') {
    refuseLink(response, link, request);
    return;
  }
  try {
    const upload = countedUpload(request, link);
    const record = await store.objects.write(link.key, () => upload, link.contentType);
    response.writeHead(200, { ETag: `"${record.version}"`, 'Content-Length': 0 }).end();
  } catch (error) {
    if (error instanceof UploadRefusal) {
      refuse(response, error.status, error.message, request);
      return;
    }
    if (request.destroyed && !request.complete) return; // the client went away; there is nobody to answer
    throw error;
  }
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('Allow', allowed);
  refuse(response, 405, `Only ${allowed} is possible here.`);
}

function refuseLink(response: ServerResponse, refusal: LinkRefusal, request?: IncomingMessage): void {
  const sentence =
    refusal === 'EXPIRED' ? 'This link has expired; ask for a new one.' : 'This link is not valid.';
  refuse(response, 403, sentence, request);
}

function refuse(response: ServerResponse, status: number, sentence: string, request?: IncomingMessage): void {
  const isCutShort = request !== undefined && !request.complete;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(isCutShort && { Connection: 'close' }),
  });
  response.end(`${sentence}\n`);
  if (!isCutShort) return;
  request.resume(); // a client that is still sending would not see the answer
  setTimeout(() => request.destroy(), LINGER_MS).unref();
}
