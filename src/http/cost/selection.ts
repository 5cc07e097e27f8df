import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
} from 'graphql';

/** What an operation is read with. `variables` are coerced. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The fields of an object, merged and chosen as the executor does it: each fragment once, what @skip and @include leave
 * out left out, fields of one name in the answer together.
 */
export function fieldsOf(
  reading: Reading,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  into = new Map<string, FieldNode[]>(),
  seen = new Set<string>(),
): ReadonlyMap<string, readonly FieldNode[]> {
  for (const selection of selections) {
    if (isLeftOut(reading, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const known = into.get(name);
      if (known) known.push(selection);
      else into.set(name, [selection]);
      continue;
    }
    const fragment = fragmentOf(reading, selection, seen);
    if (fragment && fits(reading, type, fragment))
      fieldsOf(reading, type, fragment.selectionSet.selections, into, seen);
  }
  return into;
}

/** @returns null when it was counted here already */
function fragmentOf(
  { fragments }: Reading,
  spread: FragmentSpreadNode | InlineFragmentNode,
  seen: Set<string>,
): InlineFragmentNode | FragmentDefinitionNode | null {
  if (spread.kind === Kind.INLINE_FRAGMENT) return spread;
  const name = spread.name.value;
  if (seen.has(name)) return null;
  seen.add(name);
  return fragments.get(name) ?? null;
}

function fits(
  { schema }: Reading,
  type: GraphQLObjectType,
  { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
): boolean {
  if (!typeCondition) return true;
  const wanted = typeFromAST(schema, typeCondition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

/** What cannot be known is counted; the executor refuses it. */
function isLeftOut({ variables }: Reading, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return false;
  try {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) return true;
    return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] === false;
  } catch {
    return false;
  }
}
