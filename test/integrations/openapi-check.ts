import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const FOLDER = process.env['ACOG_OPENAPI_DIR'] ?? join(process.cwd(), '..', 'shared', 'providers', 'openapi');

interface Described {
  readonly paths: Record<string, Record<string, Operation>>;
}
interface Content {
  readonly content?: Record<string, unknown>;
}
interface Operation {
  readonly requestBody?: Content;
  readonly responses: Record<string, Content>;
}

export interface OpenApiCheck {
  /** What is wrong with a request body; empty when it is as described. */
  request(method: string, path: string, body: unknown): string[];
  /** What is wrong with a reply's body. A 201 is held against 200 where only that is described. */
  reply(method: string, path: string, status: number, body: unknown): string[];
}

const escaped = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Holds bodies against a vendor's published description. */
function openApiCheck(file: string): OpenApiCheck {
  const description = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Described; // a known file
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('url', true);
  const id = `https://openapi.test/${file}`;
  ajv.addSchema(description, id);
  const check = (pointer: string[], body: unknown) => {
    const validate = ajv.compile({ $ref: `${id}#/${pointer.map(escaped).join('/')}` });
    validate(body);
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
    );
  };
  const operation = (method: string, path: string) => {
    const found = description.paths[path]?.[method.toLowerCase()];
    if (!found) throw new Error(`${file} describes no ${method} ${path}`);
    return found;
  };
  return {
    request(method, path, body) {
      const type = Object.keys(operation(method, path).requestBody?.content ?? {})[0] ?? '';
      return check(['paths', path, method.toLowerCase(), 'requestBody', 'content', type, 'schema'], body);
    },
    reply(method, path, status, body) {
      const { responses } = operation(method, path);
      const described = [String(status), status === 201 ? '200' : '', 'default'].find(
        (name) => name in responses,
      );
      if (described === undefined) throw new Error(`${file}: ${method} ${path} describes no ${status}`);
      const type = Object.keys(responses[described]?.content ?? {})[0];
      if (type === undefined) return [];
      return check(
        ['paths', path, method.toLowerCase(), 'responses', described, 'content', type, 'schema'],
        body,
      );
    },
  };
}

/** A test against a vendor's description; skipped, and said so, where the description is not at hand. */
export function describedTest(file: string, name: string, run: (check: OpenApiCheck) => Promise<void>): void {
  if (existsSync(join(FOLDER, file))) {
    test(name, () => run(openApiCheck(file)));
    return;
  }
  console.log(
    `skipped "${name}": no ${file} in ${FOLDER}; set ACOG_OPENAPI_DIR to the vendors' descriptions`,
  );
  test.skip(name, () => undefined);
}
