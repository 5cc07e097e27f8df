import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEventKind } from './entities/run-event.js';
import type { Stage } from './entities/stage.js';
import type { Logger } from './logger.js';
import { createSubscriber, type RedisClient } from './redis.js';

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
   * Resolves when the subscription stands, at once while Redis is away, and soon while it is silent: then it stands as
   * soon as Redis is back, and readers find what they missed in the rows. Call the answer to end it.
   */
  subscribe(topic: Topic, listener: Listener): Promise<() => void>;
  close(): void;
}

const PREFIX = 'acog:events:';
/** Redis that answers later than this counts as away. */
const PATIENCE_MS = 1_000;
const NOT_FOR_CHANNELS: ReadonlySet<RunEventKind> = new Set([
  'STAGE_PROGRESS',
  'LOG',
  'SNAPSHOT',
  'STREAM_RESET',
]);

/** @param redis connected by the caller; subscriptions get a connection of their own */
export function createEvents(redis: RedisClient, logger: Logger): Events {
  const listeners = new Map<Topic, Set<Listener>>();
  const subscriber = createSubscriber(redis, logger);
  const subscribed = new Map<Topic, Promise<void>>();
  subscriber.on('error', () => subscribed.clear());
  subscriber.on('ready', () => {
    subscribed.clear();
    for (const topic of listeners.keys()) void listenTo(topic);
  });
  subscriber.connect().catch((error: unknown) => {
    logger.debug({ error }, 'the connection for live events was closed before it stood');
  });

  /** Asks Redis once per topic and connection; a failure is mended by the next `ready`. */
  function listenTo(topic: Topic): Promise<void> {
    if (!subscriber.isReady) return Promise.resolve();
    const known = subscribed.get(topic);
    if (known) return known;
    const asked = subscriber.subscribe(PREFIX + topic, deliver).catch((error: unknown) => {
      if (subscribed.get(topic) === asked) subscribed.delete(topic);
      logger.debug({ error, topic }, 'subscribing failed; events are read from the rows until Redis is back');
    });
    subscribed.set(topic, asked);
    return asked;
  }

  /** One function for all topics and connections: whoever subscribes with it again still hears everything once. */
  function deliver(text: string, name: string): void {
    const topic = name.slice(PREFIX.length) as Topic; // nothing else is subscribed to
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
      const patience = new AbortController();
      const { signal } = patience;
      await Promise.race([listenTo(topic), sleep(PATIENCE_MS, undefined, { signal }).catch(() => undefined)]);
      patience.abort();
      return () => {
        if (!others.delete(listener) || others.size > 0 || listeners.get(topic) !== others) return;
        listeners.delete(topic);
        if (subscribed.delete(topic)) subscriber.unsubscribe(PREFIX + topic, deliver).catch(() => undefined); // gone with its connection
      };
    },
    close() {
      listeners.clear();
      subscriber.destroy();
    },
  };
}
