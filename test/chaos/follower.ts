import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Dice } from './dice.js';
import type { StartedRun } from './operator.js';
import type { World } from './world.js';

interface SeenEvent {
  readonly sequence: number;
  readonly kind: string;
  readonly cursor: string;
}

/** Someone who watches a run from its start, loses the connection now and then, and comes back with the last cursor. */
export interface Follower {
  readonly run: StartedRun;
  /** Durable events, as they came. */
  readonly seen: readonly SeenEvent[];
  readonly resets: number;
  readonly reconnects: number;
  /** The run's last event came. */
  readonly isAtEnd: boolean;
  stop(): void;
}

const EVENTS = `subscription ($runId: ID!, $after: String) {
  runEvents(runId: $runId, after: $after) { sequence kind cursor } }`;
const TRANSIENT = new Set(['SNAPSHOT', 'STREAM_RESET', 'STAGE_PROGRESS']);
const FINAL = new Set(['RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_CANCELLED']);

/** Hanging up before the connection stands is an error to `ws`, and none to us. */
class Socket extends WebSocket {
  constructor(url: string, protocols: string | string[]) {
    super(url, protocols);
    this.on('error', () => undefined);
  }
}

export function follow(world: World, run: StartedRun, dice: Dice): Follower {
  const seen: SeenEvent[] = [];
  const state = { resets: 0, reconnects: 0, isAtEnd: false, isStopped: false };
  let hangUp = (): void => undefined;
  let after: string = run.eventCursor;

  function hear(event: SeenEvent): void {
    if (event.kind === 'STREAM_RESET') state.resets += 1;
    if (TRANSIENT.has(event.kind)) return;
    seen.push(event);
    after = event.cursor;
    state.isAtEnd = FINAL.has(event.kind);
  }

  /** One connection, until it breaks or is broken. */
  async function listen(): Promise<void> {
    const client = createClient({
      url: `${world.api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Socket,
      connectionParams: { authorization: `Bearer ${world.api.key}` },
      retryAttempts: 0,
    });
    const patience = new AbortController();
    hangUp = () => client.terminate();
    void sleep(dice.between(1_000, 9_000), undefined, { signal: patience.signal }).then(
      hangUp,
      () => undefined,
    );
    try {
      const stream = client.iterate<{ runEvents: SeenEvent }>({
        query: EVENTS,
        variables: { runId: run.id, after },
      });
      for await (const { data } of stream) if (data) hear(data.runEvents);
    } catch {
      // broken: by us, or by what is done to the API and its database
    } finally {
      patience.abort();
      await client.dispose();
    }
  }

  void (async () => {
    while (!state.isAtEnd && !state.isStopped) {
      await listen();
      state.reconnects += 1;
      await sleep(dice.between(20, 400));
    }
  })();
  return {
    run,
    seen,
    get resets() {
      return state.resets;
    },
    get reconnects() {
      return state.reconnects;
    },
    get isAtEnd() {
      return state.isAtEnd;
    },
    stop() {
      state.isStopped = true;
      hangUp();
    },
  };
}
