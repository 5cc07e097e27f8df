import type { ApolloServerPlugin } from '@apollo/server';
import {
  ValuesOfCorrectTypeRule,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { LIMIT_RULES } from './limits.js';

/**
 * Which errors of a document are about a value in it, or about its size: they are BAD_USER_INPUT, as they are when the
 * same value comes in a variable. All others are about the document itself.
 */
export function inputFaults(schema: GraphQLSchema, document: DocumentNode): (error: GraphQLError) => boolean {
  const places = new Set(
    validate(schema, document, [ValuesOfCorrectTypeRule, ...LIMIT_RULES], { maxErrors: 100 }).map(placeOf),
  );
  return (error) => places.has(placeOf(error));
}

/** Limits are about no place of their own. */
function placeOf({ nodes, message }: GraphQLError): number | string {
  return nodes?.[0]?.loc?.start ?? message;
}

/** Apollo Server gives all of them one code. */
export function createInputFaultsPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: ({ schema }) =>
      Promise.resolve({
        didEncounterErrors({ document, errors }) {
          if (document && errors.some(isValidation)) {
            const isOfInput = inputFaults(schema, document);
            for (const error of errors.filter(isValidation))
              if (isOfInput(error)) error.extensions['code'] = 'BAD_USER_INPUT';
          }
          return Promise.resolve();
        },
      }),
  };
}

/** What is no error of GraphQL has no extensions. */
function isValidation({ extensions }: Partial<GraphQLError>): boolean {
  return extensions?.['code'] === 'GRAPHQL_VALIDATION_FAILED';
}
