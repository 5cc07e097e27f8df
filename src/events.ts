import type { RunEventKind } from './entities/run-event.js';
import type { Stage } from './entities/stage.js';
import type { Logger } from './logger.js';
import type { RedisClient } from './redis.js';

/** A run event on its way to whoever listens: the row itself, so that nobody has to read it again. */
export interface EventMessage {
  readonly runId: string;
  readonly episodeId: string;
  readonly channelId: string;
  /** Of the event itself, or of the last durable one for a transient event. */
  readonly sequence: number;
  readonly kind: RunEventKind;
  /** ISO 8601. */
  readonly occurredAt: string;
  readonly message: string | null;
  readonly stage: Stage | null;
  readonly progress: number;
  readonly stageProgress: number | null;
  readonly etaSeconds: number | null;
  readonly costMicroUsd: number;
  readonly stageRunId: string | null;
  readonly taskId: string | null;
  readonly assetId: string | null;
}

/** One topic for each episode, and one for the run and stage changes of all channels. */
export type Topic = `episode:${string}` | 'channels';

export type Listener = (message: EventMessage) => void;

/** Carries events between processes. Redis may lose some: the rows are the truth, this only makes them quick. */
export interface Events {
  /** Never throws and never waits: what cannot be sent is found in the rows. */
  publish(messages: readonly EventMessage[]): void;
  /**
   * Resolves when the subscription stands, or at once while Redis is away: then it stands as soon as Redis is back,
   * and readers find what they missed in the rows. Call the answer to end it.
   */
  subscribe(topic: Topic, listener: Listener): Promise<() => void>;
  close(): void;
}

const PREFIX = 'acog:events:';
const NOT_FOR_CHANNELS: ReadonlySet<RunEventKind> = new Set([
  'STAGE_PROGRESS',
  'LOG',
  'SNAPSHOT',
  'STREAM_RESET',
]);

/** @param redis connected by the caller; subscriptions get a connection of their own */
export function createEvents(redis: RedisClient, logger: Logger): Events {
  const listeners = new Map<Topic, Set<Listener>>();
  const subscriber = redis.duplicate();
  const subscribed = new Set<Topic>();
  subscriber.on('error', () => subscribed.clear()); // the main client says it for both
  subscriber.on('ready', () => {
    subscribed.clear();
    for (const topic of listeners.keys()) void listenTo(topic);
  });
  subscriber.connect().catch((error: unknown) => {
    logger.debug({ error }, 'the connection for live events was closed before it stood');
  });

  /** Asks Redis once per topic and connection; a failure is mended by the next `ready`. */
  async function listenTo(topic: Topic): Promise<void> {
    if (subscribed.has(topic) || !subscriber.isReady) return;
    subscribed.add(topic);
    try {
      await subscriber.subscribe(PREFIX + topic, (text) => deliver(topic, text));
    } catch (error) {
      subscribed.delete(topic);
      logger.debug({ error, topic }, 'subscribing failed; events are read from the rows until Redis is back');
    }
  }

  function deliver(topic: Topic, text: string): void {
    let message: EventMessage;
    try {
      message = JSON.parse(text) as EventMessage; // only we publish under this prefix
    } catch (error) {
      logger.warn({ error, topic }, 'an event that is not JSON was dropped');
      return;
    }
    for (const listener of listeners.get(topic) ?? []) listener(message);
  }

  function send(topic: Topic, text: string): void {
    redis.publish(PREFIX + topic, text).catch((error: unknown) => {
      logger.debug({ error, topic }, 'an event could not be published; readers find it in the rows');
    });
  }

  return {
    publish(messages) {
      for (const message of messages) {
        const text = JSON.stringify(message);
        send(`episode:${message.episodeId}`, text);
        if (!NOT_FOR_CHANNELS.has(message.kind)) send('channels', text);
      }
    },
    async subscribe(topic, listener) {
      const others = listeners.get(topic) ?? new Set();
      listeners.set(topic, others.add(listener));
      await listenTo(topic);
      return () => {
        if (!others.delete(listener) || others.size > 0 || listeners.get(topic) !== others) return;
        listeners.delete(topic);
        if (subscribed.delete(topic)) subscriber.unsubscribe(PREFIX + topic).catch(() => undefined); // gone with its connection
      };
    },
    close() {
      listeners.clear();
      subscriber.destroy();
    },
  };
}
