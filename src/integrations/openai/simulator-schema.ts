/**
 * The part of JSON Schema that strict mode takes.
 * @see https://platform.openai.com/docs/guides/structured-outputs (read 2026-11-22)
 */

export type Schema = Readonly<Record<string, unknown>>;

const UNSUPPORTED = new Set('allOf oneOf not if then else dependentRequired dependentSchemas dependencies patternProperties propertyNames minProperties maxProperties uniqueItems contains minContains maxContains prefixItems additionalItems unevaluatedItems unevaluatedProperties contentEncoding contentMediaType contentSchema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor default'.split(' ')); // prettier-ignore
const TYPES = new Set(['string', 'number', 'boolean', 'integer', 'object', 'array', 'null']);
const FORMATS = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);
const MOST_PROPERTIES = 5000;
const MOST_LEVELS = 10;
const MOST_ENUM_VALUES = 1000;
const MOST_NAME_CHARACTERS = 120_000;
const LARGE_ENUM_VALUES = 250;
const LARGE_ENUM_CHARACTERS = 15_000;

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Tally {
  properties: number;
  enumValues: number;
  characters: number;
}

/** @returns what strict mode has against this schema, as the vendor words it; null when it is fine */
export function strictFault(root: unknown): string | null {
  if (!isSchema(root)) return 'schema must be a JSON Schema of \'type: "object"\', got \'type: "None"\'.';
  const tally: Tally = { properties: 0, enumValues: 0, characters: 0 };
  if ('anyOf' in root) return "schema must be a JSON Schema of 'type: \"object\"', got 'anyOf'.";
  const resolved = follow(root, root);
  if (resolved === null) return "reference cycle or unresolvable '$ref' at the root.";
  if (resolved['type'] !== 'object') return `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(resolved['type'] ?? 'None')}'.`; // prettier-ignore
  const fault = faultOf(root, [], { root, level: 0, tally });
  if (fault) return fault;
  for (const key of ['$defs', 'definitions']) {
    for (const [name, definition] of Object.entries(isSchema(root[key]) ? root[key] : {})) {
      const inside = faultOf(definition, [key, name], { root, level: 0, tally });
      if (inside) return inside;
    }
  }
  if (tally.properties > MOST_PROPERTIES)
    return `${tally.properties} object properties exceed the limit of ${MOST_PROPERTIES}.`;
  if (tally.enumValues > MOST_ENUM_VALUES)
    return `${tally.enumValues} enum values exceed the limit of ${MOST_ENUM_VALUES}.`;
  return tally.characters > MOST_NAME_CHARACTERS
    ? `names and enum values exceed ${MOST_NAME_CHARACTERS} characters.`
    : null;
}

interface Walk {
  readonly root: Schema;
  readonly level: number;
  readonly tally: Tally;
}

function faultOf(schema: unknown, path: readonly string[], walk: Walk): string | null {
  const where = `In context=(${path.map((part) => `'${part}'`).join(', ')}${path.length === 1 ? ',' : ''}), `;
  if (!isSchema(schema)) return `${where}a schema must be an object; booleans are not permitted.`;
  if (walk.level > MOST_LEVELS) return `${walk.level} levels of nesting exceeds limit of ${MOST_LEVELS}.`;
  const unsupported = Object.keys(schema).find((keyword) => UNSUPPORTED.has(keyword));
  if (unsupported !== undefined) return `${where}'${unsupported}' is not permitted.`;
  if ('$ref' in schema) return refFault(schema, where, walk.root);
  return (
    typeFault(schema, where) ?? enumFault(schema, where, walk.tally) ?? childFault(schema, path, where, walk)
  );
}

function refFault(schema: Schema, where: string, root: Schema): string | null {
  const sibling = Object.keys(schema).find(
    (key) => !['$ref', 'description', 'title', '$comment', '$defs', 'definitions'].includes(key),
  );
  if (sibling !== undefined) return `${where}'$ref' cannot have keywords {'${sibling}'}.`;
  return resolve(schema['$ref'], root)
    ? null
    : `${where}reference '${String(schema['$ref'])}' cannot be resolved.`;
}

function typeFault(schema: Schema, where: string): string | null {
  const types = typesOf(schema);
  if (types.length === 0 && !['anyOf', 'enum', 'const'].some((key) => key in schema))
    return `${where}schema must have a 'type' key.`;
  const unknown = types.find((type) => !TYPES.has(type));
  if (unknown !== undefined) return `${where}'${unknown}' is not a valid type.`;
  const format = schema['format'];
  return typeof format === 'string' && !FORMATS.has(format)
    ? `${where}'format' value '${format}' is not supported.`
    : null;
}

function enumFault(schema: Schema, where: string, tally: Tally): string | null {
  const values: unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  if ('enum' in schema && values.length === 0)
    return `${where}'enum' must be a list with at least one value.`;
  const characters = [...values, ...('const' in schema ? [schema['const']] : [])].reduce<number>(
    (sum, value) => sum + String(value).length,
    0,
  );
  tally.enumValues += values.length;
  tally.characters += characters;
  return values.length > LARGE_ENUM_VALUES && characters > LARGE_ENUM_CHARACTERS
    ? `${where}enum is too long.`
    : null;
}

function childFault(schema: Schema, path: readonly string[], where: string, walk: Walk): string | null {
  const types = typesOf(schema);
  const branches: unknown = schema['anyOf'];
  if (branches !== undefined) {
    if (!Array.isArray(branches) || branches.length === 0)
      return `${where}'anyOf' must be a list of schemas.`;
    for (const [index, branch] of branches.entries()) {
      const fault = faultOf(branch, [...path, 'anyOf', String(index)], walk);
      if (fault) return fault;
    }
  }
  if (types.includes('array') || 'items' in schema) {
    if (!isSchema(schema['items'])) return `${where}array schema missing items.`;
    return faultOf(schema['items'], [...path, 'items'], { ...walk, level: walk.level + 1 });
  }
  return types.includes('object') || 'properties' in schema ? objectFault(schema, path, where, walk) : null;
}

function objectFault(schema: Schema, path: readonly string[], where: string, walk: Walk): string | null {
  if (schema['additionalProperties'] !== false)
    return `${where}'additionalProperties' is required to be supplied and to be false.`;
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const names = Object.keys(properties);
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = names.find((name) => !required.includes(name));
  if (missing !== undefined) return `${where}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`; // prettier-ignore
  const extra = required.find((name) => typeof name !== 'string' || !names.includes(name));
  if (extra !== undefined) return `${where}Extra required key ${JSON.stringify(extra)} supplied.`;
  walk.tally.properties += names.length;
  walk.tally.characters += names.join('').length;
  for (const name of names) {
    const fault = faultOf(properties[name], [...path, 'properties', name], {
      ...walk,
      level: walk.level + 1,
    });
    if (fault) return fault;
  }
  return null;
}

export function typesOf(schema: Schema): string[] {
  const type = schema['type'];
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.map(String) : [];
}

/** Follows references until a schema without one. @returns null for a circle or a reference to nothing */
export function follow(schema: Schema, root: Schema): Schema | null {
  let current = schema;
  for (let step = 0; step < 32; step += 1) {
    if (!('$ref' in current)) return current;
    const next = resolve(current['$ref'], root);
    if (!next) return null;
    current = next;
  }
  return null;
}

function resolve(reference: unknown, root: Schema): Schema | null {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return null;
  let found: unknown = root;
  for (const part of reference
    .slice(1)
    .split('/')
    .filter((name) => name !== '')) {
    const name = decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~');
    found = isSchema(found) ? found[name] : undefined;
  }
  return isSchema(found) ? found : null;
}
