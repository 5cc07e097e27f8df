import BeeQueue from 'bee-queue';
import lua from 'bee-queue/lib/lua/index.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../entities/stage.js';
import type { Logger } from '../logger.js';

/**
 * Bee-Queue wakes workers quickly; it is not trusted with anything. A ring carries a task id, may come late, twice or
 * never: the row decides, and the ticker in `worker.ts` finds what no ring announced. What the library does not do by
 * itself (survive a restart of Redis, reconnect for ever, forget finished jobs) is set right here and nowhere else.
 */
export interface Bell {
  /** Says that a task may be due. Never throws, never waits. */
  ring(task: { readonly id: string; readonly stage: Stage }): void;
  /** Calls back for each ring of a stage, at most `concurrency` at a time. */
  listen(stage: Stage, concurrency: number, hear: (taskId: string) => Promise<void>): void;
  /** Rejects when the queue does not answer. */
  check(): Promise<void>;
  /** Stops hearing; what is being worked at may take up to `graceMs`. */
  close(graceMs: number): Promise<void>;
}

interface Ring {
  readonly id: string;
}

/** What the library has and its types hide; pinned to 2.0.0. */
interface QueueInside {
  readonly client: { on(event: 'ready', listener: () => void): void };
  readonly _ready: Promise<unknown>;
}
type Queue = BeeQueue<Ring> & QueueInside;

const STALL_INTERVAL_MS = 60_000;
const LONGEST_RECONNECT_MS = 3_000;
/** node_redis counts all attempts together and gives up after this; we never do. */
const NEVER_MS = 2_147_483_647;

const isMissingScript = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('NOSCRIPT');

/** After a restart Redis has forgotten the scripts that the library loads only once. */
class SafeQueue extends BeeQueue<Ring> {
  /** The library has it, its types hide it. */
  declare readonly client: QueueInside['client'];

  // The name and the shape are the library's own; every script goes through here.
  async _evalScript(...given: unknown[]): Promise<unknown> {
    const evaluate = (
      BeeQueue.prototype as unknown as { _evalScript: (...inner: unknown[]) => Promise<unknown> }
    )._evalScript;
    try {
      return await evaluate.apply(this, given);
    } catch (error) {
      if (!isMissingScript(error)) throw error;
      await lua.buildCache(this.client);
      return evaluate.apply(this, given);
    }
  }
}

export function createBell(redisUrl: string, logger: Logger): Bell {
  const queues = new Map<string, Promise<Queue>>();
  let closing = false;

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
      const queue = new SafeQueue(name, {
        redis: {
          url: redisUrl,
          retry_strategy: ({ attempt: tries }: { attempt: number }) =>
            Math.min(tries * 200, LONGEST_RECONNECT_MS),
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
        stallInterval: STALL_INTERVAL_MS,
      }) as unknown as Queue;
      queue.on('error', (error) => logger.debug({ error, queue: name }, 'the bell has no connection'));
      try {
        queue.connect().catch(() => undefined); // `_ready` says the same, once
        await queue._ready;
        queue.client.on('ready', () => void lua.buildCache(queue.client).catch(() => undefined));
        return queue;
      } catch (error) {
        if (closing) throw error;
        logger.warn({ error, queue: name }, 'the bell cannot reach Redis; trying again');
        await queue.close(0).catch(() => undefined);
        await sleep(Math.min(attempt * 200, LONGEST_RECONNECT_MS));
      }
    }
  }

  return {
    ring({ id, stage }) {
      if (closing) return;
      open(stage, false)
        .then((queue) => queue.createJob({ id }).save())
        .catch((error: unknown) =>
          logger.debug({ error, taskId: id }, 'a ring was lost; the ticker finds the task'),
        );
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
          const timer = setInterval(() => (closing ? clearInterval(timer) : check()), STALL_INTERVAL_MS);
          timer.unref();
        })
        .catch(() => undefined); // closed before Redis was ever reached
    },
    async check() {
      await (await open('PLANNING', false)).checkHealth();
    },
    async close(graceMs) {
      closing = true;
      const opened = [...queues.values()].map((queue) =>
        queue.then((open) => open.close(graceMs)).catch(() => undefined),
      );
      await Promise.race([Promise.all(opened), sleep(graceMs + 1_000, undefined, { ref: false })]);
    },
  };
}
