import { expect, test } from '@jest/globals';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { LIMIT_RULES } from '../../src/http/limits.js';
import { codeBlocks, pages, read } from './markdown.js';

const schema = buildSchema(read('schema.graphql'));
const blocks = pages()
  .flatMap(codeBlocks)
  .filter(({ language }) => language === 'graphql')
  .map((block) => [`${block.file}:${String(block.line)}`, block.text] as const);

test('the README and the page about the API show operations', () => {
  for (const file of ['README.md', 'docs/api.md'])
    expect(blocks.filter(([place]) => place.startsWith(`${file}:`)).length).toBeGreaterThanOrEqual(4);
});

test.each(blocks)('the operation at %s can be sent to the graph', (_place, text) => {
  const problems = validate(schema, parse(text), [...specifiedRules, ...LIMIT_RULES]);
  expect(problems.map(({ message }) => message)).toEqual([]);
});
