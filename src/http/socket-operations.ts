import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type ExecutionArgs,
  type GraphQLFormattedError,
} from 'graphql';
import { AcogError } from '../errors.js';
import { maskedError, withoutHints } from '../resolvers/masked-errors.js';
import type { Viewer } from '../services/scope.js';
import { inputFaults } from './input-faults.js';
import { depthFault, LIMIT_RULES, LONGEST_QUERY, PARSE_OPTIONS } from './limits.js';
import type { HttpParts } from './parts.js';
import { conditionalRoot } from './subscription-roots.js';
import type { DocumentRequest } from './trusted-documents.js';

export interface OperationRequest extends DocumentRequest {
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** What may be executed, or why not: the same parser, rules and limits as on HTTP. */
export function prepare(
  { schema, settings, documents }: Pick<HttpParts, 'schema' | 'settings' | 'documents'>,
  request: OperationRequest,
  { role }: Pick<Viewer, 'role'>,
): ExecutionArgs | readonly GraphQLError[] {
  const { operationName, variables } = request;
  let query: string;
  try {
    query = documents.resolve(request, role).query ?? '';
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [error];
  }
  if (query.length > LONGEST_QUERY)
    return [failure(`A query may have at most ${LONGEST_QUERY} characters.`, 'BAD_REQUEST')];
  const fault = depthFault(query, variables);
  if (fault !== null) return [failure(fault, 'BAD_USER_INPUT')];
  let document;
  try {
    document = parse(query, PARSE_OPTIONS);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return [coded(error, 'GRAPHQL_PARSE_FAILED')];
  }
  const conditional = conditionalRoot(document);
  if (conditional) return [conditional];
  const hidden = settings.introspection ? [] : [NoSchemaIntrospectionCustomRule];
  const rules = [...specifiedRules, ...hidden, ...LIMIT_RULES];
  const problems = validate(schema, document, rules, { maxErrors: 5 });
  if (problems.length > 0) {
    const isOfInput = inputFaults(schema, document);
    return problems.map((problem) =>
      coded(problem, isOfInput(problem) ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED'),
    );
  }
  if (!getOperationAST(document, operationName))
    return [failure('Name one of the operations of the document.', 'OPERATION_RESOLUTION_FAILURE')];
  return { schema, document, operationName, variableValues: variables };
}

export function masked(
  errors: readonly GraphQLError[],
  { logger, settings }: Pick<HttpParts, 'logger' | 'settings'>,
): GraphQLFormattedError[] {
  return errors.map(wrapped).map((error) => {
    const known = isCoercion(error) ? coded(error, 'BAD_USER_INPUT') : error;
    const shown = known.toJSON();
    return maskedError(known, settings.introspection ? shown : withoutHints(shown), logger);
  });
}

/** graphql-js takes an error of ours that has a path of its own for one that it made. */
export function wrapped(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

/** Nobody asked for anything wrong: something of ours, or below us, broke. */
export function isOurFault({ originalError }: GraphQLError): boolean {
  return (
    originalError != null && !(originalError instanceof AcogError || originalError instanceof GraphQLError)
  );
}

/** A variable that does not fit its type. */
function isCoercion({ nodes, path, message }: GraphQLError): boolean {
  return (
    path === undefined &&
    nodes?.length === 1 &&
    nodes[0]?.kind === Kind.VARIABLE_DEFINITION &&
    message.startsWith('Variable "$')
  );
}

function coded(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { code, ...error.extensions },
  });
}

function failure(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
