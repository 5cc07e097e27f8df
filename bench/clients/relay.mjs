import relay from 'relay-runtime';
import { createClient } from 'graphql-ws';
import { resumable, socketOptions } from 'acog/client';

/** The network layer of Relay. */
export function createNetwork({ url, key }) {
  const socket = resumable(createClient(socketOptions({ url, key })));
  const ask = async ({ text }, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: text, variables }),
    });
    return response.json();
  };
  const listen = ({ text, name }, variables) =>
    relay.Observable.create((sink) =>
      socket.subscribe({ query: text, operationName: name, variables }, sink),
    );
  return { network: relay.Network.create(ask, listen), socket };
}

/** What `requestSubscription` does with a compiled document. */
export function follow({ url, key, runId, after }, show) {
  const { network, socket } = createNetwork({ url, key });
  const text = `subscription RunEvents($runId: ID!, $after: String) {
    runEvents(runId: $runId, after: $after) { cursor sequence kind stage progress }
  }`;
  const operation = { name: 'RunEvents', operationKind: 'subscription', text, id: null, metadata: {} };
  network.execute(operation, { runId, after }, {}).subscribe({
    next: ({ data }) => show(data.runEvents),
    error: (error) => console.error(error),
  });
  return () => socket.dispose();
}
