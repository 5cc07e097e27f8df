import { createSourceEventStream, type ExecutionResult } from 'graphql';
import { AcogError } from '../errors.js';
import type { Context } from '../resolvers/context.js';
import { TRY_AGAIN_LATER } from './connection.js';
import { contextFor } from './context-for.js';
import type { LiveOrder, LiveParts } from './live-order.js';
import { pump } from './live-pump.js';
import { wrapped } from './socket-operations.js';

type LiveStream = AsyncGenerator<ExecutionResult, void>;

/**
 * Begins to send the events of a subscription. They go straight into the outbox of the socket: the stream that the
 * protocol engine gets yields nothing and only ends.
 *
 * @returns the errors when it was refused
 */
export async function openLiveStream(
  live: LiveParts,
  order: LiveOrder,
): Promise<LiveStream | ExecutionResult> {
  const { args, viewer, id, connection } = order;
  const context: Context = contextFor(live.parts, viewer);
  let source;
  try {
    source = await createSourceEventStream({ ...args, contextValue: context });
  } catch (error) {
    return { errors: [wrapped(error)] }; // the stream was refused: the client is told, the socket stays
  }
  if (!(Symbol.asyncIterator in source)) return source;
  const events = source[Symbol.asyncIterator]();
  const end = async (): Promise<IteratorResult<ExecutionResult, void>> => {
    if (connection.streams.get(id) === end) connection.streams.delete(id);
    await events.return?.();
    return { done: true, value: undefined };
  };
  await connection.streams.get(id)?.(); // completed and asked again before it had begun
  if (connection.isOpen) connection.streams.set(id, end);
  else await end();
  const isWanted = (): boolean => connection.streams.get(id) === end;
  const stream: LiveStream = {
    async next() {
      try {
        await pump(live, order, events, isWanted);
      } catch (error) {
        if (isWanted() && error instanceof AcogError) throw error;
        if (isWanted()) {
          live.parts.logger.error({ error }, 'a live stream broke; its reader comes again');
          connection.hangUp(TRY_AGAIN_LATER, 'Try again later');
        }
      }
      // the engine takes the end of an old stream for that of a new one with the same id: it hears nothing of it
      return isWanted() ? end() : new Promise(() => undefined);
    },
    return: end,
    throw: end,
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
  return stream;
}
