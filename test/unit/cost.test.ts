import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getIntrospectionQuery, getOperationAST, getVariableValues, Kind, parse, validate } from 'graphql';
import { readConfig } from '../../src/config.js';
import { actualCost, expectedCost, MOST_POINTS } from '../../src/http/cost/cost.js';
import { planOperation, type Plan } from '../../src/http/cost/plan.js';
import { buildGraph, type GraphParts } from '../../src/resolvers/index.js';
import { codeBlocks, pages } from '../docs/markdown.js';
import { LEAST } from '../docs/settings.js';

const schema = buildGraph({} as GraphParts); // as: types are built without the parts; nothing is executed
const { costLimit: LIMIT } = readConfig(LEAST);

function planOf(query: string, variables: Record<string, unknown> = {}): Plan {
  const document = parse(query);
  expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('one operation is wanted');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (!coerced) throw errors[0] ?? new Error('the variables do not fit');
  return planOperation(schema, document, operation, coerced);
}
const costOf = (query: string, variables?: Record<string, unknown>) => expectedCost(planOf(query, variables));

/** A list in a list in a list, as it is meant. */
interface Level {
  readonly first: number | null | undefined;
  readonly through: 'nodes' | 'edges';
  readonly hasCount: boolean;
}
/** How one level of it is written. */
interface Form {
  readonly size: 'literal' | 'variable' | 'default';
  readonly wrap: 'plain' | 'inline' | 'typed' | 'named' | 'include' | 'skip' | 'twice';
  readonly alias: boolean;
}
const FIELDS = ['channels', 'episodes', 'runs', 'events'] as const;
const TYPES = ['Query', 'Channel', 'Episode', 'PipelineRun'] as const;

/** The rules in other words than the program's: they are what the page about the API tells. */
function meantCost([level, ...below]: readonly Level[]): number {
  if (!level) return 0;
  const { first } = level;
  const size = first == null || first < 1 ? 20 : Math.min(first, 100);
  const entry = level.through === 'edges' ? 2 : 1;
  return 1 + size * (entry + meantCost(below)) + (level.hasCount ? 2 : 0);
}

function written(levels: readonly Level[], forms: readonly Form[]): [string, Record<string, unknown>] {
  const variables: Record<string, unknown> = { yes: true, no: false };
  const defined = ['$yes: Boolean!', '$no: Boolean! = false'];
  const fragments: string[] = [];
  const write = (depth: number): string => {
    const [level, form, field] = [levels[depth], forms[depth], FIELDS[depth]];
    if (!level || !form || !field) return '';
    const inner = `__typename ${depth + 1 < levels.length ? write(depth + 1) : ''}`;
    const entries = level.through === 'nodes' ? `nodes { ${inner} }` : `edges { node { ${inner} } }`;
    const text = `${form.alias ? `other${depth}: ` : ''}${field}${size(depth)} { ${entries} ${level.hasCount ? 'totalCount' : ''} }`;
    const type = TYPES[depth] ?? '';
    if (form.wrap === 'inline') return `... { ${text} }`;
    if (form.wrap === 'typed') return `... on ${type} { ${text} }`;
    if (form.wrap === 'include') return `... @include(if: $yes) { ${text} }`;
    if (form.wrap === 'skip') return `... on ${type} @skip(if: $no) { ${text} }`;
    if (form.wrap === 'twice') return `${text} ${text}`; // one name in the answer: executed once
    if (form.wrap === 'plain') return text;
    fragments.push(`fragment F${depth} on ${type} { ${text} }`);
    return `...F${depth} ...F${depth}`;
  };
  const size = (depth: number): string => {
    const [first, how] = [levels[depth]?.first, forms[depth]?.size];
    if (first === undefined) return '';
    if (how === 'literal') return `(first: ${String(first)})`;
    if (how === 'variable') variables[`n${depth}`] = first;
    const definition = `$n${depth}: Int${how === 'default' ? ` = ${String(first)}` : ''}`;
    if (!defined.includes(definition)) defined.push(definition);
    return `(first: $n${depth})`;
  };
  const body = write(0);
  const query = `query (${defined.join(', ')}) { ${body} viewer @skip(if: $yes) { name } } ${[...new Set(fragments)].join(' ')}`;
  return query.includes('$no)')
    ? [query, variables]
    : [query.replace(', $no: Boolean! = false', ''), variables];
}

