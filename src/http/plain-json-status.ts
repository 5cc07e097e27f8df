import type { ApolloServerPlugin } from '@apollo/server';

/** What is wrong with the document or its variables: nothing was executed. */
const FAULTS_OF_THE_REQUEST: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * Whoever asks for `application/json` by name, and not for the newer type, gets 200 with what is wrong with a document:
 * behind that type 400 may come from anything in between, and such clients drop its body.
 * @see https://graphql.github.io/graphql-over-http/draft/#sec-application-json
 */
export function createPlainJsonStatusPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ request, response: { http, body } }) {
          const [error] = (body.kind === 'single' && body.singleResult.errors) || [];
          if (
            http.status === 400 &&
            FAULTS_OF_THE_REQUEST.has(error?.extensions?.['code']) &&
            wantsPlainJson(request.http?.headers.get('accept') ?? '')
          )
            http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}

function wantsPlainJson(accept: string): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\bapplication\/graphql-response\+json\b/i.test(accept);
}
