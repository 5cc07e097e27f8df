import type { SimulatedWorld } from '../../simulator/contracts.js';
import { writeAnswer, writeLooseJson, writeProse } from './simulator-answer.js';
import { refuse } from './simulator-errors.js';
import { countTokens, findModel, usdOf } from './simulator-models.js';
import { isSchema, strictFault } from './simulator-schema.js';

/** What both endpoints ask for, in one form. */
export interface Generation {
  readonly operation: 'createResponse' | 'createChatCompletion';
  readonly modelId: string;
  readonly instructions: string;
  readonly input: string;
  readonly format: { type: string; name?: unknown; schema?: unknown; strict?: unknown } | null;
  /** Where the vendor says a bad schema stands. */
  readonly schemaParam: string;
  readonly maxOutputTokens: number | null;
}

export interface Generated {
  readonly text: string;
  readonly isTruncated: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly createdAtSeconds: number;
}

const CHARACTERS_PER_TOKEN = 4;

/** Writes the answer and bills it. @throws {Refusal} with the vendor's 400 or 404 */
export function generate(world: SimulatedWorld, id: string, asked: Generation): Generated {
  const model = findModel(asked.modelId);
  if (!model) {
    return refuse(404, {
      message: `The model \`${asked.modelId}\` does not exist or you do not have access to it.`,
      code: 'model_not_found',
    });
  }
  checkFormat(asked);
  const whole = write(asked);
  const limit = asked.maxOutputTokens ?? Infinity;
  const isTruncated = countTokens(whole) > limit;
  const text = isTruncated ? whole.slice(0, limit * CHARACTERS_PER_TOKEN) : whole;
  const inputTokens = countTokens(asked.instructions + asked.input + JSON.stringify(asked.format ?? '')) + 8;
  const outputTokens = Math.min(limit, countTokens(text) + 4);
  world.bill({
    ...{ vendor: 'openai', operation: asked.operation, externalId: id, idempotencyKey: null },
    ...{ units: inputTokens + outputTokens, usd: usdOf(model, inputTokens, outputTokens) },
  });
  return { text, isTruncated, inputTokens, outputTokens, createdAtSeconds: Math.floor(Date.now() / 1000) };
}

function write({ format, instructions, input }: Generation): string {
  if (format?.type === 'json_schema' && isSchema(format.schema)) {
    return JSON.stringify(writeAnswer(format.schema, instructions, input));
  }
  if (format?.type === 'json_object') return JSON.stringify(writeLooseJson(instructions, input));
  return writeProse(instructions, input);
}

function checkFormat({ format, schemaParam, operation, instructions, input }: Generation): void {
  if (!format || format.type === 'text') return;
  const parent = operation === 'createResponse' ? 'text.format' : 'response_format';
  if (format.type === 'json_object') {
    if (!/json/iu.test(instructions + input)) refuse(400, { message: `'messages' must contain the word 'json' in some form, to use '${parent}' of type 'json_object'.`, param: parent }); // prettier-ignore
    return;
  }
  if (format.type !== 'json_schema') {
    refuse(400, { message: `Invalid value: '${format.type}'. Supported values are: 'json_object', 'json_schema', and 'text'.`, param: `${parent}.type`, code: 'invalid_value' }); // prettier-ignore
  }
  const named = operation === 'createResponse' ? `${parent}.name` : `${parent}.json_schema.name`;
  const { name } = format;
  if (typeof name !== 'string') return refuse(400, { message: `Missing required parameter: '${named}'.`, param: named, code: 'missing_required_parameter' }); // prettier-ignore
  if (name.length > 64) refuse(400, { message: `Invalid '${named}': string too long. Expected a string with maximum length 64, but got a string with length ${name.length} instead.`, param: named, code: 'string_above_max_length' }); // prettier-ignore
  if (!/^[a-zA-Z0-9_-]+$/u.test(name)) refuse(400, { message: `Invalid '${named}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`, param: named, code: 'invalid_value' }); // prettier-ignore
  const code = operation === 'createResponse' ? 'invalid_json_schema' : null;
  if (!isSchema(format.schema)) return refuse(400, { message: `Missing required parameter: '${schemaParam}'.`, param: schemaParam, code }); // prettier-ignore
  const fault = format.strict === false ? null : strictFault(format.schema);
  if (fault)
    refuse(400, {
      message: `Invalid schema for response_format '${name}': ${fault}`,
      param: schemaParam,
      code,
    });
}
