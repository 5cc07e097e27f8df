import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';
import { identifyOrRefuse, identifyRequest } from './bearer.js';
import type { GraphqlRoute } from './graphql.js';
import { sayLive, sayReady } from './health.js';
import type { ObserveRequest } from './metrics.js';
import { answerForFiles } from './origins.js';
import type { HttpParts } from './parts.js';
import { allows, pathOf, reply, replyError } from './reply.js';
import { createSecurityHeaders } from './security-headers.js';
import { sendStartPage } from './start-page.js';
import { sendPageFile } from './web-page.js';
import { createWebhookRoute } from './webhooks.js';

type Handle = (request: IncomingMessage, response: Answer) => Promise<void>;

/** Which path leads where. Everything is one exact path or one prefix; what fits none is not found. */
export function createRoutes(parts: HttpParts, graphql: GraphqlRoute, observe: ObserveRequest): Handle {
  const { settings, assets, metrics } = parts;
  const graphiql = join(settings.publicFolder, 'graphiql');
  const webhook = createWebhookRoute(parts);
  const security = createSecurityHeaders(settings.publicUrl);

  const open: Readonly<Record<string, Handle>> = {
    '/': (_request, response) => {
      sendStartPage(response);
      return Promise.resolve();
    },
    '/health/live': (_request, response) => {
      sayLive(response);
      return Promise.resolve();
    },
    '/health/ready': (request, response) => sayReady(parts, response, () => identifyRequest(parts, request)),
    '/graphiql': (_request, response) => sendPageFile(response, graphiql, 'index.html'),
    '/metrics': async (request, response) => {
      const identity = await identifyOrRefuse(parts, request, response);
      if (!identity) return;
      if (identity.viewer.channelIds !== null) {
        replyError(response, 403, 'FORBIDDEN', 'Use a key that is not limited to channels.');
        return;
      }
      reply(response, 200, metrics.contentType, await metrics.metrics());
    },
  };

  return async (request, response) => {
    const path = pathOf(request);
    if (path.startsWith('/assets/')) security.setForMedia(response);
    else security.set(response);
    if (path === '/graphql') {
      observe('graphql', response);
      return graphql.handle(request, response);
    }
    if (path.startsWith('/assets/') && assets) {
      observe('assets', response);
      if (answerForFiles(request, response, settings)) return;
      if (await assets.handle(request, response)) return;
    }
    if (path.startsWith('/webhooks/')) {
      observe('webhooks', response);
      return webhook(request, response);
    }
    const route = Object.hasOwn(open, path) ? open[path] : undefined;
    if (route) {
      observe(path, response);
      if (allows(request, response, ['GET', 'HEAD'])) await route(request, response);
      return;
    }
    if (path.startsWith('/graphiql/')) {
      observe('/graphiql', response);
      if (allows(request, response, ['GET', 'HEAD']))
        await sendPageFile(response, graphiql, decoded(path.slice('/graphiql/'.length)) || 'index.html');
      return;
    }
    observe('none', response);
    replyError(response, 404, 'NOT_FOUND', 'There is nothing here.');
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return 'not found';
  }
}
