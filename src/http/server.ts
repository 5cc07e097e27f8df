import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DATABASE_AWAY } from '../resolvers/masked-errors.js';
import { isDatabaseAway } from '../services/database-away.js';
import { Answer } from './answer.js';
import { createGraphqlRoute } from './graphql.js';
import { createRequestMetrics } from './metrics.js';
import type { HttpParts, RunningHttp } from './parts.js';
import { LONGEST_UPLOAD_MS, loseNoTime } from './patience.js';
import { pathOf, replyError, TRY_AGAIN_SECONDS } from './reply.js';
import { createRoutes } from './routes.js';
import { createSockets } from './sockets.js';

/** How long answers that are under way may take when the server closes. */
const DRAIN_MS = 10_000;

/** @throws when the port is taken, or the address is not ours */
export async function startHttp(parts: HttpParts): Promise<RunningHttp> {
  const { logger, settings } = parts;
  const graphql = await createGraphqlRoute(parts);
  const handle = createRoutes(parts, graphql, createRequestMetrics(parts.metrics));
  const server = createServer(
    { ServerResponse: Answer, requestTimeout: LONGEST_UPLOAD_MS, headersTimeout: 15_000 },
    (request, response) => {
      loseNoTime(request);
      handle(request, response).catch((error: unknown) => {
        if (wentAway(request, error)) return;
        if (isDatabaseAway(error) && !response.headersSent) {
          logger.warn({ error, method: request.method }, 'a request came while the database is away');
          response.setHeader('retry-after', String(TRY_AGAIN_SECONDS));
          replyError(response, 503, 'UNAVAILABLE', DATABASE_AWAY);
          return;
        }
        logger.error({ error, method: request.method }, 'a request failed for a reason of ours');
        if (response.headersSent) response.destroy();
        else replyError(response, 500, 'INTERNAL', 'Something went wrong on our side; it is in the log.');
      });
    },
  );
  const sockets = createSockets(parts);
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    if (pathOf(request) === '/graphql') sockets.upgrade(request, stream, head);
    else stream.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return {
    url: `http://${host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await sockets.close();
      const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(timer);
      await graphql.close();
    },
  };
}

/** The client is gone, in the middle of its request or while we had not read it. */
function wentAway(request: IncomingMessage, error: unknown): boolean {
  const isCut = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  return request.destroyed && (!request.complete || isCut);
}
