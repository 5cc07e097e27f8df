import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Viewer } from '../services/scope.js';
import { identifyOrClose } from './bearer.js';
import { createSocketCosts } from './cost/socket-costs.js';
import { LARGEST_BODY_BYTES } from './limits.js';
import { isAllowedOrigin } from './origins.js';
import type { HttpParts } from './parts.js';
import { contextFor, masked, prepare, subscribeAnew } from './socket-operations.js';
import { watchReading } from './slow-reader.js';

const KEEP_ALIVE_MS = 12_000;
const RECHECK_MS = 2_000;
const MOST_OPERATIONS = 50;
const CLOSE_PATIENCE_MS = 5_000;

/** Codes that stock clients answer by connecting again. */
const EXPIRED = 4403;
const DRAINING = 1012;

interface Connection {
  /** With which it was opened. */
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  viewer: Viewer | null;
}
type Extra = Connection;

export interface Sockets {
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** Subscriptions, and everything else, over `graphql-transport-ws`. */
export function createSockets(parts: HttpParts): Sockets {
  const { orm, keys, logger, settings } = parts;
  const costs = createSocketCosts(parts);
  const open = new Set<Connection>();
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols,
  });

  const graphql = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: 3_000,
    async onConnect({ connectionParams, extra }) {
      const identity = await identifyOrClose(parts, connectionParams?.['authorization'], extra);
      if (identity) extra.viewer = identity.viewer;
      return identity !== null;
    },
    onSubscribe({ extra, subscriptions }, _id, payload) {
      if (!extra.viewer || Object.keys(subscriptions).length > MOST_OPERATIONS) {
        extra.socket.close(CloseCode.TooManyInitialisationRequests, 'Too many operations on this socket');
        return [];
      }
      const args = prepare(parts, payload, extra.viewer); // as: the protocol engine checked its shape
      return 'schema' in args
        ? costs.charge({ ...args, contextValue: contextFor(parts, extra.viewer) })
        : args;
    },
    subscribe: (args) =>
      // as: onSubscribe put it there
      subscribeAnew(args, () =>
        contextFor(parts, (args.contextValue as ReturnType<typeof contextFor>).scope.viewer),
      ),
    onError: (_context, _id, _payload, errors) => masked(errors, parts),
    onNext: (_context, _id, _payload, args, { errors, data, extensions }) => {
      const cost = costs.settle(args, data);
      if (!errors && !cost) return undefined;
      return {
        ...(data !== undefined && { data }),
        ...((extensions ?? cost) && { extensions: { ...extensions, ...cost } }),
        ...(errors && { errors: masked(errors, parts) }),
      };
    },
  });

  wss.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const connection: Connection = { socket, request, viewer: null };
    open.add(connection);
    const reading = watchReading(socket);
    const closed = graphql.opened(
      {
        protocol: socket.protocol,
        send: (data) => reading.send(data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (hear) =>
          socket.on('message', (data: RawData) => {
            hear((data as Buffer).toString()).catch((error: unknown) => {
              // as: ws gives one Buffer unless told otherwise
              logger.error({ error }, 'an operation on a socket failed for a reason of ours');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      connection,
    );
    let answered = true;
    const pulse = setInterval(() => {
      if (!answered) {
        socket.terminate();
        return;
      }
      answered = false;
      socket.ping();
    }, KEEP_ALIVE_MS);
    socket.on('pong', () => (answered = true));
    socket.on('error', (error) => logger.debug({ error }, 'a socket broke'));
    socket.once('close', (code, reason) => {
      clearInterval(pulse);
      reading.stop();
      open.delete(connection);
      closed(code, reason.toString()).catch((error: unknown) =>
        logger.debug({ error }, 'a socket closed badly'),
      );
    });
  });

  /** A key may end while its sockets are open: by itself, or because somebody revoked it. */
  async function recheck(): Promise<void> {
    const known = [...open].flatMap(({ viewer, socket }) => (viewer ? [{ viewer, socket }] : []));
    const good = await keys.stillGood(
      orm.em.fork(),
      known.map(({ viewer }) => viewer),
    );
    for (const { viewer, socket } of known) if (!good.has(viewer)) socket.close(EXPIRED, 'Forbidden');
  }
  const checking = setInterval(() => {
    recheck().catch((error: unknown) => logger.warn({ error }, 'keys of open sockets could not be checked'));
  }, RECHECK_MS);

  return {
    upgrade(request, stream, head) {
      const offered = request.headers['sec-websocket-protocol'] ?? '';
      if (!isAllowedOrigin(request, settings)) {
        refuse(stream, '403 Forbidden');
        return;
      }
      if (!offered.split(',').some((each) => each.trim() === GRAPHQL_TRANSPORT_WS_PROTOCOL)) {
        refuse(stream, '400 Bad Request');
        return;
      }
      wss.handleUpgrade(request, stream, head, (socket) => wss.emit('connection', socket, request));
    },
    async close() {
      clearInterval(checking);
      const gone = [...open].map(({ socket }) => ended(socket));
      await Promise.all(gone);
      wss.close();
    },
  };
}

function ended(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_PATIENCE_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(DRAINING, 'Service restart');
  });
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
