import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type ParseOptions,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

export const LARGEST_BODY_BYTES = 1024 * 1024;
export const LONGEST_QUERY = 100_000;
const DEEPEST = 15;
const MOST_FIELDS = 2_000;
const MOST_ROOTS = 50;
/** Values within values, and brackets within brackets: nothing of ours is nearly as deep. */
const DEEPEST_VALUE = 50;
const DEEPEST_TEXT = 150;

/** What no parser, check or executor is asked to go down into: each of them calls itself. @returns what to say of it */
export function depthFault(text: unknown, variables: unknown): string | null {
  if (typeof text === 'string' && nesting(text) > DEEPEST_TEXT)
    return `The document has more than ${DEEPEST_TEXT} brackets within each other.`;
  if (isDeeper(variables, DEEPEST_VALUE)) return `The variables are more than ${DEEPEST_VALUE} levels deep.`;
  return null;
}

const BRACKETS = /[[{(]/g;
/** What is never closed reaches to the end, so that nothing is looked through twice. */
const QUOTED = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g;

/** How many brackets are open at the same time, at most; what is quoted or a comment does not count. */
function nesting(text: string): number {
  if ((text.match(BRACKETS)?.length ?? 0) <= DEEPEST_TEXT) return 0;
  let [open, most] = [0, 0];
  for (const [bracket] of text.replace(QUOTED, '').matchAll(/[[\]{}()]/g)) {
    open += '[{('.includes(bracket) ? 1 : -1;
    most = Math.max(most, open);
  }
  return most;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** Stops the parser before a document costs much. */
export const PARSE_OPTIONS: ParseOptions = { maxLexicalTokens: 10_000 };

/** The same limits on HTTP and on the socket. */
export const LIMIT_RULES: readonly ValidationRule[] = [sizeOfSelections];

/** How deep, how many fields, how often at the root, with every fragment counted where it is used. */
function sizeOfSelections(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      const fragments = fragmentsOf(document);
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const { selections } = definition.selectionSet;
        const { fields, roots, deepest } = measure(definition.selectionSet, fragments, 1, new Set(), {
          fields: 0,
          roots: 0,
        });
        if (roots > MOST_ROOTS) report(context, `The query asks for more than ${MOST_ROOTS} things at once.`);
        if (fields > MOST_FIELDS) report(context, `The query selects more than ${MOST_FIELDS} fields.`);
        // graphql-js has a rule of its own for how deep the schema may be read
        if (deepest > DEEPEST && !selections.every(isIntrospection))
          report(context, `The query is ${deepest} levels deep; at most ${DEEPEST} are allowed.`);
      }
    },
  };
}

/** How many fields the operations of a document select, every fragment counted where it is used. */
export function fieldsIn(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
  const count: Count = { fields: 0, roots: 0 };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      measure(definition.selectionSet, fragments, 1, new Set(), count);
  return count.fields;
}

interface Count {
  fields: number;
  roots: number;
}

function measure(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  depth: number,
  inside: ReadonlySet<string>,
  count: Count,
): Count & { deepest: number } {
  let deepest = depth;
  for (const selection of selections) {
    if (count.fields > MOST_FIELDS) break; // enough is known
    let below: SelectionSetNode | undefined;
    let names = inside;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      if (inside.has(name)) continue; // a circle: another rule refuses it
      names = new Set([...inside, name]);
      below = fragments.get(name)?.selectionSet;
      count.fields += 1; // so that spreads without end end
    } else {
      below = selection.selectionSet;
      if (selection.kind === Kind.FIELD) count.fields += 1;
      if (selection.kind === Kind.FIELD && depth === 1) count.roots += 1;
    }
    const isField = selection.kind === Kind.FIELD;
    if (below)
      deepest = Math.max(deepest, measure(below, fragments, depth + (isField ? 1 : 0), names, count).deepest);
  }
  return { ...count, deepest };
}

const isIntrospection = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && selection.name.value.startsWith('__');

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const found = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) found.set(definition.name.value, definition);
  }
  return found;
}

function report(context: ValidationContext, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } }));
}