const levels = fc.array(
  fc.record<Level>({
    first: fc.constantFrom(undefined, null, -100_000, -1, 0, 1, 3, 20, 99, 100, 101, 2_000_000_000),
    through: fc.constantFrom('nodes', 'edges'),
    hasCount: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);
const forms = fc.array(
  fc.record<Form>({
    size: fc.constantFrom('literal', 'variable', 'default'),
    wrap: fc.constantFrom('plain', 'inline', 'typed', 'named', 'include', 'skip', 'twice'),
    alias: fc.boolean(),
  }),
  { minLength: 4, maxLength: 4 },
);

test('however a query is written, it costs what is meant', () => {
  fc.assert(
    fc.property(levels, forms, (meant, form) => {
      expect(costOf(...written(meant, form))).toBe(Math.min(meantCost(meant), MOST_POINTS));
    }),
    { numRuns: 300 },
  );
});

test('a limit that no key could ever pay stops the start, in words', () => {
  const given = { ...LEAST, ACOG_COST_LIMIT: '2000', ACOG_POINTS_PER_HOUR: '1000' };
  expect(() => readConfig(given)).toThrow(/ACOG_COST_LIMIT is more than ACOG_POINTS_PER_HOUR/);
});

test('two things cost what each costs: nothing takes away from another', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (first) => {
      const query = `query ($n: Int) { a: episodes(first: $n) { nodes { id } } b: episodes(first: 50) { nodes { id } } }`;
      const [alone, both] = [costOf('{ episodes(first: 50) { nodes { id } } }'), costOf(query, { n: first })];
      expect(alone).toBe(51);
      expect(both).toBeGreaterThan(alone);
      expect(both).toBeLessThanOrEqual(51 + 101);
    }),
  );
});

describe('what an operation costs', () => {
  test.each([
    ['the least is a point', '{ __typename }', 1],
    ['an object', '{ viewer { name role } }', 1],
    ['an object in an object', '{ episode(id: "x") { channel { budget { spentThisMonthUsd } } } }', 3],
    ['a page of the usual size', '{ episodes { nodes { id } } }', 21],
    ['a page from the end', '{ episodes(last: 7) { nodes { id } } }', 8],
    ['both ends at once, which is refused', '{ episodes(first: 1, last: 7) { nodes { id } } }', 8],
    ['nodes and edges both', '{ episodes(first: 7) { nodes { id } edges { node { id } } } }', 1 + 7 + 14],
    ['where a page lies', '{ episodes(first: 7) { pageInfo { endCursor } } }', 2],
    ['a signed link', '{ asset(id: "x") { url } }', 2],
    ['a list of scalars', '{ channel(id: "x") { formats } }', 1],
    ['a list without pages', '{ run(id: "x") { stageRuns { tasks { id } } } }', 1 + 8 * (1 + 10)],
    ['a list at the root', '{ vendors { name } }', 8],
    ['ids', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['no ids', '{ nodes(ids: []) { id } }', 1],
    ['what is left out', '{ viewer { name } episodes @include(if: false) { nodes { id } } }', 1],
    ['each alias', '{ a: viewer { name } b: viewer { name } c: viewer { role } }', 3],
    [
      'a fragment used by three aliases',
      '{ a: viewer { ...V } b: viewer { ...V } c: viewer { ...V } } fragment V on Viewer { channels { id } }',
      33,
    ],
    [
      'of an interface the dearest type',
      '{ node(id: "x") { ... on Channel { brand { logo { id } } } ... on PipelineRun { id } ... on Episode { channel { id } } } }',
      3,
    ],
    ['a change', 'mutation { archiveChannel(input: { id: "x" }) { channel { id } } }', 11],
    ['a subscription, for ten events', 'subscription { channelEvents { run { id } } }', 20],
  ])('%s', (_what, query, points) => {
    expect(costOf(query)).toBe(points);
  });

  test('a list of ids in a variable counts its entries, to the most that is taken', () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(costOf(query, { ids: Array.from({ length: 40 }, String) })).toBe(40);
    expect(costOf(query, { ids: Array.from({ length: 4_000 }, String) })).toBe(100);
  });

  test('reading the schema is cheap, but counted each time', () => {
    const once = costOf(getIntrospectionQuery());
    expect(once).toBeGreaterThan(1_000);
    expect(once).toBeLessThan(10_000);
    const types = 'types { fields { args { type { name } } } }';
    const one = costOf(`{ __schema { ${types} } }`);
    const ten = costOf(
      `{ ${Array.from({ length: 10 }, (_, n) => `a${n}: __schema { ${types} }`).join(' ')} }`,
    );
    expect(ten).toBeGreaterThan(9.9 * one);
    const types300 = Array.from({ length: 300 }, (_, n) => `a${n}: ${types}`).join(' ');
    const all = costOf(`{ __schema { ${types300} } }`);
    expect(all).toBeGreaterThan(LIMIT);
    expect(actualCost(planOf(`{ __schema { ${types} } }`), { __schema: { types: [] } })).toBe(one);
  });

  test('a number beyond all numbers is the most points, never NaN', () => {
    const deep = (depth: number): string =>
      depth === 0 ? 'id' : `id runs(first: 100) { nodes { id episode { ${deep(depth - 1)} } } }`;
    for (const depth of [4, 40, 400])
      expect(costOf(`{ episodes(first: 100) { nodes { ${deep(depth)} } } nodes(ids: []) { id } }`)).toBe(
        MOST_POINTS,
      );
  });

  test('every operation of the program, its pages and its tests fits the limit', () => {
    const files = ['src/commands/operations.graphql', 'test/api/operations.graphql'];
    const shown = pages()
      .flatMap(codeBlocks)
      .filter(({ language }) => language === 'graphql')
      .map(({ text }) => text);
    const costs = [...files.map((file) => readFileSync(file, 'utf8')), ...shown].flatMap((text) => {
      const document = parse(text);
      return document.definitions
        .filter((each) => each.kind === Kind.OPERATION_DEFINITION)
        .map((each) => expectedCost(planOperation(schema, document, each, { first: 100 })));
    });
    expect(costs.length).toBeGreaterThan(20);
    expect(Math.max(...costs)).toBeLessThan(LIMIT);
  });
});

