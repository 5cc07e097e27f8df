import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { Refusal } from '../../simulator/routes.js';

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  499: 'client_cancelled',
  500: 'internal_error',
  502: 'runner_incomplete_response',
  503: 'runner_connection_error',
  504: 'request_timeout',
};

/** A request error: `{ detail, error_type? }`. */
export function requestError(status: number, detail: string, errorType = ERROR_TYPES[status]) {
  return { detail, ...(errorType === undefined ? {} : { error_type: errorType }) };
}

/** The headers that come with every error. */
export function errorHeaders(status: number, errorType?: string): Record<string, string> {
  const type = errorType ?? ERROR_TYPES[status];
  const retryable = String(status >= 500 || status === 429);
  return { ...(type === undefined ? {} : { 'x-fal-error-type': type }), 'x-fal-retryable': retryable };
}

export function refuse(status: number, detail: string): never {
  throw new Refusal({ status, json: requestError(status, detail), headers: errorHeaders(status) });
}

export interface ModelIssue {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
}

/** The body of a model's refusal, as its own validation has it. @see https://docs.fal.ai/model-apis/errors */
export function modelError(issues: readonly ModelIssue[]) {
  return {
    detail: issues.map((issue) => ({ ...issue, url: `https://docs.fal.ai/errors#${issue.type}` })),
  };
}

export function refuseInput(issues: readonly ModelIssue[]): never {
  const headers = errorHeaders(422, issues[0]?.type);
  throw new Refusal({ status: 422, json: modelError(issues), headers });
}

/** Checks a JSON body. @throws {Refusal} 422 with every issue, 400 when it is no JSON */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson) return refuse(400, 'The request body is not valid JSON');
  return refuseInput(
    read.fault.error.issues.map((issue) => ({
      loc: ['body', ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))],
      msg: issue.input === undefined ? 'Field required' : issue.message,
      type: issue.input === undefined ? 'missing' : 'value_error',
    })),
  );
}
