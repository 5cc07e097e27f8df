import { execute, getOperationAST, GraphQLError, OperationTypeNode, type ExecutionArgs } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Context } from '../resolvers/context.js';
import type { Scope, Viewer } from '../services/scope.js';
import { identifyOrClose } from './bearer.js';
import { TRY_AGAIN_LATER, type Connection } from './connection.js';
import { contextFor } from './context-for.js';
import { createSocketCosts } from './cost/socket-costs.js';
import type { LiveOrder, LiveParts } from './live-order.js';
import { openLiveStream } from './live-stream.js';
import type { HttpParts } from './parts.js';
import { QueryDeadline } from './query-deadline.js';
import { masked, prepare } from './socket-operations.js';
import { Tally } from './tally.js';

const INIT_PATIENCE_MS = 3_000;

/** The engine of the protocol, with our ways to let in, charge, execute and answer. */
export function createProtocol(parts: HttpParts, live: LiveParts): Server<Connection> {
  const { operationsPerSocket, socketsPerKey, longestQueryMs } = parts.settings;
  const costs = createSocketCosts(parts);
  const ofKey = new Tally(socketsPerKey);
  const orders = new WeakMap<ExecutionArgs, LiveOrder>();
  const deadlines = new WeakMap<Scope, QueryDeadline>();

  /** Only a query has a deadline. */
  function contextOf(
    args: ExecutionArgs,
    { connection, viewer, isWanted }: { connection: Connection; viewer: Viewer; isWanted: () => boolean },
  ): Context {
    const operation = getOperationAST(args.document, args.operationName)?.operation;
    if (operation !== OperationTypeNode.QUERY) return contextFor(parts, viewer);
    const deadline = new QueryDeadline(longestQueryMs, (ended) =>
      connection.whileWanted(isWanted, () => ended(false)),
    );
    const context = contextFor(parts, viewer, deadline);
    deadlines.set(context.scope, deadline);
    return context;
  }

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: INIT_PATIENCE_MS,
    async onConnect({ connectionParams, extra: connection }) {
      const identity = await identifyOrClose(parts, connectionParams?.['authorization'], connection);
      if (!identity || !connection.isOpen) return false;
      const giveBack = ofKey.take(identity.viewer.keyId);
      if (!giveBack) {
        connection.hangUp(TRY_AGAIN_LATER, `This key has ${socketsPerKey} sockets open; close one first`);
        return false;
      }
      connection.whenGone(giveBack);
      connection.viewer = identity.viewer;
      return true;
    },
    async onSubscribe(socket, id, payload) {
      const { extra: connection, subscriptions } = socket;
      const { viewer } = connection;
      if (!viewer) return [failure('This socket has no viewer.', 'UNAUTHENTICATED')];
      if (Object.keys(subscriptions).length > operationsPerSocket) {
        const message = `This socket has ${operationsPerSocket} operations under way; complete one first.`;
        return [failure(message, 'RATE_LIMITED')];
      }
      const prepared = prepare(parts, payload, viewer);
      if (!('schema' in prepared)) return prepared;
      const isWanted = () => id in socket.subscriptions; // the engine may put another object there
      const contextValue = contextOf(prepared, { connection, viewer, isWanted });
      const args = await costs.charge({ ...prepared, contextValue });
      if (!('schema' in args)) return args;
      orders.set(args, { args, id, viewer, connection, settle: () => costs.settle(args, null) });
      return args;
    },
    async execute(args) {
      try {
        return await execute(args);
      } finally {
        const { scope } = args.contextValue as Context; // as: made above
        deadlines.get(scope)?.lift();
      }
    },
    async subscribe(args) {
      const order = orders.get(args);
      if (!order) throw new Error('a subscription that was not let in');
      return openLiveStream(live, order);
    },
    onError: (_context, _id, _payload, errors) => masked(errors, parts),
    onNext(_context, _id, _payload, args, { errors, data, extensions }) {
      const cost = costs.settle(args, data);
      if (!errors && !cost) return undefined;
      return {
        ...(data !== undefined && { data }),
        ...((extensions ?? cost) && { extensions: { ...extensions, ...cost } }),
        ...(errors && { errors: masked(errors, parts) }),
      };
    },
  });
}

function failure(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
