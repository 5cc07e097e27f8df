import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { Refusal, type Answer } from '../../simulator/routes.js';

/** The vendor's error body; all four keys are always there. */
export function errorAnswer(
  status: number,
  error: { message: string; type?: string; param?: string | null; code?: string | null },
): Answer {
  const { message, type = 'invalid_request_error', param = null, code = null } = error;
  return { status, json: { error: { message, type, param, code } } };
}

export function refuse(...error: Parameters<typeof errorAnswer>): never {
  throw new Refusal(errorAnswer(...error));
}

/** Checks a JSON body. @throws {Refusal} 400 that names the parameter */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson) {
    return refuse(400, { message: 'We could not parse the JSON body of your request.', param: null });
  }
  const [issue] = read.fault.error.issues;
  const param = (issue?.path ?? []).map(String).join('.') || null;
  const isMissing = issue?.code === 'invalid_type' && issue.input === undefined;
  return isMissing
    ? refuse(400, { message: `Missing required parameter: '${param ?? 'body'}'.`, param, code: 'missing_required_parameter' })
    : refuse(400, { message: `Invalid value for '${param ?? 'body'}': ${issue?.message ?? 'invalid'}.`, param, code: 'invalid_value' }); // prettier-ignore
}
