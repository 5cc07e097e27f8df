import type { VendorFault } from '../../errors.js';
import type { Explain, Explanation } from '../refusal.js';
import { errorSchema } from './wire.js';

/** By code, whatever the status: older bodies report an empty account as 401. */
const FAULTS: Readonly<Record<string, VendorFault>> = {
  quota_exceeded: 'OUT_OF_MONEY',
  payment_required: 'OUT_OF_MONEY',
  insufficient_credits: 'OUT_OF_MONEY',
  // A library voice or an output format that the plan has not: more money does not help, another voice does.
  paid_plan_required: 'REFUSED_CONFIG',
  voice_not_found: 'REFUSED_CONFIG',
  model_not_found: 'REFUSED_CONFIG',
  invalid_voice_id: 'REFUSED_CONFIG',
  content_against_policy: 'REFUSED_CONTENT',
  moderated: 'REFUSED_CONTENT',
  rate_limit_exceeded: 'RATE_LIMITED',
  concurrent_limit_exceeded: 'RATE_LIMITED',
  too_many_concurrent_requests: 'RATE_LIMITED',
  system_busy: 'RATE_LIMITED',
};

export const explainElevenLabs: Explain = ({ status, body }) => {
  const told = tell(body);
  const byCode = told.code === undefined ? undefined : FAULTS[told.code];
  // What is missing is a voice or a model, both of which an operator chose.
  const byStatus = status === 404 ? 'REFUSED_CONFIG' : status === 409 ? 'UNAVAILABLE' : undefined;
  return { ...told, fault: byCode ?? byStatus };
};

function tell(body: unknown): Explanation {
  const parsed = errorSchema.safeParse(body);
  if (!parsed.success) return {};
  const { detail } = parsed.data;
  if (typeof detail === 'string') return { message: detail };
  if (Array.isArray(detail)) {
    const [first] = detail;
    const at = first?.loc?.join('.');
    return {
      code: first?.type ?? undefined,
      message: [at, first?.msg].filter((part) => typeof part === 'string').join(': '),
    };
  }
  return { code: detail.code ?? detail.status ?? undefined, message: detail.message ?? undefined };
}
