import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isUnionType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A place in the arguments of a root field that takes an id. */
export interface IdSlot {
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  /** Through arguments and inputs, such as `input.brand.logoAssetId`. */
  readonly path: string;
  readonly document: string;
  /** With this id in that place, and in all others whatever is needed. */
  variables(id: string): Record<string, unknown>;
}

type Own = (path: readonly string[]) => string;

/**
 * Every place there is, found in the schema: what is new is looked at too.
 * @param own gives an id for the other places, by their path
 */
export function idSlots(schema: GraphQLSchema, own: Own): IdSlot[] {
  return [
    ...slotsOf('query', schema.getQueryType()?.getFields() ?? {}, own),
    ...slotsOf('mutation', schema.getMutationType()?.getFields() ?? {}, own),
    ...slotsOf('subscription', schema.getSubscriptionType()?.getFields() ?? {}, own),
  ];
}

function slotsOf(
  operation: IdSlot['operation'],
  fields: Record<string, GraphQLField<unknown, unknown>>,
  own: Own,
): IdSlot[] {
  return Object.values(fields).flatMap((field) =>
    field.args.flatMap((arg) =>
      pathsToIds(arg.type, [arg.name]).map((path) => {
        const used = field.args.filter((each) => each === arg || isRequiredArgument(each));
        const head = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
        const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
        return {
          ...{ operation, field: field.name, path: path.join('.') },
          document: `${operation} (${head}) { ${field.name}(${passed})${selection(field.type, 2)} }`,
          variables: (id: string) =>
            Object.fromEntries(
              used.map(({ name, type }) => [name, valueOf(type, [name], { path, id }, own)]),
            ),
        };
      }),
    ),
  );
}

/** Not into `and` and `or`, which hold the same again. */
function pathsToIds(type: GraphQLInputType, path: readonly string[]): (readonly string[])[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [path];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields())
    .filter(({ name }) => name !== 'and' && name !== 'or')
    .flatMap((field) => pathsToIds(field.type, [...path, field.name]));
}

interface Wanted {
  readonly path: readonly string[];
  readonly id: string;
}

function valueOf(type: GraphQLInputType, path: readonly string[], wanted: Wanted, own: Own): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueOf(nullable.ofType, path, wanted, own)];
  const named = getNamedType(type);
  if (named.name === 'ID') return path.join('.') === wanted.path.join('.') ? wanted.id : own(path);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) {
    const leads = (name: string) => wanted.path.join('.').startsWith([...path, name].join('.'));
    const fields = Object.values(named.getFields()).filter(
      (each) => isRequiredInputField(each) || leads(each.name),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, valueOf(field.type, [...path, field.name], wanted, own)]),
    );
  }
  if (named.name === 'Int' || named.name === 'ByteCount') return 60;
  if (named.name === 'Boolean') return false;
  if (named.name === 'DateTime') return '2026-01-01T00:00:00Z';
  return 'a text of some length';
}

/** Every value, and objects below, as far as they need no arguments. */
function selection(type: GraphQLOutputType, deep: number): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (isUnionType(named)) return ' { __typename }';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    if (isLeafType(getNamedType(field.type))) return field.name === 'etaSeconds' ? [] : [field.name];
    return (deep > 0 && !isNonNullType(field.type)) || field.name === 'userErrors' || field.name === 'nodes'
      ? [`${field.name}${selection(field.type, deep - 1)}`]
      : [];
  });
  return ` { __typename ${fields.join(' ')} }`;
}
