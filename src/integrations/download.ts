import { open as openFile, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { request as send, type Dispatcher } from 'undici';
import { VendorError, type VendorFault } from '../errors.js';
import type { Connections } from './connections.js';
import { namedKind, sniffKind, SNIFFED_BYTES, type MediaKind } from './media-kind.js';
import { PrivateAddressError } from './public-address.js';
import { headerOf, readRetryAfterMs } from './retry-after.js';
import { brokenJourney, causesOf } from './transport-fault.js';

const MAX_REDIRECTS = 5;
const IDLE_MS = 30_000;
/** Our own disk failed, not the vendor. */
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT', 'EISDIR', 'ENOTDIR', 'EMFILE']);

export interface DownloadOptions {
  readonly vendor: string;
  /** The vendor's configured base URL: its origin is trusted, wherever it lies. */
  readonly allowedBase: string;
  readonly maxBytes: number;
  readonly deadlineMs: number;
  /** Longest silence; default 30 s. */
  readonly idleMs?: number | undefined;
  readonly kinds: readonly MediaKind[];
  readonly signal: AbortSignal;
  readonly onBytes?: ((bytes: number, totalBytes: number | null) => void) | undefined;
}

export interface Downloaded {
  /** As the first bytes say; the server named the same or nothing in particular. */
  readonly contentType: MediaKind;
  readonly sizeBytes: number;
}

/**
 * Fetches a file from an address that a vendor named. No key is ever sent along. The file appears at `toPath` whole or
 * not at all; `toPath + '.part'` is gone afterwards.
 *
 * @throws {VendorError} `UNSAFE_URL` not http(s), or not public and not of the vendor's own origin; `EXPIRED_URL` 401, 403,
 *   404, 410; `UNAVAILABLE` no or a broken answer; `BAD_ANSWER` too large or of another kind
 */
export async function downloadThrough(
  connections: Connections,
  url: string,
  toPath: string,
  options: DownloadOptions,
): Promise<Downloaded> {
  const deadline = AbortSignal.any([options.signal, AbortSignal.timeout(options.deadlineMs)]);
  const partPath = `${toPath}.part`;
  try {
    const answer = await open(connections, url, options, deadline);
    const downloaded = await save(answer, partPath, options, deadline);
    await rename(partPath, toPath);
    return downloaded;
  } catch (error) {
    await rm(partPath, { force: true });
    throw error instanceof VendorError ? error : broken(error, options);
  }
}

/** Follows redirects, each one checked like the first. */
async function open(
  connections: Connections,
  first: string,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let url = checkedUrl(first, undefined, options);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const isOwn = url.origin === new URL(options.allowedBase).origin;
    const idleMs = options.idleMs ?? IDLE_MS;
    const answer = await send(url, {
      dispatcher: isOwn ? connections.kept : connections.guarded,
      method: 'GET',
      headers: { 'user-agent': 'acog', 'accept-encoding': 'identity' },
      signal,
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
    });
    if (answer.statusCode === 200) return answer;
    // An unread body keeps its socket; this one is of no use.
    answer.body.on('error', () => undefined).destroy();
    if (answer.statusCode < 300 || answer.statusCode >= 400) throw refused(answer, options);
    url = checkedUrl(headerOf(answer.headers, 'location') ?? '', url, options);
  }
  throw fault(options, 'UNSAFE_URL', `redirected more than ${MAX_REDIRECTS} times`);
}

function checkedUrl(text: string, base: URL | undefined, options: DownloadOptions): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw fault(options, 'UNSAFE_URL', 'is no address');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw fault(options, 'UNSAFE_URL', `is ${url.protocol} and not http(s)`);
  }
  if (url.username !== '' || url.password !== '') throw fault(options, 'UNSAFE_URL', 'carries a user name');
  return url;
}

function refused(answer: Dispatcher.ResponseData, options: DownloadOptions): VendorError {
  const status = answer.statusCode;
  const isGone = [401, 403, 404, 410].includes(status);
  const isBusy = status === 408 || status === 429 || status >= 500;
  return fault(
    options,
    isGone ? 'EXPIRED_URL' : isBusy ? 'UNAVAILABLE' : 'BAD_ANSWER',
    `answered ${status}`,
    status,
    readRetryAfterMs(answer.headers, Date.now()),
  );
}

async function save(
  answer: Dispatcher.ResponseData,
  partPath: string,
  options: DownloadOptions,
  signal: AbortSignal,
): Promise<Downloaded> {
  const length = Number(headerOf(answer.headers, 'content-length'));
  const totalBytes = Number.isSafeInteger(length) && length > 0 ? length : null;
  const named = namedKind(headerOf(answer.headers, 'content-type'));
  let head: Buffer = Buffer.alloc(0);
  const found: { kind: MediaKind | null } = { kind: null };
  let sizeBytes = 0;

  const known = (): MediaKind => {
    const sniffed = sniffKind(head);
    if (sniffed === null || !options.kinds.includes(sniffed)) {
      throw fault(options, 'BAD_ANSWER', `is not ${options.kinds.join(' or ')} by its first bytes`);
    }
    return sniffed;
  };

  async function* checked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    if (totalBytes !== null && totalBytes > options.maxBytes) throw tooLarge(options);
    if (named !== null && !options.kinds.some((allowed) => allowed === named.kind)) {
      throw fault(
        options,
        'BAD_ANSWER',
        `is ${named.kind.slice(0, 100)} and not ${options.kinds.join(' or ')}`,
      );
    }
    for await (const part of body) {
      sizeBytes += part.byteLength;
      if (sizeBytes > options.maxBytes) throw tooLarge(options);
      if (found.kind === null) {
        head = Buffer.concat([head, part.subarray(0, SNIFFED_BYTES)]);
        if (head.length >= SNIFFED_BYTES) found.kind = known();
      }
      options.onBytes?.(sizeBytes, totalBytes);
      yield part;
    }
  }

  // Opened before anything is refused: a stream that opens late would make the file again after it was removed.
  const file = await openFile(partPath, 'w').catch((error: unknown) => {
    answer.body.on('error', () => undefined).destroy();
    throw error;
  });
  try {
    await pipeline(answer.body, checked, file.createWriteStream(), { signal });
  } finally {
    await file.close().catch(() => undefined); // the stream may have closed it
  }
  const contentType = found.kind ?? known();
  if (totalBytes !== null && totalBytes !== sizeBytes) throw fault(options, 'UNAVAILABLE', 'ended too early');
  return { contentType, sizeBytes };
}

function tooLarge(options: DownloadOptions): VendorError {
  return fault(options, 'BAD_ANSWER', `is larger than ${options.maxBytes} bytes`);
}

/** No address in the message: it is signed, and gives access to what was paid for. */
function fault(
  options: DownloadOptions,
  kind: VendorFault,
  what: string,
  status?: number,
  retryAfterMs?: number,
): VendorError {
  return new VendorError(options.vendor, kind, `The result address of ${options.vendor} ${what}`, {
    status,
    retryAfterMs,
  });
}

function broken(error: unknown, options: DownloadOptions): unknown {
  for (const cause of causesOf(error)) {
    if (cause instanceof PrivateAddressError)
      return fault(options, 'UNSAFE_URL', 'leads into a private network');
    if ('code' in cause && typeof cause.code === 'string' && DISK_CODES.has(cause.code)) return error;
  }
  options.signal.throwIfAborted();
  return brokenJourney(
    { ...options, what: 'GET of the result', effect: 'READ', isWritten: true, secrets: [] },
    error,
  );
}
