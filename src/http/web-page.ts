import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { replyError } from './reply.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** Our pages load nothing from elsewhere; editors need inline styles and workers. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** One file of a built web page. @param path below the folder; names with a hash in them may be kept for ever */
export async function sendPageFile(response: ServerResponse, folder: string, path: string): Promise<void> {
  const file = resolve(join(folder, path));
  const contentType = CONTENT_TYPES[extname(file)];
  const found = file.startsWith(resolve(folder) + sep) ? await stat(file).catch(() => null) : null;
  if (!found?.isFile() || contentType === undefined) {
    replyError(response, 404, 'NOT_FOUND', 'There is nothing here.');
    return;
  }
  response.setHeader('content-security-policy', PAGE_POLICY);
  response.setHeader(
    'cache-control',
    path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  response.writeHead(200, { 'content-type': contentType, 'content-length': found.size });
  if (response.req.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(file), response);
}
