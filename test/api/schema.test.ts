import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
} from 'graphql';
import { schemaText } from '../../src/resolvers/print-schema.js';

const agreed = process.env['ACOG_CORE_SCHEMA'] ?? '';
test('schema.graphql is what the code says', () => {
  expect(readFileSync('schema.graphql', 'utf8')).toBe(schemaText());
});

test('everything in the graph says what it is', () => {
  const silent: string[] = [];
  for (const type of Object.values(buildSchema(schemaText()).getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean', 'Float', 'ID'].includes(type.name))
      continue;
    if (!type.description) silent.push(type.name);
    if (isEnumType(type))
      for (const value of type.getValues()) if (!value.description) silent.push(`${type.name}.${value.name}`);
    if (isInputObjectType(type))
      for (const { name, description } of Object.values(type.getFields()))
        if (!description) silent.push(`${type.name}.${name}`);
    if (isObjectType(type) || isInterfaceType(type))
      for (const { name, description, args } of Object.values(type.getFields())) {
        if (!description) silent.push(`${type.name}.${name}`);
        for (const argument of args)
          if (!argument.description) silent.push(`${type.name}.${name}(${argument.name})`);
      }
  }
  expect(silent).toEqual([]);
});

/** What a release breaks for those who use it is said here, with the version that says so in the changelog. */
const DECLARED: readonly string[] = [];

test('nothing breaks for users of the last release that was not declared', async () => {
  const released = buildSchema(readFileSync('test/fixtures/schema/release-0.1.0.graphql', 'utf8'));
  const breaksOf = async (schema: GraphQLSchema): Promise<string[]> => {
    const changes = await diff(released, schema);
    return changes
      .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
      .map(({ message }) => message);
  };
  expect(await breaksOf(buildSchema(schemaText()))).toEqual(DECLARED);
  const withoutName = schemaText().replace('  name: String!\n\n  """What it may do."""\n', '');
  expect(await breaksOf(buildSchema(withoutName))).toEqual([
    "Input field 'name' was removed from input object type 'CreateApiKeyInput'",
  ]);
});

const withAgreed = existsSync(agreed) ? test : test.skip;
if (!existsSync(agreed))
  process.stderr.write('ACOG_CORE_SCHEMA names no file: the graph is not compared with the agreed one.\n');

withAgreed('the graph keeps every agreed name, type, argument and value', () => {
  const core = buildSchema(readFileSync(agreed, 'utf8'));
  const ours = buildSchema(schemaText());
  const broken: string[] = [];
  for (const type of Object.values(core.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    const own = ours.getType(type.name);
    if (!own) broken.push(type.name);
    if (isEnumType(type) && isEnumType(own))
      for (const { name } of type.getValues()) if (!own.getValue(name)) broken.push(`${type.name}.${name}`);
    if (isInputObjectType(type) && isInputObjectType(own))
      for (const field of Object.values(type.getFields()))
        if (String(own.getFields()[field.name]?.type) !== String(field.type))
          broken.push(`${type.name}.${field.name}`);
    if ((isObjectType(type) && isObjectType(own)) || (isInterfaceType(type) && isInterfaceType(own)))
      for (const field of Object.values(type.getFields())) {
        const place = `${type.name}.${field.name}`;
        const same = own.getFields()[field.name];
        if (String(same?.type) !== String(field.type)) broken.push(place);
        for (const argument of field.args) {
          const found = same?.args.find(({ name }) => name === argument.name);
          if (String(found?.type) !== String(argument.type) || found?.defaultValue !== argument.defaultValue)
            broken.push(`${place}(${argument.name})`);
        }
        for (const extra of same?.args ?? [])
          if (String(extra.type).endsWith('!') && !field.args.some(({ name }) => name === extra.name))
            broken.push(`${place}(${extra.name}) must not be required`);
      }
  }
  expect(broken).toEqual([]);
});
