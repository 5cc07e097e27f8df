import { VendorError, type VendorErrorDetail, type VendorFault } from '../errors.js';
import { redact } from './redaction.js';
import { type HeaderValues, headerOf, readRetryAfterMs } from './retry-after.js';

/**
 * What an unknown outcome of a request means: `CREATE` may have been billed; `READ` and `UPLOAD` cost
 * nothing and can be repeated.
 */
export type Effect = 'CREATE' | 'READ' | 'UPLOAD';

/** An HTTP answer that is not a success. `body` is parsed JSON, or undefined. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: unknown;
}

/** What a vendor's error body says. What is left out follows from the status. */
export interface Explanation {
  readonly fault?: VendorFault | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly retryable?: boolean | undefined;
}

/** Reads a vendor's error body; knows its codes. */
export type Explain = (answer: RefusedAnswer) => Explanation;

/** Headers in which the vendors name the request. */
const REQUEST_ID_HEADERS = ['x-request-id', 'request-id', 'x-fal-request-id', 'x-trace-id'];

export function requestIdOf(headers: HeaderValues): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headerOf(headers, name);
    if (value !== undefined && value !== '') return value.slice(0, 200);
  }
  return undefined;
}

/**
 * The fault that follows from a status alone. 503 says that the server did not take the request (RFC 9110 §15.6.4),
 * the other 5xx say nothing about what was done, so a create may have been billed.
 */
export function faultOfStatus(status: number, effect: Effect): VendorFault {
  if (status === 401 || status === 403 || (status >= 300 && status < 400)) return 'REFUSED_CONFIG';
  if (status === 402) return 'OUT_OF_MONEY';
  if (status === 429) return 'RATE_LIMITED';
  if (status === 425 || status === 503) return 'UNAVAILABLE';
  if (status === 408 || status >= 500) return effect === 'CREATE' ? 'AMBIGUOUS' : 'UNAVAILABLE';
  return 'REFUSED_INPUT';
}

/** Turns an answer that is not a success into the error that says who must act. */
export function refusal(
  request: { vendor: string; what: string; effect: Effect; secrets: readonly string[] },
  answer: RefusedAnswer,
  explain: Explain,
): VendorError {
  const explained = explain(answer);
  const fault = explained.fault ?? faultOfStatus(answer.status, request.effect);
  const detail: VendorErrorDetail = {
    status: answer.status,
    retryAfterMs: explained.retryAfterMs ?? readRetryAfterMs(answer.headers, Date.now()),
    requestId: redactedOrUndefined(requestIdOf(answer.headers), request.secrets),
    vendorCode: redactedOrUndefined(explained.code, request.secrets),
    retryable: explained.retryable,
  };
  const said = explained.message === undefined ? '' : `: ${redact(explained.message, request.secrets)}`;
  const advice =
    answer.status >= 300 && answer.status < 400
      ? '; the base URL redirects, set it to the final address'
      : '';
  return new VendorError(
    request.vendor,
    fault,
    `${request.vendor} answered ${request.what} with ${answer.status}${said}${advice}`,
    detail,
  );
}

function redactedOrUndefined(text: string | undefined, secrets: readonly string[]): string | undefined {
  return text === undefined ? undefined : redact(text, secrets);
}
