import { parse } from 'graphql';
import { createAcogClient } from 'acog/client';

/** The client that comes with ACOG. */
export function follow({ url, key, runId, after }, show) {
  const acog = createAcogClient({ url, key });
  const runEvents = parse(`subscription ($runId: ID!, $after: String) {
    runEvents(runId: $runId, after: $after) { cursor sequence kind stage progress }
  }`);
  const listen = async () => {
    for await (const event of acog.subscribe(runEvents, { runId, after })) show(event.runEvents);
  };
  listen().catch((error) => console.error(error));
  return () => acog.close();
}
