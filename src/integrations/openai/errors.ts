import { VendorError, type VendorFault } from '../../errors.js';
import { redact } from '../redaction.js';
import type { Explain } from '../refusal.js';
import { errorSchema, messageParts, type OpenAiResponse } from './wire.js';

/** The account cannot pay, though the status is that of a rate limit. @see https://developers.openai.com/docs/guides/error-codes */
const OUT_OF_MONEY = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
  'billing_hard_limit_reached',
  'billing_not_active',
]);

const REFUSED_CONTENT = new Set([
  'content_policy_violation',
  'content_filter',
  'invalid_prompt',
  'bio_policy',
  'misalignment_policy_violation',
]);

const REFUSED_CONFIG = new Set(['model_not_found', 'invalid_api_key', 'data_residency_mismatch']);

export const explainOpenAi: Explain = ({ status, body }) => {
  const parsed = errorSchema.safeParse(body);
  const error = parsed.success ? parsed.data.error : {};
  const named = [error.code, error.type].filter((name) => typeof name === 'string');
  return {
    code: named[0],
    message: error.message ?? undefined,
    fault: faultOf(named) ?? (status === 409 ? 'UNAVAILABLE' : undefined),
  };
};

function faultOf(codes: readonly string[]): VendorFault | undefined {
  if (codes.some((code) => OUT_OF_MONEY.has(code))) return 'OUT_OF_MONEY';
  if (codes.some((code) => REFUSED_CONTENT.has(code))) return 'REFUSED_CONTENT';
  if (codes.some((code) => REFUSED_CONFIG.has(code))) return 'REFUSED_CONFIG';
  return undefined;
}

/**
 * What keeps a response from being an answer, or null. Asked before anything is parsed: a truncated answer and a refusal
 * come with status 200 as well.
 */
export function shortcoming(response: OpenAiResponse, requestId: string | null): VendorError | null {
  const fail = (fault: VendorFault, what: string, vendorCode: string | undefined, retryable?: boolean) =>
    new VendorError('OPENAI', fault, `OPENAI ${what}`, {
      requestId: requestId ?? undefined,
      vendorCode: vendorCode === undefined ? undefined : redact(vendorCode),
      retryable,
    });
  if (response.status === 'failed') {
    const code = response.error?.code ?? undefined;
    const isBusy = code === 'rate_limit_exceeded';
    const fault = code === undefined ? undefined : faultOf([code]);
    return fail(
      fault ?? (isBusy ? 'RATE_LIMITED' : 'JOB_FAILED'),
      `failed to write (${redact(response.error?.message ?? 'it gave no reason')})`,
      code,
      fault === undefined,
    );
  }
  if (response.status === 'incomplete') {
    const reason = response.incomplete_details?.reason ?? 'unknown';
    return reason === 'content_filter'
      ? fail('REFUSED_CONTENT', 'stopped writing: its content filter struck', reason)
      : fail('BAD_ANSWER', `stopped writing before the end (${redact(reason)})`, reason);
  }
  if (response.status !== 'completed') {
    return fail('BAD_ANSWER', `answered with status ${redact(response.status)}`, response.status);
  }
  const refusal = messageParts(response).find((part) => part.type === 'refusal');
  if (refusal !== undefined) {
    return fail('REFUSED_CONTENT', `refused: ${redact(refusal.refusal ?? 'no reason given')}`, 'refusal');
  }
  return null;
}
