import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Context } from '../resolvers/context.js';
import { maskedError, withoutHints } from '../resolvers/masked-errors.js';
import type { Scope } from '../services/scope.js';
import { isAccepted, NOT_ACCEPTED, withoutParameters } from './accepted.js';
import type { Answer } from './answer.js';
import { identifyOrRefuse } from './bearer.js';
import { contextFor } from './context-for.js';
import { createCostPlugin } from './cost/cost-plugin.js';
import { readRequest } from './graphql-request.js';
import { createInputFaultsPlugin } from './input-faults.js';
import { KnownCallers } from './known-callers.js';
import { LIMIT_RULES, PARSE_OPTIONS } from './limits.js';
import { isAllowedOrigin, setCorsHeaders } from './origins.js';
import type { HttpParts } from './parts.js';
import { createDeadlinePlugin, deadlineOfResponse, type QueryDeadline } from './query-deadline.js';
import { createQueryLane } from './query-lane.js';
import { createPlainJsonStatusPlugin } from './plain-json-status.js';
import { requestIdOf } from './request-origin.js';
import { allows, replyError } from './reply.js';
import { createSocketOnlyPlugin } from './socket-only.js';
import { conditionalRootIn } from './subscription-roots.js';

export interface GraphqlRoute {
  handle(request: IncomingMessage, response: Answer): Promise<void>;
  close(): Promise<void>;
}

/** GraphQL over HTTP: `POST` for everything, `GET` for queries. */
export async function createGraphqlRoute(parts: HttpParts): Promise<GraphqlRoute> {
  const { schema, logger, settings, documents } = parts;
  const lane = createQueryLane(parts);
  const callers = new KnownCallers(settings.trustedProxies);
  // by the scope: of the context Apollo Server makes a copy
  const deadlines = new WeakMap<Scope, QueryDeadline>();
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: settings.introspection,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !settings.introspection,
    csrfPrevention: false, // keys come in a header that no form can send, and origins are checked before
    parseOptions: PARSE_OPTIONS,
    validationRules: [...LIMIT_RULES],
    validationOptions: { maxErrors: 5 },
    stopOnTerminationSignals: false,
    persistedQueries: false,
    stringifyResult: (result) => JSON.stringify(result),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      createInputFaultsPlugin(),
      createSocketOnlyPlugin(),
      createCostPlugin(parts),
      createDeadlinePlugin(({ scope }) => deadlines.get(scope)),
      createPlainJsonStatusPlugin(),
      callers.createPlugin(),
    ],
    logger: logger.child({ part: 'apollo' }),
    formatError: (shown, error) =>
      maskedError(error, settings.introspection ? shown : withoutHints(shown), logger),
  });
  await apollo.start();
  return {
    async handle(request, response) {
      if (!isAllowedOrigin(request, settings)) {
        replyError(response, 403, 'FORBIDDEN', 'This origin may not use the API; name it in ACOG_ORIGINS.');
        return;
      }
      setCorsHeaders(request, response);
      if (request.method === 'OPTIONS') return void response.writeHead(204).end();
      if (!allows(request, response, ['GET', 'POST'])) return;
      response.stand(['x-request-id', requestIdOf(request)]);
      const known = callers.find(request);
      const identity = known ?? (await identifyOrRefuse(parts, request, response));
      if (!identity) return;
      if (!known) callers.remember(request, identity);
      const asked = await readRequest(request, response, { documents, role: identity.viewer.role });
      if (!asked) return;
      const conditional = conditionalRootIn(asked.text);
      if (conditional) {
        replyError(response, 400, 'GRAPHQL_VALIDATION_FAILED', conditional.message);
        return;
      }
      const deadline = deadlineOfResponse(settings.longestQueryMs, response);
      const context = contextFor(parts, identity.viewer, deadline);
      if (await lane.answer(asked, request, response, context)) return;
      const accept = withoutParameters(request.headers.accept);
      if (!isAccepted(accept)) {
        replyError(response, 406, 'BAD_REQUEST', NOT_ACCEPTED);
        return;
      }
      deadlines.set(context.scope, deadline);
      const answer = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method ?? 'GET',
          headers: headersOf({ ...request.headers, accept }),
          search: asked.search,
          body: asked.body,
        },
        context: () => Promise.resolve(context),
      });
      if (answer.status === undefined) lane.learn(request.headers.accept, answer.headers.get('content-type'));
      await send(response, answer);
    },
    close: () => apollo.stop(),
  };
}

function headersOf(given: IncomingHttpHeaders): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function send(response: Answer, { status, headers, body }: HTTPGraphQLResponse): Promise<void> {
  for (const [name, value] of headers) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  response.statusCode = status ?? 200;
  if (body.kind === 'complete') return void response.end(body.string);
  for await (const chunk of body.asyncIterator) response.write(chunk);
  response.end();
}
