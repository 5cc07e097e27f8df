import { Client, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';
import { resumable, socketOptions } from 'acog/client';

/** urql. */
export function follow({ url, key, runId, after }, show) {
  const socket = resumable(createClient(socketOptions({ url, key })));
  const client = new Client({
    url: `${url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${key}` } },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
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
  client.subscription(query, { runId, after }).subscribe(({ data, error, hasNext }) => {
    if (error) console.error(error);
    else if (hasNext) show(data.runEvents); // at its end urql repeats the last one
  });
  return () => socket.dispose();
}
