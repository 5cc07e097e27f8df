import type { LookupFunction } from 'node:net';
import { FormData, request as send, type Dispatcher } from 'undici';
import { VendorError } from '../errors.js';
import { openConnections } from './connections.js';
import { downloadThrough, type Downloaded, type DownloadOptions } from './download.js';
import type { Effect } from './refusal.js';
import { type HeaderValues, headerOf } from './retry-after.js';
import { brokenJourney, type Journey } from './transport-fault.js';

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface HttpRequest {
  /** Named in errors. */
  readonly vendor: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly effect: Effect;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FormData | undefined;
  /** From the first byte we send to the last one we read, in ms. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** Default 32 MiB. */
  readonly maxBytes?: number | undefined;
  /** Values that must never appear in an error. */
  readonly secrets: readonly string[];
}

/** Whatever the status; the body is whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly bytes: Uint8Array;
}

/** Everything that leaves for a vendor goes through here: deadlines, sizes, addresses and broken connections are its matter. */
export interface Http {
  /**
   * Sends once, follows no redirect, retries nothing.
   * @throws {VendorError} `UNAVAILABLE` nothing was started; `AMBIGUOUS` a create was written and its answer lost;
   *   `BAD_ANSWER` the answer is larger than allowed
   * @throws the signal's reason, when the caller stopped what is no create
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** The same as a `fetch`, for a vendor's own SDK: its method, address, headers, body and signal are the SDK's. */
  fetchAs(
    defaults: Pick<HttpRequest, 'vendor' | 'effect' | 'deadlineMs' | 'secrets' | 'maxBytes'>,
  ): typeof fetch;
  /** Fetches a file from an address that came from outside. */
  download(url: string, toPath: string, options: DownloadOptions): Promise<Downloaded>;
  close(): Promise<void>;
}

/** @param options `lookup` resolves host names; the system's unless given */
export function createHttp(options: { readonly lookup?: LookupFunction } = {}): Http {
  const connections = openConnections(options.lookup);
  const request = (asked: HttpRequest) =>
    exchange(asked.effect === 'CREATE' ? connections.fresh : connections.kept, asked);
  return {
    request,
    fetchAs: (defaults) => async (input, init) => {
      const asked = new Request(input, init);
      const answer = await request({
        ...defaults,
        method: methodOf(asked.method),
        url: asked.url,
        headers: Object.fromEntries(asked.headers),
        body: asked.body === null ? undefined : new Uint8Array(await asked.arrayBuffer()),
        signal: asked.signal,
      });
      const headers = new Headers();
      for (const name of Object.keys(answer.headers)) headers.set(name, headerOf(answer.headers, name) ?? '');
      const hasBody = answer.status !== 204 && answer.status !== 304;
      return new Response(hasBody ? Buffer.from(answer.bytes) : null, { status: answer.status, headers });
    },
    download: (url, toPath, asked) => downloadThrough(connections, url, toPath, asked),
    close: () => connections.close(),
  };
}

async function exchange(dispatcher: Dispatcher, asked: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(asked.url);
  let isWritten = false;
  const journey = (): Journey => ({ ...asked, what: `${asked.method} ${url.pathname}`, isWritten });
  const watched = dispatcher.compose((dispatch) => (options, handler) => {
    const start = handler.onRequestStart?.bind(handler);
    handler.onRequestStart = (controller, context) => {
      isWritten = true;
      start?.(controller, context);
    };
    return dispatch(options, handler);
  });
  try {
    const deadline = AbortSignal.any([asked.signal, AbortSignal.timeout(asked.deadlineMs)]);
    const answer = await send(url, {
      dispatcher: watched,
      method: asked.method,
      headers: { 'user-agent': 'acog', 'accept-encoding': 'identity', ...asked.headers },
      body: asked.body ?? null,
      signal: deadline,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const bytes = await readWhole(answer.body, asked.maxBytes ?? MAX_ANSWER_BYTES, journey());
    return { status: answer.statusCode, headers: answer.headers, bytes };
  } catch (error) {
    throw error instanceof VendorError ? error : brokenJourney(journey(), error);
  }
}

async function readWhole(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  journey: Journey,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of body) {
    sizeBytes += part.byteLength;
    if (sizeBytes > maxBytes) {
      throw new VendorError(
        journey.vendor,
        'BAD_ANSWER',
        `${journey.vendor} answered ${journey.what} with more than ${maxBytes} bytes`,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function methodOf(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE') return method;
  throw new TypeError(`Method ${method} is not used with vendors`);
}
