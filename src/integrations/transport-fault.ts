import { VendorError } from '../errors.js';
import { redact } from './redaction.js';
import type { Effect } from './refusal.js';

/** How far a request came before it broke. */
export interface Journey {
  readonly vendor: string;
  /** `POST /v1/videos`, no query. */
  readonly what: string;
  readonly effect: Effect;
  /** True once it may have been written to a connected socket. */
  readonly isWritten: boolean;
  /** The caller's own wish to stop. */
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly secrets: readonly string[];
}

/**
 * Says what a broken connection means: nothing was started while the request was not written (refused connection, DNS,
 * TLS); a paid request that was written may have been billed.
 *
 * @throws the signal's reason, when the caller stopped what is no create
 */
export function brokenJourney(journey: Journey, cause: unknown): VendorError {
  const { vendor, what, effect, signal } = journey;
  if (effect !== 'CREATE') signal.throwIfAborted();
  const why = signal.aborted
    ? 'we stopped it'
    : isTimeout(cause)
      ? `no answer within ${journey.deadlineMs} ms`
      : codeOf(cause);
  const fault = effect === 'CREATE' && journey.isWritten ? 'AMBIGUOUS' : 'UNAVAILABLE';
  const meaning =
    fault === 'AMBIGUOUS'
      ? 'it may have been accepted and billed'
      : journey.isWritten
        ? 'asking again costs nothing'
        : 'nothing was sent';
  return new VendorError(
    vendor,
    fault,
    `${vendor} did not answer ${what} (${redact(why, journey.secrets)}); ${meaning}`,
    { vendorCode: redact(why, journey.secrets) },
    { cause },
  );
}

function isTimeout(error: unknown): boolean {
  return causesOf(error).some((cause) => 'name' in cause && cause.name === 'TimeoutError');
}

/** The system's or the client's code of an error, from the innermost cause that has one. */
function codeOf(error: unknown): string {
  const codes = causesOf(error).flatMap((cause) =>
    'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  );
  return codes.at(-1) ?? 'the connection broke';
}

/** An error and what caused it, at most five deep. Not every error is an instance of this realm's Error. */
export function causesOf(error: unknown): readonly object[] {
  const causes: object[] = [];
  for (let at: unknown = error; typeof at === 'object' && at !== null && causes.length < 5;) {
    causes.push(at);
    at = 'cause' in at ? at.cause : undefined;
  }
  return causes;
}