describe('what an operation came to', () => {
  const query = `{
    episodes(first: 100) { totalCount nodes { id runs(first: 5) { edges { node { stageRuns { id } } } } } }
    node(id: "x") { __typename id ... on Episode { channel { id } } }
  }`;
  const run = (stages: number) => ({
    node: { stageRuns: Array.from({ length: stages }, String).map((id) => ({ id })) },
  });

  test('is counted by the lists of the answer', () => {
    const data = {
      episodes: {
        totalCount: 2,
        nodes: [
          { id: '1', runs: { edges: [run(7), run(0)] } },
          { id: '2', runs: { edges: [] } },
        ],
      },
      node: { __typename: 'Channel', id: 'x' },
    };
    // the list, its count, two episodes with a list each, two runs with their edges, seven stages; the node
    expect(actualCost(planOf(query), data)).toBe(1 + 2 + 2 * (1 + 1) + 2 * 2 + 7 + 1);
  });

  test('of an interface counts what its type was asked for, told or not', () => {
    const asked = (head: string) => `{ node(id: "x") { ${head} ... on Episode { channel { id } } } }`;
    const answer = { id: 'x', channel: { id: 'y' } };
    expect(actualCost(planOf(asked('__typename id')), { node: { __typename: 'Episode', ...answer } })).toBe(
      2,
    );
    expect(actualCost(planOf(asked('id')), { node: answer })).toBe(2);
    expect(actualCost(planOf(asked('id')), { node: { id: 'x' } })).toBe(1);
  });

  test.each([null, undefined, {}, { episodes: null, node: null }])(
    'of %j is the fields themselves',
    (data) => {
      expect(actualCost(planOf(query), data)).toBe(2);
    },
  );

  test('is never more than expected for what pages hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (first, found) => {
        const plan = planOf(`{ episodes(first: ${first}) { nodes { id channel { id } } } }`);
        const nodes = Array.from({ length: Math.min(first, found) }, () => ({
          id: 'x',
          channel: { id: 'y' },
        }));
        const actual = actualCost(plan, { episodes: { nodes } });
        expect(actual).toBe(1 + 2 * nodes.length);
        expect(actual).toBeLessThanOrEqual(expectedCost(plan));
      }),
    );
  });
});
