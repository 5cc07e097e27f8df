import BeeQueue from 'bee-queue';
import { createRequire } from 'node:module';
import lua from 'bee-queue/lib/lua/index.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../entities/stage.js';
import type { Logger } from '../logger.js';
import { inTime, popInSlices, watchPulse, type PoppingClient } from './pulse.js';

/**
 * Bee-Queue wakes workers quickly; it is not trusted with anything. A ring carries a task id, may come late, twice or
 * never: the row decides, and the ticker in `worker.ts` finds what no ring announced. What the library does not do by
 * itself (survive a restart of Redis, reconnect for ever, forget finished jobs) is set right here and nowhere else.
 */
export interface Bell {
  /** Says that a task may be due. Never throws, never waits, and keeps no more than a few rings while Redis is away. */
  ring(task: { readonly id: string; readonly stage: Stage }): void;
  /** Calls back for each ring of a stage, at most `concurrency` at a time. */
  listen(stage: Stage, concurrency: number, hear: (taskId: string) => Promise<void>): void;
  /** Rejects when the queue does not answer. */
  check(): Promise<void>;
  /** Stops hearing; what is being worked at may take up to `graceMs`. */
  close(graceMs: number): Promise<void>;
}

export interface BellTimes {
  /** A ring that was taken and not finished by a worker that says nothing for so long is given to another. */
  readonly stallMs: number;
  /** A connection on which nothing came for so long is dead, whatever it looks like, and is made again. */
  readonly silenceMs: number;
}

interface Ring {
  readonly id: string;
}

interface Client extends PoppingClient {
  on(event: 'ready', listener: () => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  once(event: 'ready' | 'error', listener: (error: Error) => void): void;
  end(flush: boolean): void;
}

/** What the library has and its types hide; pinned to 2.0.0. */
interface QueueInside {
  readonly client: Client | null;
  /** Waits for rings; only a listening queue has it. */
  readonly bclient: Client | null;
  readonly _ready: Promise<unknown>;
  _evalScript(...given: unknown[]): Promise<unknown>;
  _doStalledJobCheck(): Promise<number>;
}
type Queue = BeeQueue<Ring> & QueueInside;
const library = BeeQueue.prototype as Queue; // its methods that the types hide
const fromHere = createRequire(import.meta.url);
const redis = createRequire(fromHere.resolve('bee-queue'))('redis') as {
  createClient(options: object): Client;
}; // as: the client that the library was made for

const TIMES: BellTimes = { stallMs: 60_000, silenceMs: 60_000 };
const LONGEST_RECONNECT_MS = 3_000;
/** Rings that Redis has not answered; more are lost, and found by the ticker. */
const MOST_UNANSWERED = 2_000;
/** node_redis counts all attempts together and gives up after this; we never do. */
const NEVER_MS = 2_147_483_647;

const isMissingScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');

/** The library's queue, without what makes it deaf for ever. */
class SafeQueue extends BeeQueue<Ring> {
  declare readonly client: Client | null; // the library has these, its types hide them
  declare readonly settings: { readonly redis: object };
  declare readonly _emitError: (error: Error) => void;
  silenceMs = TIMES.silenceMs;

  /** After a restart Redis has forgotten the scripts that the library loads only once; every script goes through here. */
  async _evalScript(...given: unknown[]): Promise<unknown> {
    try {
      return await library._evalScript.apply(this, given);
    } catch (error) {
      if (!isMissingScript(error)) throw error;
      await lua.buildCache(this.client);
      return library._evalScript.apply(this, given);
    }
  }

  /** The library asks for rings only after its first look at stalled ones: if that one fails, it never would. */
  async _doStalledJobCheck(): Promise<number> {
    return library._doStalledJobCheck.call(this).catch(() => 0); // looked at again soon
  }

