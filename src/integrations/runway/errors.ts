import { VendorError, type VendorFault } from '../../errors.js';
import { redact } from '../redaction.js';
import type { Explain } from '../refusal.js';
import { errorSchema, type RunwayTask } from './wire.js';

/** A 429 is the quota of the day; a full account queues as THROTTLED instead. */
const DAILY_QUOTA_WAIT_MS = 30 * 60_000;

export const explainRunway: Explain = ({ status, headers, body }) => {
  const parsed = errorSchema.safeParse(body);
  const { error, issues } = parsed.success ? parsed.data : {};
  const [issue] = issues ?? [];
  const where = issue?.path?.join('.');
  const message = [error, where, issue?.message].filter((part) => typeof part === 'string').join(' ');
  // No code tells an empty account from a wrong request, only this word does.
  const isBroke = status === 400 && issue === undefined && /\bcredits?\b/i.test(error ?? '');
  return {
    message,
    fault: isBroke ? 'OUT_OF_MONEY' : status === 405 ? 'REFUSED_CONFIG' : undefined,
    retryAfterMs: status === 429 && headers['retry-after'] === undefined ? DAILY_QUOTA_WAIT_MS : undefined,
  };
};

/** By the start of a code: new endings appear. @see https://docs.dev.runwayml.com/errors/task-failures, read 2026-11-22 */
const FAILURES: readonly (readonly [prefix: string, fault: VendorFault, retryable: boolean])[] = [
  ['SAFETY', 'REFUSED_CONTENT', false],
  ['INPUT_PREPROCESSING.SAFETY', 'REFUSED_CONTENT', false],
  ['INPUT_PREPROCESSING.THIRD_PARTY', 'REFUSED_CONTENT', false],
  ['INPUT_PREPROCESSING.INTERNAL', 'JOB_FAILED', true],
  ['ASSET.INVALID', 'JOB_FAILED', false],
  ['THIRD_PARTY.INPUT_VALIDATION', 'JOB_FAILED', false],
  ['THIRD_PARTY.UNAVAILABLE', 'JOB_FAILED', true],
  ['INTERNAL', 'JOB_FAILED', true],
];

export function failureOf(task: RunwayTask): VendorError {
  if (task.status === 'CANCELLED') {
    return new VendorError('RUNWAY', 'JOB_FAILED', 'RUNWAY says the task was cancelled', {
      vendorCode: 'CANCELLED',
      retryable: false,
    });
  }
  const code = task.failureCode ?? 'INTERNAL';
  const [, fault, retryable] = FAILURES.find(
    ([prefix]) => code === prefix || code.startsWith(`${prefix}.`),
  ) ?? [code, 'JOB_FAILED' as const, true];
  const why = redact(task.failure ?? 'it gave no reason');
  return new VendorError('RUNWAY', fault, `RUNWAY failed to make the clip: ${why}`, {
    vendorCode: redact(code),
    retryable,
  });
}
