/**
 * Every error of ours says who must act. `code` is stable and may be shown to clients; `retryable` says
 * whether the same call can succeed later without anyone changing anything.
 */
export abstract class AcogError extends Error {
  abstract readonly code: string;
  readonly retryable: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The thing does not exist, or is not yours: the two are told apart nowhere. */
export class NotFoundError extends AcogError {
  readonly code = 'NOT_FOUND';

  constructor(
    message: string,
    readonly path: readonly string[] = [],
  ) {
    super(message);
  }
}

/** What an input problem is, as `UserErrorCode` names it. */
export type InputProblem =
  'INVALID' | 'REQUIRED' | 'TOO_LONG' | 'OUT_OF_RANGE' | 'TAKEN' | 'NOT_FOUND' | 'IDEMPOTENCY_MISMATCH';

/** The content of an input is wrong; `path` leads into it, list indexes as text. */
export class InvalidInputError extends AcogError {
  constructor(
    message: string,
    readonly path: readonly string[] = [],
    readonly code: InputProblem = 'INVALID',
  ) {
    super(message);
  }
}

/** Several input problems at once, so that a person mends them in one go. */
export class InvalidInputsError extends AcogError {
  readonly code = 'INVALID';

  constructor(readonly problems: readonly InvalidInputError[]) {
    super(problems.map((problem) => problem.message).join(' '));
  }
}

/** You are not known: no key or token came, or a bad one. */
export class UnauthenticatedError extends AcogError {
  readonly code = 'UNAUTHENTICATED';
}

/** Something that we need does not answer; the same request can succeed later. */
export class UnavailableError extends AcogError {
  readonly code = 'UNAVAILABLE';
  override readonly retryable = true;
}

/** You are known, and may not do this. */
export class ForbiddenError extends AcogError {
  readonly code = 'FORBIDDEN';
}

/** A query took too long, or nobody waits for it any more. It changed nothing and may be asked again. */
export class TooLateError extends AcogError {
  readonly code = 'TIMEOUT';
  override readonly retryable = true;
}

/** The thing is in a state that does not allow this. `CONFLICT` when somebody else changed it in between. */
export class ConflictError extends AcogError {
  constructor(
    message: string,
    readonly path: readonly string[] = [],
    readonly code: 'WRONG_STATE' | 'CONFLICT' | 'BUDGET_EXCEEDED' = 'WRONG_STATE',
    /** The run it is about, or the episode whose active run it is about; by row id. */
    readonly about: { readonly run: string } | { readonly activeRunOf: string } | null = null,
  ) {
    super(message);
  }

  /** The run is in a state that does not allow this. @param field of the input that named what was to change */
  static ofRun(run: string, message: string, field: string): ConflictError {
    return new ConflictError(message, [field], 'WRONG_STATE', { run });
  }
}

/** A setting is missing or wrong: the operator must act. `problems` has a sentence for each. */
export class ConfigError extends AcogError {
  readonly code = 'CONFIG';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** ffmpeg or ffprobe failed: `stderr` has its last 20 lines. */
export class MediaError extends AcogError {
  readonly code = 'MEDIA';
  override readonly retryable: boolean;

  constructor(
    message: string,
    readonly detail: {
      arguments?: readonly string[];
      exitCode?: number | null;
      stderr?: string;
      retryable?: boolean;
    },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retryable = detail.retryable ?? false;
  }
}

/** The asset store refused or was not there; it is always worth another try. */
export class StorageError extends AcogError {
  readonly code = 'STORAGE';
  override readonly retryable = true;
}

/** A disk has no room left: a person must free some. Until then every try fails the same way. */
export class DiskFullError extends AcogError {
  readonly code = 'DISK_FULL';
  override readonly retryable = true;

  /** @param place the folder, or what is kept there */
  constructor(place: string, options?: ErrorOptions) {
    super(`The disk of ${place} is full; free some space, then try again.`, options);
  }
}

/** Whether the operating system says that a disk or a quota is used up. */
export function saysDiskFull(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ENOSPC' || error.code === 'EDQUOT';
}

/**
 * What a vendor's refusal or silence means for us.
 *
 * - `REFUSED_INPUT` the request is wrong (400, 404, 422); the same one will never pass
 * - `REFUSED_CONTENT` moderation, safety, a model's refusal; another text may pass
 * - `REFUSED_CONFIG` key, plan, permission, unknown model or voice: an operator must act
 * - `OUT_OF_MONEY` the account is empty or capped: stop the vendor, do not retry
 * - `RATE_LIMITED` too many requests, or no free slot: wait `retryAfterMs`
 * - `UNAVAILABLE` nothing was started for sure (connection refused, DNS, 503 before work): retry later
 * - `AMBIGUOUS` the request may have been accepted and billed (timeout, reset after write, 5xx on a create)
 * - `JOB_FAILED` the vendor's job ended in failure; another try is a new job
 * - `BAD_ANSWER` a 2xx whose body is not what the vendor documents
 * - `EXPIRED_URL` a result address that no longer answers; ask the job again for a new one
 * - `UNSAFE_URL` a result address that we refuse to open
 */
export type VendorFault =
  | 'REFUSED_INPUT'
  | 'REFUSED_CONTENT'
  | 'REFUSED_CONFIG'
  | 'OUT_OF_MONEY'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'AMBIGUOUS'
  | 'JOB_FAILED'
  | 'BAD_ANSWER'
  | 'EXPIRED_URL'
  | 'UNSAFE_URL';

const RETRYABLE_FAULTS: ReadonlySet<VendorFault> = new Set([
  'RATE_LIMITED',
  'UNAVAILABLE',
  'AMBIGUOUS',
  'EXPIRED_URL',
]);

export interface VendorErrorDetail {
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** How long the vendor asked us to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The vendor's own id of the request, for a support ticket. */
  readonly requestId?: string | undefined;
  /** The vendor's own error code or type. */
  readonly vendorCode?: string | undefined;
  /** Only for `JOB_FAILED` and `BAD_ANSWER`: whether another try may succeed. */
  readonly retryable?: boolean | undefined;
}

/** A vendor refused, failed or fell silent. The message never contains a key or a signed address. */
export class VendorError extends AcogError {
  readonly code: string;
  override readonly retryable: boolean;

  constructor(
    readonly vendor: string,
    readonly fault: VendorFault,
    message: string,
    readonly detail: VendorErrorDetail = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = fault;
    this.retryable = detail.retryable ?? RETRYABLE_FAULTS.has(fault);
  }
}
