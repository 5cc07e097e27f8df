import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { resumable, socketOptions } from 'acog/client';

/** Apollo Client. */
export function follow({ url, key, runId, after }, show) {
  const socket = resumable(createClient(socketOptions({ url, key })));
  const http = new HttpLink({ uri: `${url}/graphql`, headers: { authorization: `Bearer ${key}` } });
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      http,
    ),
    cache: new InMemoryCache(),
  });
  const query = gql`
    subscription RunEvents($runId: ID!, $after: String) {
      runEvents(runId: $runId, after: $after) {
        cursor
        sequence
        kind
        stage
        progress
      }
    }
  `;
  client.subscribe({ query, variables: { runId, after } }).subscribe({
    next: ({ data }) => show(data.runEvents),
    error: (error) => console.error(error),
  });
  return () => socket.dispose();
}
