import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import { LARGEST_PAGE_SIZE, USUAL_PAGE_SIZE } from '../services/page.js';
import { setCost, type ListSize } from './cost-directives.js';

/** Points for a change: it locks, writes and tells others. */
const CHANGE = 10;
/** Points for counting a whole list: a statement of its own. */
const COUNT = 2;

/** What costs more than an object of its kind or, for scalars, more than nothing. */
const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Asset.url', 1], // signed anew each time
  ['PipelineRun.etaSeconds', 1], // a statement of its own
]);

/** How long lists without pages are, when it is not the usual. */
const SIZES: ReadonlyMap<string, number> = new Map([
  ['PipelineRun.stageRuns', 8],
  ['Query.pipeline', 8],
  ['Query.vendors', 8],
  ['StageTask.assets', 2],
]);
const USUAL_SIZE = 10;
const PROBLEMS = 2;

const PAGE: ListSize = {
  assumedSize: USUAL_PAGE_SIZE,
  slicingArguments: ['first', 'last'],
  sizedFields: ['edges', 'nodes'],
};

/** Says of every field what it costs. What is new and not named here is counted all the same. */
export function declareCosts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      const usual = type === schema.getMutationType() ? CHANGE : isCount(place) ? COUNT : null;
      setCost(field, { weight: WEIGHTS.get(place) ?? usual, listSize: sizeOf(place, field) });
    }
  }
}

const isCount = (place: string): boolean => place.endsWith('Connection.totalCount');
/** Sized by the field that the connection comes from. */
const isSizedAbove = (place: string): boolean => /Connection\.(edges|nodes)$/.test(place);

function sizeOf(place: string, field: GraphQLField<unknown, unknown>): ListSize | null {
  const named = getNamedType(field.type);
  if (named.name.endsWith('Connection')) return PAGE;
  if (!isListType(getNullableType(field.type)) || !isCompositeType(named) || isSizedAbove(place)) return null;
  if (place === 'Query.nodes') return { assumedSize: LARGEST_PAGE_SIZE, slicingArguments: ['ids'] };
  return { assumedSize: field.name === 'userErrors' ? PROBLEMS : (SIZES.get(place) ?? USUAL_SIZE) };
}
