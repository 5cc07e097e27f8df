import type { Client, ExecutionResult, Sink, SubscribePayload } from 'graphql-ws';

type Next = ExecutionResult<Record<string, unknown>, unknown>;

/**
 * A graphql-ws client whose subscriptions go on where they stopped: after a lost connection every later event comes, none
 * missing and none twice. Select `cursor` and declare `$after` in the subscription; a subscription that does not goes on
 * with a snapshot, as without this.
 *
 *     const socket = resumable(createClient(socketOptions({ url, key })));
 *
 * It is a client like the one it is given: hand it to Apollo's `GraphQLWsLink`, to urql, to Relay.
 *
 * @param client reconnects by itself; it sends a subscription's payload anew each time, with the cursor of the last event
 */
export function resumable<Given extends Client>(client: Given): Given {
  const subscribe: Client['subscribe'] = (payload, sink) => {
    const resuming = { ...payload, variables: { ...payload.variables } };
    return client.subscribe(resuming, {
      next(result) {
        const cursor = cursorIn(result as Next); // whatever else the result holds
        if (cursor !== null) resuming.variables['after'] = cursor;
        sink.next(result as never); // the caller's own type, untouched
      },
      error: (error) => sink.error(error),
      complete: () => sink.complete(),
    });
  };
  return { ...client, subscribe, iterate: (payload) => iterate(subscribe, payload) };
}

/** The cursor of the event that a subscription's only field holds. */
function cursorIn({ data }: Next): string | null {
  const [event] = Object.values(data ?? {});
  const cursor = typeof event === 'object' && event !== null && 'cursor' in event ? event.cursor : undefined;
  return typeof cursor === 'string' ? cursor : null;
}

/** A subscription as an async iterator: leaving the loop ends it. What comes quicker than it is taken waits in memory. */
export function iterate(
  subscribe: Client['subscribe'],
  payload: SubscribePayload,
): AsyncIterableIterator<Next, undefined> {
  const waiting: Next[] = [];
  const endings: { readonly error: unknown }[] = [];
  let wake = (): void => undefined;
  const end = (error: unknown): void => {
    endings.push({ error });
    wake();
  };
  const sink: Sink<Next> = {
    next(result) {
      waiting.push(result);
      wake();
    },
    error: (error) => end(error ?? new Error('the subscription failed')),
    complete: () => end(null),
  };
  const stop = subscribe(payload, sink as Sink<never>); // the server's results, whatever their fields
  return (async function* events(): AsyncGenerator<Next, undefined> {
    try {
      for (;;) {
        const next = waiting.shift();
        const [ended] = endings;
        if (next) yield next;
        else if (!ended) await new Promise<void>((resolve) => (wake = resolve));
        else if (ended.error === null) return undefined;
        else throw ended.error as Error; // or a close event, or GraphQL errors: as graphql-ws gives it
      }
    } finally {
      stop();
    }
  })();
}
