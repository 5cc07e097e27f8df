import { VendorError, type VendorFault } from '../../errors.js';
import { redact } from '../redaction.js';
import type { Explain } from '../refusal.js';
import { errorSchema, type SynthesiaVideo } from './wire.js';

/** @see https://docs.synthesia.io/reference/errors, read 2026-11-22 */
const FAULTS: Readonly<Record<string, VendorFault>> = {
  FEATURES_AUDIO_UPLOAD_DISABLED: 'REFUSED_CONFIG',
  feature_not_in_plan: 'REFUSED_CONFIG',
  unknown_reference: 'REFUSED_CONFIG',
  payment_required: 'OUT_OF_MONEY',
  quota_exceeded: 'OUT_OF_MONEY',
  concurrency_limit: 'RATE_LIMITED',
  rate_limited: 'RATE_LIMITED',
};

const AUDIO_DISABLED =
  'your plan does not take uploaded audio; ask Synthesia to enable it, or choose another avatar vendor for the channel';

export const explainSynthesia: Explain = ({ body }) => {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return {};
  const { error, context, code, title, detail } = parsed.data;
  const said = [detail ?? error ?? title, context].filter((part) => typeof part === 'string').join(' ');
  // The older shape has no field for a code: it stands in capitals among the words.
  const named = code ?? /\b[A-Z]{3,}(?:_[A-Z]+)+\b/.exec(said)?.[0];
  return {
    code: named,
    message: named === 'FEATURES_AUDIO_UPLOAD_DISABLED' ? AUDIO_DISABLED : said,
    fault: FAULTS[named ?? ''],
  };
};

/** The vendor gives no reason for a failure, only its kind. */
export function failureOf(video: SynthesiaVideo): VendorError {
  const wasRejected = video.status === 'rejected';
  return new VendorError(
    'SYNTHESIA',
    wasRejected ? 'REFUSED_CONTENT' : 'JOB_FAILED',
    wasRejected
      ? `SYNTHESIA's moderation rejected video ${redact(video.id)}; change what is said`
      : `SYNTHESIA ended video ${redact(video.id)} as ${video.status} and gives no reason`,
    { vendorCode: video.status, retryable: video.status === 'error' },
  );
}
