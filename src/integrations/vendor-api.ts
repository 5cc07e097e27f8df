import { FormData } from 'undici';
import type { z } from 'zod';
import { VendorError } from '../errors.js';
import type { CollectOptions, JobResult, LocalFile, VendorName } from './contracts.js';
import type { Http, HttpAnswer, HttpRequest } from './http.js';
import { redact } from './redaction.js';
import { type Effect, type Explain, refusal, requestIdOf } from './refusal.js';
import { headerOf } from './retry-after.js';
import { parseStorable } from './storable.js';

/** Questions cost nothing and are asked again. */
const LONGEST_READ_MS = 60_000;

/** How one vendor is spoken to. */
export interface VendorApiOptions {
  readonly vendor: VendorName;
  /** Named when the key is missing. */
  readonly keyVariable: string;
  readonly apiKey: string | null;
  readonly baseUrl: string;
  /** So long an answer to an order is waited for. */
  readonly answerMs: number;
  /** Headers that carry the key and whatever else goes with every request. */
  readonly headers: (apiKey: string) => Readonly<Record<string, string>>;
  readonly explain: Explain;
}

export interface ApiRequest {
  readonly method: HttpRequest['method'];
  /** Behind the base URL, or a whole address on its origin. */
  readonly path: string;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly json?: unknown;
  readonly body?: Uint8Array | FormData | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly maxBytes?: number | undefined;
  /** Instead of the vendor's own, for uploads with a host of their own. */
  readonly baseUrl?: string | undefined;
}

/** A success. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly requestId: string | null;
  header(name: string): string | undefined;
}

/** Requests with one vendor's key and base URL; answers that are no success become a VendorError here, once. */
export class VendorApi {
  constructor(
    private readonly http: Http,
    readonly options: VendorApiOptions,
  ) {}

  get isConfigured(): boolean {
    return this.options.apiKey !== null;
  }

  /** @throws {VendorError} `REFUSED_CONFIG` naming the variable */
  key(): string {
    const { apiKey, keyVariable, vendor } = this.options;
    if (apiKey !== null) return apiKey;
    throw new VendorError(vendor, 'REFUSED_CONFIG', `${vendor} has no key; set ${keyVariable}`);
  }

  async request(asked: ApiRequest): Promise<ApiAnswer> {
    const key = this.key();
    const { vendor } = this.options;
    const url = asked.path.startsWith('/')
      ? `${asked.baseUrl ?? this.options.baseUrl}${asked.path}`
      : this.ownAddress(asked.path);
    const secrets = [key];
    const answer = await this.http.request({
      vendor,
      method: asked.method,
      url,
      effect: asked.effect,
      headers: {
        accept: 'application/json',
        ...(asked.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.options.headers(key),
        ...asked.headers,
      },
      body: asked.json === undefined ? asked.body : JSON.stringify(asked.json),
      deadlineMs:
        asked.effect === 'READ' ? Math.min(this.options.answerMs, LONGEST_READ_MS) : this.options.answerMs,
      signal: asked.signal,
      maxBytes: asked.maxBytes,
      secrets,
    });
    return this.accept(answer, `${asked.method} ${new URL(url).pathname}`, asked.effect, secrets);
  }

  /** Keeps successes, turns everything else into the error it is. */
  accept(answer: HttpAnswer, what: string, effect: Effect, secrets: readonly string[]): ApiAnswer {
    const body = parseJson(answer.bytes);
    if (answer.status < 200 || answer.status >= 300) {
      throw refusal(
        { vendor: this.options.vendor, what, effect, secrets },
        { status: answer.status, headers: answer.headers, body },
        this.options.explain,
      );
    }
    const requestId = requestIdOf(answer.headers);
    return {
      status: answer.status,
      body,
      requestId: requestId === undefined ? null : redact(requestId, secrets),
      header: (name) => headerOf(answer.headers, name),
    };
  }

  /**
   * Reads what we use of a success.
   *
   * @param lostIs `AMBIGUOUS` when an answer that cannot be read means a job we have no id of
   * @throws {VendorError} with the path of the first thing that does not fit, never with the body
   */
  read<T>(
    schema: z.ZodType<T>,
    answer: ApiAnswer,
    what: string,
    lostIs: 'BAD_ANSWER' | 'AMBIGUOUS' = 'BAD_ANSWER',
  ): T {
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const path =
      answer.body === undefined ? 'it is not JSON' : `at ${issue?.path.map(String).join('.') || 'the top'}`;
    const { vendor } = this.options;
    throw new VendorError(
      vendor,
      lostIs,
      `${vendor} answered ${what} with something its documentation does not name: ${path.slice(0, 120)}`,
      { status: answer.status, requestId: answer.requestId ?? undefined, vendorCode: 'unreadable_answer' },
    );
  }

  /** Downloads a finished video; no key goes along. */
  async collectVideo(
    result: JobResult,
    toPath: string,
    options: CollectOptions,
    limits: { maxBytes: number; deadlineMs: number },
  ): Promise<LocalFile> {
    const { contentType } = await this.http.download(result.url, toPath, {
      vendor: this.options.vendor,
      allowedBase: this.options.baseUrl,
      kinds: ['video/mp4'],
      signal: options.signal,
      onBytes: options.onBytes,
      ...limits,
    });
    return { path: toPath, contentType };
  }

  /** An id as a part of a path. @throws {VendorError} `REFUSED_INPUT` for what would lead elsewhere, such as `..` */
  part(id: string, what: string): string {
    if (/^[\w-][\w.:-]{0,199}$/.test(id)) return encodeURIComponent(id);
    const { vendor } = this.options;
    throw new VendorError(
      vendor,
      'REFUSED_INPUT',
      `${vendor} has no ${what} like ${JSON.stringify(id.slice(0, 60))}; use letters, digits, "-" and "_"`,
    );
  }

  /** An address that the vendor gave for its own API; the key goes along, so it must be on the configured origin. */
  private ownAddress(given: string): string {
    const { baseUrl, vendor } = this.options;
    const url = URL.parse(given);
    if (url !== null && url.origin === new URL(baseUrl).origin) return url.href;
    throw new VendorError(
      vendor,
      'UNSAFE_URL',
      `${vendor} named an address of its API that is not on ${new URL(baseUrl).origin}; it was not asked`,
    );
  }
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined;
  try {
    return parseStorable(Buffer.from(bytes).toString('utf8'), '\ufffd');
  } catch {
    return undefined;
  }
}
