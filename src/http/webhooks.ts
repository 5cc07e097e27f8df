import type { IncomingMessage, ServerResponse } from 'node:http';
import { VendorError } from '../errors.js';
import { BodyTooLargeError, readBytes } from './body.js';
import type { HttpParts } from './parts.js';
import { allows, pathOf, replyError, replyJson } from './reply.js';

/** The vendors' messages have a few kilobytes. */
const LARGEST_BYTES = 256 * 1024;
const AGAIN_IN_SECONDS = '5';
const PREFIX = '/webhooks/';

/**
 * `POST /webhooks/{vendor}`: signed messages of the vendors. 200 also for what is known already or not ours, so that the
 * vendor is content; 401 without a good signature; 503 for what shall be sent again.
 */
export function createWebhookRoute({ webhooks, orm, logger }: HttpParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const vendor = webhooks.vendorOf(pathOf(request).slice(PREFIX.length));
    if (vendor === null) {
      replyError(response, 404, 'NOT_FOUND', 'There is nothing here.');
      return;
    }
    if (!allows(request, response, ['POST'])) return;
    try {
      const rawBody = await readBytes(request, LARGEST_BYTES);
      const { searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
      const heard = await webhooks.hear(orm.em.fork(), vendor, { headers: request.headers, rawBody, query });
      if (heard.outcome === 'REFUSED') {
        logger.warn({ vendor, reason: heard.reason }, 'a webhook was refused');
        replyError(response, 401, 'UNAUTHENTICATED', `This is not signed as ${vendor} signs.`);
        return;
      }
      logger.debug({ vendor, outcome: heard.outcome }, 'a webhook was heard');
      if (heard.outcome === 'BUSY') sayAgain(response);
      else replyJson(response, 200, {});
    } catch (error) {
      if (error instanceof BodyTooLargeError) {
        response.setHeader('connection', 'close');
        replyError(response, 413, 'BAD_REQUEST', `A webhook may have at most ${LARGEST_BYTES} bytes.`);
      } else if (error instanceof VendorError) {
        logger.warn({ error, vendor }, 'a webhook could not be checked');
        sayAgain(response);
      } else {
        throw error;
      }
    }
  };
}

function sayAgain(response: ServerResponse): void {
  response.setHeader('retry-after', AGAIN_IN_SECONDS);
  replyError(response, 503, 'UNAVAILABLE', 'Send this again in a moment.');
}
