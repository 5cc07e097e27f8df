import type { z } from 'zod';
import { readJson } from '../../simulator/request-body.js';
import { Refusal } from '../../simulator/routes.js';

const DOC_URL = 'https://docs.dev.runwayml.com/errors/errors';

interface Issue {
  readonly code: string;
  readonly path: (string | number)[];
  readonly message: string;
}

/** Runway's error body; `issues` and `docUrl` only where the vendor has them: on a 400. */
export function errorBody(status: number, error: string, issues?: readonly Issue[]) {
  if (status !== 400) return { error };
  return issues ? { error, issues, docUrl: DOC_URL } : { error, docUrl: DOC_URL };
}

export function refuse(status: number, error: string): never {
  throw new Refusal({ status, json: errorBody(status, error) });
}

/** Checks a JSON body. @throws {Refusal} 400 with every issue */
export function bodyOf<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const read = readJson(schema, body);
  if (read.ok) return read.value;
  if (read.fault.notJson) return refuse(400, 'Invalid JSON in request body');
  const issues = read.fault.error.issues.map(({ code, path, message }) => ({
    code,
    path: path.map((part) => (typeof part === 'number' ? part : String(part))),
    message,
  }));
  throw new Refusal({ status: 400, json: errorBody(400, 'Validation of body failed', issues) });
}
