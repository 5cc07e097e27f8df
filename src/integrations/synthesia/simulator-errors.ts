import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { Refusal } from '../../simulator/routes.js';

/** Synthesia's v2 error body. */
export function errorBody(error: string, context?: string) {
  return context === undefined ? { error } : { error, context };
}

export function refuse(status: number, error: string, context?: string): never {
  throw new Refusal({ status, json: errorBody(error, context) });
}

/** Checks a JSON body; unknown fields are refused too. @throws {Refusal} 400 with every fault in `context` */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson) return refuse(400, 'Bad request', 'The request body is not valid JSON');
  const faults = read.fault.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.')}: ${message}`,
  );
  return refuse(400, 'Validation error', faults.join('; '));
}

/** One page of a list, with `nextOffset` while there is more. @throws {Refusal} 400 for a wrong limit or offset */
export function page<T>(
  items: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; nextOffset?: number } {
  const limit = Number(query.get('limit') ?? 20);
  const offset = Number(query.get('offset') ?? 0);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    refuse(400, 'Validation error', 'limit must be 1 to 100');
  if (!Number.isInteger(offset) || offset < 0) refuse(400, 'Validation error', 'offset must be 0 or more');
  const end = offset + limit;
  return { items: items.slice(offset, end), ...(end < items.length ? { nextOffset: end } : {}) };
}
