import { GraphQLError, OperationTypeNode } from 'graphql';
import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../resolvers/context.js';

/** A subscription has its events on a socket; over HTTP it is refused, and costs nothing. */
export function createSocketOnlyPlugin(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation }) {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return Promise.resolve();
          throw new GraphQLError('Subscribe over a socket of this address, with graphql-transport-ws.', {
            extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
          });
        },
      }),
  };
}