  /** The library lets go of a client that is not greeted at once, and what happens to it later would end the process. */
  async makeClient(name: 'client' | 'bclient'): Promise<Client> {
    const client = redis.createClient({ ...this.settings.redis });
    client.on('error', this._emitError);
    await new Promise<void>((resolve, reject) => {
      client.once('ready', () => resolve());
      client.once('error', reject);
    });
    Object.assign(this, { [name]: client });
    if (name === 'bclient') popInSlices(client, this.silenceMs, () => this.paused);
    return client;
  }
}

export function createBell(redisUrl: string, logger: Logger, { stallMs, silenceMs } = TIMES): Bell {
  const queues = new Map<string, Promise<Queue>>();
  const opened = new Set<Queue>();
  let unanswered = 0;
  let closing = false;

  const endPulse = watchPulse(
    silenceMs,
    () => [...opened].flatMap(({ client, bclient }) => [client, bclient].filter((one) => one !== null)),
    (count) => logger.warn({ count }, 'connections of the bell had fallen silent; they are made again'),
  );

  function open(name: string, isWorker: boolean): Promise<Queue> {
    const key = `${name} ${String(isWorker)}`;
    const found = queues.get(key);
    if (found) return found;
    const opened = connect(name, isWorker);
    queues.set(key, opened);
    return opened;
  }

  /** Builds the queue again until Redis answers: one that was made while Redis was away stays dead for ever. */
  async function connect(name: string, isWorker: boolean): Promise<Queue> {
    for (let attempt = 1; ; attempt += 1) {
      let isGivenUp = false;
      const safe = new SafeQueue(name, {
        redis: {
          url: redisUrl,
          retry_strategy: ({ attempt: tries }: { attempt: number }) =>
            closing || isGivenUp
              ? new Error('nobody waits for it')
              : Math.min(tries * 200, LONGEST_RECONNECT_MS),
          connect_timeout: NEVER_MS,
        },
        prefix: '{acog}',
        isWorker,
        autoConnect: false,
        getEvents: false,
        sendEvents: false,
        storeJobs: false,
        removeOnSuccess: true,
        removeOnFailure: true,
        stallInterval: stallMs,
      });
      safe.silenceMs = silenceMs;
      const queue = safe as unknown as Queue; // the same object, with what the library's types hide
      queue.on('error', (error) => logger.debug({ error, queue: name }, 'the bell has no connection'));
      try {
        queue.connect().catch(() => undefined); // `_ready` says the same, once
        await inTime(queue._ready, silenceMs);
        queue.client?.on('ready', () => void lua.buildCache(queue.client).catch(() => undefined));
        opened.add(queue);
        return queue;
      } catch (error) {
        if (closing) throw error;
        logger.warn({ error, queue: name }, 'the bell cannot reach Redis; trying again');
        isGivenUp = true;
        queue.close(1).catch(() => undefined);
        queue._ready.then(() => queue.client?.end(true)).catch(() => undefined); // greeted after all
        await sleep(Math.min(attempt * 200, LONGEST_RECONNECT_MS));
      }
    }
  }

  return {
    ring({ id, stage }) {
      if (closing || unanswered >= MOST_UNANSWERED) return;
      unanswered += 1;
      open(stage, false)
        .then((queue) => queue.createJob({ id }).save())
        .catch((error: unknown) =>
          logger.debug({ error, taskId: id }, 'a ring was lost; the ticker finds the task'),
        )
        .finally(() => (unanswered -= 1));
    },
    listen(stage, concurrency, hear) {
      open(stage, true)
        .then((queue) => {
          // A ghost: an id in the lists whose job is gone; it would go round for ever.
          queue.on('stalled', (jobId) => {
            void queue
              .getJob(jobId)
              .then((job) => ((job as unknown) ? undefined : queue.removeJob(jobId)))
              .catch(() => undefined);
          });
          queue.process(concurrency, (job) =>
            hear(job.data.id).catch((error: unknown) => {
              logger.error(
                { error, taskId: job.data.id },
                'a task could not be worked at; the ticker tries again',
              );
            }),
          );
          const check = (): void => void queue.checkStalledJobs().catch(() => undefined);
          const timer = setInterval(() => (closing ? clearInterval(timer) : check()), stallMs);
          timer.unref();
        })
        .catch(() => undefined); // closed before Redis was ever reached
    },
    async check() {
      await (await open('PLANNING', false)).checkHealth();
    },
    async close(graceMs) {
      closing = true;
      endPulse();
      const closed = [...queues.values()].map((queue) =>
        queue.then((open) => open.close(Math.max(1, graceMs))).catch(() => undefined),
      );
      await Promise.race([Promise.all(closed), sleep(graceMs + 1_000, undefined, { ref: false })]);
    },
  };
}
