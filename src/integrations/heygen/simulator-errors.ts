import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { type Answer, Refusal } from '../../simulator/routes.js';

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_parameter',
  401: 'unauthorized',
  402: 'insufficient_credit',
  403: 'forbidden',
  404: 'resource_not_found',
  405: 'invalid_parameter',
  409: 'conflict',
  413: 'payload_too_large',
  429: 'rate_limit_exceeded',
};

/** HeyGen's error envelope. @see https://developers.heygen.com/docs/errors */
export function errorEnvelope(status: number, message: string, code?: string, param: string | null = null) {
  return { error: { code: code ?? CODES[status] ?? 'internal_error', message, param, doc_url: null } };
}

/** Ends the request with HeyGen's error. */
export function refuse(
  status: number,
  code: string,
  message: string,
  more: { param?: string; headers?: Record<string, string> } = {},
): never {
  throw new Refusal({
    status,
    json: errorEnvelope(status, message, code, more.param ?? null),
    headers: more.headers ?? {},
  });
}

/** Checks a JSON body. @throws {Refusal} 400 `invalid_parameter` naming the first wrong field */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson) return refuse(400, 'invalid_parameter', 'Request body is not valid JSON');
  const issue = read.fault.error.issues[0];
  const param = (issue?.path ?? []).map(String).join('.');
  return refuse(400, 'invalid_parameter', `${param}: ${issue?.message ?? 'invalid'}`, { param });
}

export function data(value: unknown): Answer {
  return { status: 200, json: { data: value } };
}

/** One page of a list, with HeyGen's opaque cursor. @throws {Refusal} 400 for a wrong limit or token */
export function page(
  items: readonly unknown[],
  query: URLSearchParams,
  limits: { max: number; usual: number },
): Answer {
  const limit = Number(query.get('limit') ?? limits.usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.max) {
    refuse(400, 'invalid_parameter', `limit must be 1 to ${limits.max}`, { param: 'limit' });
  }
  const token = query.get('token');
  const start = token === null || token === '' ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0)
    refuse(400, 'invalid_parameter', 'Unknown token', { param: 'token' });
  const hasMore = start + limit < items.length;
  const next_token = hasMore ? Buffer.from(String(start + limit)).toString('base64url') : null;
  return { status: 200, json: { data: items.slice(start, start + limit), has_more: hasMore, next_token } };
}
