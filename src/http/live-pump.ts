import { execute, type ExecutionResult } from 'graphql';
import { TRANSIENT_KINDS } from '../entities/run-event.js';
import { isShared } from '../services/live/live-event.js';
import { contextFor } from './context-for.js';
import { groupKey, onlooker } from './event-groups.js';
import { Executions, type Made } from './executions.js';
import type { LiveOrder, LiveParts } from './live-order.js';
import type { HttpParts } from './parts.js';
import { isOurFault, masked } from './socket-operations.js';

/** Events that may be under way between the feed and the outbox. */
const MOST_AHEAD = 200;

interface Ahead {
  readonly made: Made;
  readonly tick: string | null;
}

/**
 * Takes events from a feed, has them executed and puts them into the outbox, in order. What is live and the same for many
 * is executed once for all of them; what a subscriber missed is replayed for it alone, and no faster than it reads.
 *
 * @param isWanted says whether anybody still wants to hear of it
 * @throws what the feed throws, and what keeps an event from being made
 */
export async function pump(
  live: LiveParts,
  order: LiveOrder,
  events: AsyncIterator<unknown>,
  isWanted: () => boolean,
): Promise<void> {
  const { args, id, viewer, connection, settle } = order;
  const { outbox } = connection;
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  const create = (): Executions => new Executions(() => executor(live, order));
  const { executions, leave } = live.groups.join(groupKey(args, viewer), create);
  const own = create();
  const ahead: Ahead[] = [];
  let cost = settle();
  let writing: Promise<void> | null = null;
  let failure: { readonly error: unknown } | null = null;

  async function write(): Promise<void> {
    try {
      for (let next = ahead[0]; next && isWanted(); next = ahead[0]) {
        const json = next.made.json ?? (await next.made.promise);
        ahead.shift();
        outbox.push({ head, json: cost ? withExtensions(json, cost) : json, tick: next.tick });
        live.metrics.sent();
        cost = null;
      }
    } catch (error) {
      failure = { error };
      void events.return?.(); // ends the loop below
    } finally {
      writing = null;
    }
  }

  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      const event = next.value as object; // as: the feeds yield events
      const isLive = isShared(event);
      if (!isLive) await outbox.room();
      const isTick = isLive && TRANSIENT_KINDS.includes(event.kind);
      const tick = isTick ? `${id}:${event.runId}:${event.taskId ?? event.stage ?? ''}` : null;
      ahead.push({ made: (isLive ? executions : own).of(event), tick });
      // not at once: what others have executed is written without a pause, and would be over before it is noted here
      writing ??= Promise.resolve().then(write);
      if (ahead.length >= MOST_AHEAD) await writing;
    }
    await writing;
  } finally {
    leave();
  }
  // as: the analysis does not see that `write` sets it
  const failed = failure as { readonly error: unknown } | null;
  if (failed) throw failed.error;
}

/** Executes events with the rows of one moment, for a viewer without a name. */
function executor(
  { parts, metrics }: LiveParts,
  { args, viewer }: LiveOrder,
): (event: object) => Promise<Buffer> {
  const contextValue = contextFor(parts, onlooker(viewer));
  return async (rootValue) => {
    metrics.executed();
    return Buffer.from(JSON.stringify(shaped(await execute({ ...args, rootValue, contextValue }), parts)));
  };
}

/** @throws what broke on our side, when nothing is left of the event: sent like that it would be missing */
function shaped({ data, errors }: ExecutionResult, parts: HttpParts): object {
  if (!errors) return { data };
  const fault = data === null || data === undefined ? errors.find(isOurFault) : undefined;
  if (fault) throw fault;
  return { data, errors: masked(errors, parts) };
}

function withExtensions(json: Buffer, extensions: object): Buffer {
  return Buffer.concat([json.subarray(0, -1), Buffer.from(`,"extensions":${JSON.stringify(extensions)}}`)]);
}
