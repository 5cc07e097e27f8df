import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedReply } from './contracts.js';

/** Larger bodies are refused with 413. */
export const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** How a reply leaves: whole, cut in the middle, or in pieces with pauses. */
export type Sending =
  { readonly how: 'WHOLE' | 'TRUNCATE' } | { readonly how: 'SLOW'; readonly pauseMs: number };

const SLOW_PIECES = 20;

/** @returns the whole body, or null when it is larger than {@link BODY_LIMIT_BYTES} */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array); // no encoding is set, so chunks are bytes
    sizeBytes += bytes.length;
    if (sizeBytes > BODY_LIMIT_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

interface Prepared {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Null: not known in advance, a stream of events. */
  readonly sizeBytes: number | null;
  readonly body: () => AsyncIterable<Uint8Array>;
}

/** A single byte range; several at once are answered with the whole file, as RFC 9110 allows. */
function byteRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | 'BAD' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return null;
  const [from, to] = [found[1] ?? '', found[2] ?? ''];
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return start > end || (from === '' && Number(to) === 0) ? 'BAD' : { start, end };
}

async function prepareFile(
  reply: SimulatedReply,
  path: string,
  rangeHeader: string | undefined,
): Promise<Prepared> {
  const { size } = await stat(path);
  const headers: Record<string, string> = { 'accept-ranges': 'bytes', ...reply.headers };
  const range = reply.status === 200 ? byteRange(rangeHeader, size) : null;
  if (range === 'BAD') {
    headers['content-range'] = `bytes */${size}`;
    return { status: 416, headers, sizeBytes: 0, body: () => chunksOf([]) };
  }
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  const sizeBytes = range ? range.end - range.start + 1 : size;
  const body = () => (sizeBytes === 0 ? chunksOf([]) : createReadStream(path, range ?? {}));
  return { status: range ? 206 : reply.status, headers, sizeBytes, body };
}

async function* chunksOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function* encoded(events: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const event of events) yield Buffer.from(event);
}

function prepare(reply: SimulatedReply, rangeHeader: string | undefined): Promise<Prepared> | Prepared {
  const { status } = reply;
  if (reply.file !== undefined) return prepareFile(reply, reply.file, rangeHeader);
  if (reply.events) {
    const events = reply.events;
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...reply.headers };
    return { status, headers, sizeBytes: null, body: () => encoded(events) };
  }
  const type =
    reply.json !== undefined
      ? 'application/json'
      : reply.text !== undefined
        ? 'text/plain; charset=utf-8'
        : null;
  const text = reply.json !== undefined ? JSON.stringify(reply.json) : (reply.text ?? '');
  const bytes = reply.bytes ?? Buffer.from(text);
  const headers = { ...(type === null ? {} : { 'content-type': type }), ...reply.headers };
  return { status, headers, sizeBytes: bytes.length, body: () => chunksOf([bytes]) };
}

async function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (response.destroyed || response.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}

/** Sends half of the body under a header that promises all of it, then cuts the connection. */
async function sendHalf(response: ServerResponse, prepared: Prepared): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of prepared.body()) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  await new Promise<void>((resolve) => {
    response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => resolve());
    response.on('close', resolve);
  });
  response.destroy();
}

async function sendSlowly(response: ServerResponse, prepared: Prepared, pauseMs: number): Promise<void> {
  const pieceBytes =
    prepared.sizeBytes === null ? 256 : Math.max(1, Math.ceil(prepared.sizeBytes / SLOW_PIECES));
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for await (const chunk of prepared.body()) {
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      await write(response, chunk.subarray(at, at + pieceBytes));
      await pause(pauseMs, undefined, { signal: gone.signal });
    }
  }
  response.end();
}

/** Writes a reply to the socket; a client that goes away in between ends it quietly. @returns the status sent */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: SimulatedReply,
  sending: Sending,
): Promise<number> {
  const prepared = await prepare(reply, request.headers.range);
  const bodyless = prepared.status === 204 || prepared.status === 304;
  const length =
    prepared.sizeBytes === null || bodyless ? {} : { 'content-length': String(prepared.sizeBytes) };
  response.writeHead(prepared.status, { ...prepared.headers, ...length });
  if (request.method === 'HEAD' || bodyless) response.end();
  else if (sending.how === 'TRUNCATE') await sendHalf(response, prepared);
  else if (sending.how === 'SLOW') await sendSlowly(response, prepared, sending.pauseMs);
  else {
    for await (const chunk of prepared.body()) {
      if (response.destroyed) break;
      await write(response, chunk);
    }
    response.end();
  }
  return prepared.status;
}
