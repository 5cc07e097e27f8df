import {
  getNamedType,
  getOperationAST,
  isInputObjectType,
  typeFromAST,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/**
 * Whether a variable may hold its own type again, as every `where` does with `and` and `or`. The compiler writes code for
 * such a type without end.
 */
export function takesRecursiveInput(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): boolean {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  return definitions.some(({ type }) => {
    const known = typeFromAST(schema, type);
    return known !== undefined && holdsItself(getNamedType(known), []);
  });
}

function holdsItself(type: GraphQLNamedType, above: readonly GraphQLNamedType[]): boolean {
  if (!isInputObjectType(type)) return false;
  if (above.includes(type)) return true;
  return Object.values(type.getFields()).some((field) =>
    holdsItself(getNamedType(field.type), [...above, type]),
  );
}
