import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { TRANSIENT_KINDS } from '../entities/run-event.js';
import { AcogError } from '../errors.js';
import type { Context } from '../resolvers/context.js';
import { isShared } from '../services/live/live-event.js';
import type { Viewer } from '../services/scope.js';
import { TRY_AGAIN_LATER, type Connection } from './connection.js';
import { groupKey, onlooker, payloadOf, type EventGroups } from './event-groups.js';
import type { HttpParts } from './parts.js';
import type { Payload } from './outbox.js';
import { contextFor, isOurFault, masked, wrapped } from './socket-operations.js';
import type { SocketMetrics } from './socket-metrics.js';

/** A subscription that was let in. */
export interface LiveOrder {
  readonly args: ExecutionArgs;
  /** The client's, of the operation. */
  readonly id: string;
  readonly viewer: Viewer;
  readonly connection: Connection;
  /** What the first event says of the cost; null when nothing is to be said. */
  readonly settle: () => object | null;
}

export interface LiveParts {
  readonly parts: HttpParts;
  readonly groups: EventGroups;
  readonly metrics: SocketMetrics;
}

type LiveStream = AsyncGenerator<ExecutionResult, void>;

/**
 * Begins to send the events of a subscription. They go straight into the outbox of the socket: the stream that the
 * protocol engine gets yields nothing and only ends. What is live and the same for many is executed once for all of
 * them; what a subscriber missed is replayed for it alone and as slowly as it reads.
 *
 * @returns the errors when it was refused
 */
export async function openLiveStream(
  live: LiveParts,
  order: LiveOrder,
): Promise<LiveStream | ExecutionResult> {
  const { args, viewer, id, connection } = order;
  const context = (): Context => contextFor(live.parts, viewer);
  let source;
  try {
    source = await createSourceEventStream({ ...args, contextValue: context() });
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

async function pump(
  { parts, groups, metrics }: LiveParts,
  { args, id, viewer, connection, settle }: LiveOrder,
  events: AsyncIterator<unknown>,
  isWanted: () => boolean,
): Promise<void> {
  const { outbox } = connection;
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const watcher = onlooker(viewer);
  const group = groups.join(groupKey(args, viewer));
  const make = (event: unknown): Promise<Payload> => {
    metrics.executed();
    return payloadOf({ ...args, rootValue: event, contextValue: contextFor(parts, watcher) }, (result) =>
      shaped(result, parts),
    );
  };
  try {
    let cost = settle();
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = next.value;
      const isLive = isShared(event);
      if (!isLive) await outbox.room();
      const payload = isLive ? await group.payloadOf(event, () => make(event)) : await make(event);
      if (!isWanted()) return;
      const tick =
        isLive && TRANSIENT_KINDS.includes(event.kind)
          ? `${id}:${event.runId}:${event.taskId ?? event.stage ?? ''}`
          : null;
      outbox.push({ head, payload: cost ? withExtensions(payload, cost) : payload, tick });
      metrics.sent();
      cost = null;
    }
  } finally {
    group.leave();
  }
}

/** @throws what broke on our side, when nothing is left of the event: sent like that it would be missing */
function shaped({ data, errors }: ExecutionResult, parts: HttpParts): object {
  if (!errors) return { data };
  const fault = data === null || data === undefined ? errors.find(isOurFault) : undefined;
  if (fault) throw fault;
  return { data, errors: masked(errors, parts) };
}

function withExtensions({ json, bytes }: Payload, extensions: object): Payload {
  const added = `,"extensions":${JSON.stringify(extensions)}}`;
  return { json: json.slice(0, -1) + added, bytes: bytes - 1 + Buffer.byteLength(added) };
}
