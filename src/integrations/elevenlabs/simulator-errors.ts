import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { Refusal, type Answer } from '../../simulator/routes.js';

interface Refused {
  /** Family such as `validation_error`. */
  readonly type: string;
  readonly code: string;
  readonly message: string;
  readonly param?: string | undefined;
}

/** The current body shape. @see https://elevenlabs.io/docs/eleven-api/resources/errors */
export function errorAnswer(status: number, { type, code, message, param }: Refused): Answer {
  const requestId = `sim-${code}`;
  return {
    status,
    json: { detail: { type, code, message, status: code, request_id: requestId, param: param ?? null } },
  };
}

/** The older shape, still sent by some calls. */
export function legacyAnswer(status: number, code: string, message: string): Answer {
  return { status, json: { detail: { status: code, message } } };
}

export function refuse(...error: Parameters<typeof errorAnswer>): never {
  throw new Refusal(errorAnswer(...error));
}

interface ValidationItem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** A validation list as FastAPI writes it. */
export function refuseValidation(items: readonly ValidationItem[]): never {
  throw new Refusal({ status: 422, json: { detail: items } });
}

/** Checks a JSON body. @throws {Refusal} 422 with every problem */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson)
    return refuseValidation([{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }]);
  return refuseValidation(
    read.fault.error.issues.map((issue) => ({
      type: issue.code === 'invalid_type' && issue.input === undefined ? 'missing' : issue.code,
      loc: ['body', ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))],
      msg: issue.code === 'invalid_type' && issue.input === undefined ? 'Field required' : issue.message,
    })),
  );
}
