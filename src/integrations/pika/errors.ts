import { VendorError, type VendorFault } from '../../errors.js';
import type { Explain, Explanation } from '../refusal.js';
import { headerOf } from '../retry-after.js';
import { errorSchema, type FalStatus } from './wire.js';

/** @see https://docs.fal.ai/model-apis/errors, read 2026-11-22 */
const RETRYABLE = new Set([
  'generation_timeout',
  'downstream_service_error',
  'downstream_service_unavailable',
  'internal_server_error',
  'internal_error',
  'request_timeout',
  'startup_timeout',
]);

/** An account without balance is locked, and answers 403; what is unknown is the model that an operator chose. */
const FAULTS: Readonly<Record<number, VendorFault>> = { 403: 'OUT_OF_MONEY', 404: 'REFUSED_CONFIG' };

export const explainFal: Explain = ({ status, headers, body }) => {
  const told = tell(body);
  const code = headerOf(headers, 'x-fal-error-type') ?? told.code;
  const retryable = headerOf(headers, 'x-fal-retryable');
  return {
    code: told.code === 'content_policy_violation' ? told.code : code,
    message: told.message,
    fault: told.code === 'content_policy_violation' ? 'REFUSED_CONTENT' : FAULTS[status],
    retryable: retryable === undefined ? undefined : retryable.toLowerCase() === 'true',
  };
};

function tell(body: unknown): Explanation {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return {};
  const { detail, error_type: type } = parsed.data;
  if (typeof detail === 'string') return { code: type ?? undefined, message: detail };
  const [first] = detail;
  const at = first?.loc?.join('.');
  return {
    code: first?.type ?? type ?? undefined,
    message: [at, first?.msg].filter((part) => typeof part === 'string').join(': '),
  };
}

/**
 * Whether the failed read of a result is the failure of the job: then it carries the model's own answer. Everything else
 * is a failure of reading, and the clip may lie there.
 */
export function jobFailure(error: unknown, status: FalStatus): VendorError {
  if (!(error instanceof VendorError)) throw error;
  const { status: http, vendorCode } = error.detail;
  // 499: cancelled while it waited.
  const isModelsAnswer = http === 400 || http === 404 || http === 422 || http === 499;
  const isModelsCrash = http !== undefined && http >= 500 && hasError(status);
  if (!isModelsAnswer && !isModelsCrash) throw error;
  if (error.fault === 'REFUSED_CONTENT') {
    return new VendorError('PIKA', 'REFUSED_CONTENT', error.message, { ...error.detail, retryable: false });
  }
  const type = vendorCode ?? status.error_type ?? undefined;
  const retryable =
    error.detail.retryable ??
    (isModelsCrash || (type !== undefined && (RETRYABLE.has(type) || type.startsWith('runner_'))));
  return new VendorError('PIKA', 'JOB_FAILED', `The clip was not made. ${error.message}`, {
    ...error.detail,
    vendorCode: type,
    retryable,
  });
}

function hasError(status: FalStatus): boolean {
  return (status.error !== undefined && status.error !== null) || Boolean(status.error_type);
}
