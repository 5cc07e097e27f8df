import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloseCode, handleProtocols } from 'graphql-ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { Connection, FAREWELL_MS, TRY_AGAIN_LATER } from './connection.js';
import { EventGroups } from './event-groups.js';
import { LARGEST_BODY_BYTES } from './limits.js';
import { isAllowedOrigin } from './origins.js';
import type { HttpParts } from './parts.js';
import { addressOf } from './request-origin.js';
import { createProtocol } from './socket-protocol.js';
import { createSocketMetrics } from './socket-metrics.js';
import { Tally } from './tally.js';
import { watchKeys } from './watch-keys.js';

/** A deployment closes sockets one after the other, so that not all come back at once. */
const LONGEST_SPREAD_MS = 10_000;
const BETWEEN_CLOSES_MS = 20;
const DRAINING = 1012;
const RETRY_AFTER_SECONDS = 10;

/** Who is on this machine may be a proxy that speaks for everybody. */
const OWN_MACHINE = /^(127\.|::1$)/;

const SERVER = {
  noServer: true,
  maxPayload: LARGEST_BODY_BYTES,
  perMessageDeflate: false,
  handleProtocols,
  closeTimeout: FAREWELL_MS, // not in the library's types yet
};

export interface Sockets {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Takes no more, and ends those that are open with 1012, spread over up to 10 seconds. */
  close(): Promise<void>;
}

/** Subscriptions, and everything else, over `graphql-transport-ws`. */
export function createSockets(parts: HttpParts): Sockets {
  const { logger, settings } = parts;
  const open = new Set<Connection>();
  const groups = new EventGroups();
  const ofAddress = new Tally(settings.socketsPerAddress);
  let isDraining = false;
  const wss = new WebSocketServer(SERVER);
  const metrics = createSocketMetrics(parts.metrics, {
    sockets: () => open.size,
    streams: () => [...open].reduce((sum, { streams }) => sum + streams.size, 0),
  });
  const protocol = createProtocol(parts, { parts, groups, metrics });
  const stopWatching = watchKeys(parts, open);

  function welcome(socket: WebSocket, connection: Connection): void {
    open.add(connection);
    socket.on('error', (error) => logger.debug({ error }, 'a socket broke'));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.outbox.send(text),
        close: (code, reason) => connection.hangUp(code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (hear) =>
          socket.on('message', (data: RawData, isBinary) => {
            if (!connection.isOpen) return; // what comes after our close is not heard
            if (isBinary) {
              connection.hangUp(CloseCode.BadRequest, 'Invalid message received');
              return;
            }
            // as: ws gives one Buffer unless told otherwise
            const heard = hear((data as Buffer).toString()).then(() => connection.endUnwanted());
            heard.catch((error: unknown) => {
              if (isOfServers(error)) {
                connection.hangUp(CloseCode.BadRequest, 'Invalid message received');
                return;
              }
              logger.error({ error }, 'an operation on a socket failed for a reason of ours');
              // who could not be asked who they are may ask again
              if (connection.viewer)
                connection.hangUp(CloseCode.InternalServerError, 'Internal server error');
              else connection.hangUp(TRY_AGAIN_LATER, 'Try again later');
            });
          }),
      },
      connection,
    );
    socket.once('close', (code, reason) => {
      open.delete(connection);
      metrics.closed(connection.endedWith ?? code);
      closed(code, reason.toString()).catch((error: unknown) =>
        logger.debug({ error }, 'a socket closed badly'),
      );
    });
  }

  return {
    upgrade(request, stream, head) {
      const address = addressOf(request, settings.trustedProxies) ?? '';
      const isCounted = !OWN_MACHINE.test(address);
      if (isDraining) refuse(stream, 503);
      else if (!isAllowedOrigin(request, settings)) refuse(stream, 403);
      else if (isCounted && ofAddress.isFull(address)) refuse(stream, 429);
      else
        wss.handleUpgrade(request, stream, head, (socket) => {
          const connection = new Connection(socket, request, stream);
          const giveBack = isCounted ? ofAddress.take(address) : null;
          if (giveBack) connection.whenGone(giveBack);
          welcome(socket, connection);
        });
    },
    async close() {
      isDraining = true;
      const betweenMs = Math.min(BETWEEN_CLOSES_MS, LONGEST_SPREAD_MS / open.size);
      const gone: Promise<void>[] = [];
      for (const connection of [...open]) {
        gone.push(ended(connection));
        connection.hangUp(DRAINING, 'Service restart');
        if (open.size > 1) await sleep(betweenMs);
      }
      await Promise.all(gone);
      stopWatching();
      wss.close();
    },
  };
}

/** The client sent what only servers send: the library has no close code for that, the protocol does. */
function isOfServers(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type ');
}

function ended({ socket }: Connection): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function refuse(stream: Duplex, status: 403 | 429 | 503): void {
  const retry = status === 403 ? '' : `retry-after: ${RETRY_AFTER_SECONDS}\r\n`;
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\n${retry}content-length: 0\r\n\r\n`,
  );
}
