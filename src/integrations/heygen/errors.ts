import { VendorError, type VendorFault } from '../../errors.js';
import { redact } from '../redaction.js';
import type { Explain } from '../refusal.js';
import { errorSchema, type HeyGenVideo } from './wire.js';

/** @see https://developers.heygen.com/docs/errors, read 2026-11-22 */
const FAULTS: Readonly<Record<string, VendorFault>> = {
  content_policy_violation: 'REFUSED_CONTENT',
  insufficient_credit: 'OUT_OF_MONEY',
  trial_limit_exceeded: 'OUT_OF_MONEY',
  quota_exceeded: 'OUT_OF_MONEY',
  plan_upgrade_required: 'REFUSED_CONFIG',
  avatar_not_found: 'REFUSED_CONFIG',
  voice_not_found: 'REFUSED_CONFIG',
  voice_not_usable: 'REFUSED_CONFIG',
  resource_limit_reached: 'RATE_LIMITED',
  rate_limit_exceeded: 'RATE_LIMITED',
  rate_limited: 'RATE_LIMITED',
  // The same key is being answered right now: send it again a little later.
  request_in_progress: 'RATE_LIMITED',
  resource_not_ready: 'UNAVAILABLE',
};

const WAITS_MS: Readonly<Record<string, number>> = { request_in_progress: 5_000, resource_not_ready: 10_000 };

/** A new job with the same input would end in the same way. */
const SAME_AGAIN = new Set([
  'invalid_parameter',
  'download_failed',
  'asset_not_found',
  'resource_access_denied',
]);

export const explainHeyGen: Explain = ({ body }) => {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return {};
  const { code, message } = parsed.data.error;
  const known = code ?? '';
  return {
    code: code ?? undefined,
    message: message ?? undefined,
    fault: FAULTS[known],
    retryAfterMs: WAITS_MS[known],
  };
};

export function failureOf(video: HeyGenVideo): VendorError {
  const code = video.failure_code ?? '';
  const refused = FAULTS[code];
  const fault = refused === 'REFUSED_CONTENT' || refused === 'REFUSED_CONFIG' ? refused : 'JOB_FAILED';
  const why = redact(video.failure_message ?? (code === '' ? 'it gave no reason' : code));
  return new VendorError('HEYGEN', fault, `HEYGEN failed to make video ${redact(video.id)}: ${why}`, {
    vendorCode: code === '' ? undefined : redact(code),
    retryable: fault === 'JOB_FAILED' && !SAME_AGAIN.has(code),
  });
}
