import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnySchema, Ajv2020 } from 'ajv/dist/2020.js';
import type { SeenRequest } from './local-server.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly parameters?: Readonly<Record<string, Parameter>> };
}

/** One vendor's published description, to hold requests against. It shares nothing with our clients. */
export class DescribedApi {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: false });
  private readonly description: Description;
  private readonly base: string;

  constructor(folder: string, fileName: string) {
    const text = readFileSync(join(folder, fileName), 'utf8');
    this.description = JSON.parse(text) as Description; // an OpenAPI document; ajv refuses what is none
    this.base = `https://described/${fileName}`;
    this.ajv.addSchema(JSON.parse(text) as AnySchema, this.base); // as above
  }

  /** Everything in a request that the description does not allow, as sentences. @param path behind the base URL */
  faultsOf(path: string, seen: SeenRequest): string[] {
    const url = new URL(path, 'http://host');
    const template = Object.keys(this.description.paths).find((known) => matches(known, url.pathname));
    const operation = template && this.description.paths[template]?.[seen.method.toLowerCase()];
    if (!template || !operation) return [`${seen.method} ${url.pathname} is not described`];
    return [...this.parameterFaults(operation, url, seen), ...this.bodyFaults(template, operation, seen)];
  }

  private parameterFaults(operation: Operation, url: URL, seen: SeenRequest): string[] {
    const parameters = (operation.parameters ?? []).map((given) => this.resolve(given));
    const faults = [...url.searchParams.keys()]
      .filter((name) => !parameters.some((known) => known.in === 'query' && known.name === name))
      .map((name) => `query ${name} is not described`);
    for (const parameter of parameters) {
      const value =
        parameter.in === 'query'
          ? (url.searchParams.get(parameter.name) ?? undefined)
          : parameter.in === 'header'
            ? seen.headers[parameter.name.toLowerCase()]
            : 'path';
      if (value === undefined) {
        if (parameter.required) faults.push(`${parameter.in} ${parameter.name} is missing`);
      } else if (parameter.in !== 'path' && parameter.schema) {
        const fits = this.ajv.validate(parameter.schema, typed(value, parameter.schema.type));
        if (!fits) faults.push(`${parameter.in} ${parameter.name}: ${this.ajv.errorsText()}`);
      }
    }
    return faults;
  }

  private resolve(given: Parameter | { readonly $ref: string }): Parameter {
    if (!('$ref' in given)) return given;
    const found = this.description.components?.parameters?.[given.$ref.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`The description has no ${given.$ref}`);
    return found;
  }

  private bodyFaults(template: string, operation: Operation, seen: SeenRequest): string[] {
    const named = seen.headers['content-type']?.split(';', 1)[0] ?? '';
    if (operation.requestBody === undefined) return seen.body.length > 0 ? ['a body is not described'] : [];
    if (!(named in operation.requestBody.content)) return [`content type ${named} is not described`];
    if (named === 'multipart/form-data') {
      return seen.body.includes('name="file"; filename="') ? [] : ['the form has no file'];
    }
    const pointer = ['paths', template, seen.method.toLowerCase(), 'requestBody', 'content', named, 'schema']
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
    const validate = this.ajv.compile({ $ref: `${this.base}#/${pointer}` });
    const body: unknown = JSON.parse(seen.body.toString('utf8'));
    return validate(body) ? [] : [this.ajv.errorsText(validate.errors)];
  }
}

function matches(template: string, path: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i]);
}

function typed(value: string | readonly string[], type: string | undefined): unknown {
  if (type === 'integer' || type === 'number') return Number(value);
  if (type === 'array') return [value].flat();
  return value;
}
