import {
  execute,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  visit,
  BREAK,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../resolvers/context.js';
import { BoundedMap } from './bounded-map.js';
import { quote, type Quote } from './cost/bill.js';
import { fieldsIn, LIMIT_RULES, PARSE_OPTIONS } from './limits.js';
import { takesRecursiveInput } from './recursive-inputs.js';

export type Variables = Readonly<Record<string, unknown>>;

const MOST_QUOTES = 20;
const LONGEST_QUOTED = 500;

/** A query that was parsed, validated and made into a function once. */
export class CompiledQuery {
  private readonly quotes = new BoundedMap<string, Quote>(MOST_QUOTES);

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    /** In the place of the executor. */
    readonly run: (context: Context, variables: Variables) => Promise<ExecutionResult> | ExecutionResult,
  ) {}

  /** @returns null for what has to take the long way: faults, changes, subscriptions, questions about the schema, more fields */
  static from(
    schema: GraphQLSchema,
    { text, operationName }: { readonly text: string; readonly operationName: string | null },
    mostFields: number,
  ): CompiledQuery | null {
    let document: DocumentNode;
    try {
      document = parse(text, PARSE_OPTIONS);
    } catch {
      return null;
    }
    const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule, ...LIMIT_RULES];
    if (validate(schema, document, rules, { maxErrors: 1 }).length > 0) return null;
    if (fieldsIn(document) > mostFields) return null;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.QUERY) return null;
    return new CompiledQuery(schema, document, operation, runnerOf(schema, document, operationName));
  }

  /** @returns null for variables that do not fit */
  quote(variables: Variables): Quote | null {
    const said = textOf(variables);
    const known = said === null ? undefined : this.quotes.get(said);
    if (known) return known;
    const { document, operation } = this;
    const fresh = quote(this.schema, { document, operation, variables });
    if (fresh && said !== null && said.length <= LONGEST_QUOTED) this.quotes.set(said, fresh);
    return fresh;
  }
}

/** @returns null for what lies in itself deeper than anybody could ask */
function textOf(variables: Variables): string | null {
  try {
    return JSON.stringify(variables);
  } catch {
    return null;
  }
}

function runnerOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): CompiledQuery['run'] {
  const fits = isSimple(document) && !takesRecursiveInput(schema, document, operationName);
  const compiled = fits ? compileQuery(schema, document, operationName ?? undefined) : null;
  if (compiled && isCompiledQuery(compiled))
    return (context, variables) => compiled.query(undefined, context, variables);
  return (contextValue, variableValues) =>
    execute({ schema, document, operationName, variableValues, contextValue });
}

/** What is left out now and then is left to the executor: a compiled query mixes up conditions of one field. */
function isSimple(document: DocumentNode): boolean {
  let simple = true;
  visit(document, {
    Directive() {
      simple = false;
      return BREAK;
    },
  });
  return simple;
}
