import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { PARSE_OPTIONS } from './limits.js';

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);
/**
 * A subscription has its one field whatever the variables say: a condition at its root is refused, as the specification
 * has it. graphql-js itself throws at one, in the middle of its validation.
 * @see https://spec.graphql.org/September2025/#sec-Single-Root-Field
 */
export function conditionalRoot(document: DocumentNode): GraphQLError | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  for (const each of document.definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION || each.operation !== OperationTypeNode.SUBSCRIPTION)
      continue;
    const fault = conditionIn(each.selectionSet, fragments, new Set());
    if (fault) return fault;
  }
  return null;
}

/** The same of a text; null also for what is no document, of which others speak. */
export function conditionalRootIn(text: string | undefined): GraphQLError | null {
  if (!text?.includes('subscription') || !text.includes('@')) return null; // few have both
  try {
    return conditionalRoot(parse(text, PARSE_OPTIONS));
  } catch {
    return null;
  }
}

function conditionIn(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): GraphQLError | null {
  for (const selection of selections) {
    const condition = selection.directives?.find(({ name }) => CONDITIONS.has(name.value));
    if (condition)
      return new GraphQLError(
        `A subscription cannot leave its field out: @${condition.name.value} may stand below it.`,
        { nodes: condition, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      );
    if (selection.kind === Kind.FIELD) continue;
    let below: SelectionSetNode | undefined;
    if (selection.kind === Kind.INLINE_FRAGMENT) below = selection.selectionSet;
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      below = fragments.get(selection.name.value)?.selectionSet;
    }
    const fault = below && conditionIn(below, fragments, seen);
    if (fault) return fault;
  }
  return null;
}
