import { createClient } from 'graphql-ws';
import { resumable, socketOptions } from 'acog/client';

/** graphql-ws alone. */
export function follow({ url, key, runId, after }, show) {
  const socket = resumable(createClient(socketOptions({ url, key })));
  const query = `subscription ($runId: ID!, $after: String) {
    runEvents(runId: $runId, after: $after) { cursor sequence kind stage progress }
  }`;
  const stop = socket.subscribe(
    { query, variables: { runId, after } },
    {
      next: ({ data }) => show(data.runEvents),
      error: (error) => console.error(error),
      complete: () => stop(), // the run is over
    },
  );
  return () => socket.dispose();
}
