import {
  getArgumentValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { costOf } from '../../resolvers/cost-directives.js';
import { listSizeOf } from './list-size.js';
import { fieldsOf, type Reading } from './selection.js';

/** One field as it will be executed, fields of one name in the answer merged. */
export interface PlannedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
  /** Points of one entry without what is below it. */
  readonly weight: number;
  /** Entries that are expected; 1 where it is no list. */
  readonly size: number;
  /** What is asked of an entry, by the type that it may have; empty for scalars. */
  readonly below: ReadonlyMap<string, Plan>;
  /** The same where there is one type, as nearly everywhere. */
  readonly only: Plan | null;
}

/** What is asked of one object. */
export interface Plan {
  /** By their name in the answer. */
  readonly fields: ReadonlyMap<string, PlannedField>;
  /** Those that may cost something; most fields are scalars and cost nothing. */
  readonly priced: readonly (readonly [string, PlannedField])[];
}

/** The types of the graph are in memory. */
const TYPE_WEIGHT = 0.5;
const TYPE_LISTS: Readonly<Record<string, number>> = { types: 100, fields: 5 };
/** A subscription is paid once, for so many events. */
const EVENTS_PAID_AHEAD = 10;

/**
 * What an operation will do, as far as can be known before.
 * @param document without faults: validation came before
 * @param variables coerced
 */
export function planOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Plan {
  const root = schema.getRootType(operation.operation);
  if (!root) return { fields: new Map(), priced: [] };
  const named = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(named.map((each) => [each.name.value, each]));
  const size = operation.operation === OperationTypeNode.SUBSCRIPTION ? EVENTS_PAID_AHEAD : null;
  return planObject({ schema, fragments, variables }, root, [operation], () => size);
}

type Parent = Pick<FieldNode, 'selectionSet'>;

/** @param sizeOf entries of a field, as the object above says it; null where it says nothing */
function planObject(
  reading: Reading,
  type: GraphQLObjectType,
  parents: readonly Parent[],
  sizeOf: (fieldName: string) => number | null,
): Plan {
  const selections = parents.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  const fields = new Map<string, PlannedField>();
  for (const [key, nodes] of fieldsOf(reading, type, selections)) {
    const [first] = nodes;
    const field = first && fieldOf(reading.schema, type, first.name.value);
    if (field) fields.set(key, planField(reading, field, nodes, sizeOf(field.name)));
  }
  return { fields, priced: [...fields].filter(([, { weight, below }]) => weight > 0 || below.size > 0) };
}

function planField(
  reading: Reading,
  field: GraphQLField<unknown, unknown>,
  nodes: readonly FieldNode[],
  sizeAbove: number | null,
): PlannedField {
  const { weight, listSize } = costOf(field);
  const type = getNamedType(field.type);
  const said =
    listSize && listSizeOf(listSize, listSize.slicingArguments ? argumentsOf(reading, field, nodes) : {});
  const sized = listSize?.sizedFields ?? [];
  const below = possibleTypes(reading.schema, type).map((each): [string, Plan] => [
    each.name,
    planObject(reading, each, nodes, (name) => (said !== null && sized.includes(name) ? said : null)),
  ]);
  const isIntrospection = isIntrospectionType(type);
  const isList = isListType(getNullableType(field.type));
  const usual = isIntrospection ? (isList && TYPE_LISTS[field.name]) || 1 : 1;
  return {
    field,
    nodes,
    weight: weight ?? (below.length === 0 ? 0 : isIntrospection ? TYPE_WEIGHT : 1),
    size: sizeAbove ?? (sized.length === 0 ? said : null) ?? usual,
    below: new Map(below),
    only: (below.length === 1 && below[0]?.[1]) || null,
  };
}

function fieldOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  return isObjectType(type) ? [type] : [];
}

/** Fields that are merged have the same arguments. What cannot be read is refused by the executor. */
export function argumentsOf(
  { variables }: Pick<Reading, 'variables'>,
  field: GraphQLField<unknown, unknown>,
  [first]: readonly FieldNode[],
): Record<string, unknown> {
  try {
    return first && field.args.length > 0 ? getArgumentValues(field, first, variables) : {};
  } catch {
    return {};
  }
}
