import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** Every field of a type that needs no argument, so many levels deep; lists are asked for with their usual pages. */
export function everyField(schema: GraphQLSchema, type: GraphQLCompositeType, levels: number): string {
  const own = 'getFields' in type ? Object.values(type.getFields()) : [];
  const fields = own.flatMap((field) => selectionOf(schema, field, levels));
  const kinds = isAbstractType(type)
    ? schema
        .getPossibleTypes(type)
        .map((kind) => `... on ${kind.name} { ${aliased(everyField(schema, kind, levels), kind.name)} }`)
    : [];
  return ['__typename', ...fields, ...kinds].join(' ');
}

/** Fields of one name may differ between the kinds of an interface. */
const aliased = (fields: string, kind: string) => fields.replace(/^__typename/, `kind_${kind}: __typename`);

function selectionOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, levels: number): string[] {
  const type = getNamedType(field.type);
  if (field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined))
    return [];
  if (!isCompositeType(type)) return [field.name];
  if (levels === 0) return [];
  const isWrapper = isObjectType(type) && /(Connection|Edge|PageInfo)$/.test(type.name);
  return [`${field.name} { ${everyField(schema, type, isWrapper ? levels : levels - 1)} }`];
}
