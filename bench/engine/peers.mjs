import BeeQueue from 'bee-queue';
import { Queue, Worker } from 'bullmq';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { PgBoss } from 'pg-boss';

/**
 * The peers, each in the mode its own documentation calls the fast one. A peer opens a queue of a name; the queue takes
 * jobs (`add`), and `work` calls `handle` with each, `concurrency` at a time, until what it returns is called.
 */
export const CONCURRENCY = 128;
const POOL = 20;
const complain = (text) => process.stderr.write(`${text}\n`);
const quiet = new Logger(() => (level, message) => level === 'error' && complain(message));

export const peers = {
  'bee-queue': async ({ redisUrl }) => ({
    async open(name) {
      const settings = {
        redis: { url: redisUrl },
        getEvents: false,
        sendEvents: false,
        storeJobs: false,
        removeOnSuccess: true,
      };
      const adding = new BeeQueue(name, { ...settings, isWorker: false });
      await adding.ready();
      return {
        add: (job) => adding.createJob(job).save(),
        async work(handle) {
          const working = new BeeQueue(name, settings);
          await working.ready();
          working.process(CONCURRENCY, ({ data }) => handle(data));
          return () => working.close(5_000);
        },
        close: () => adding.close(5_000),
      };
    },
    close: () => undefined,
  }),

  BullMQ: async ({ redisUrl }) => {
    const { hostname: host, port, password } = new URL(redisUrl);
    const connection = { host, port: Number(port), password, maxRetriesPerRequest: null };
    return {
      async open(name) {
        const queue = new Queue(name, {
          connection,
          defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
        });
        await queue.waitUntilReady();
        return {
          add: (job) => queue.add('job', job),
          async work(handle) {
            const worker = new Worker(name, ({ data }) => handle(data), {
              connection,
              concurrency: CONCURRENCY,
            });
            await worker.waitUntilReady();
            return () => worker.close();
          },
          close: () => queue.close(),
        };
      },
      close: () => undefined,
    };
  },

  'pg-boss': (services) => bossOf(services, 'boss_poll', false),
  'pg-boss notify': (services) => bossOf(services, 'boss_notify', true),

  'graphile-worker': async ({ databaseUrl }) => {
    const pgPool = new pg.Pool({ connectionString: databaseUrl, max: POOL });
    pgPool
      .on('error', (error) => complain(String(error)))
      .on('connect', (client) => client.on('error', () => undefined));
    const utils = await makeWorkerUtils({ pgPool, preset: { worker: { logger: quiet } } });
    await utils.migrate();
    return {
      open: async (name) => ({
        add: (job) => utils.addJob(name, job),
        async work(handle) {
          const runner = await run({
            pgPool,
            concurrency: CONCURRENCY,
            noHandleSignals: true,
            pollInterval: 1_000,
            preset: {
              worker: {
                localQueue: { size: CONCURRENCY + 1 },
                completeJobBatchDelay: 0,
                failJobBatchDelay: 0,
                logger: quiet,
              },
            },
            taskList: { [name]: handle },
          });
          return () => runner.stop();
        },
        close: () => undefined,
      }),
      async close() {
        await utils.release();
        await pgPool.end();
      },
    };
  },
};

async function bossOf({ databaseUrl: connectionString }, schema, notify) {
  const boss = new PgBoss({ connectionString, schema, max: POOL, schedule: false, useListenNotify: notify });
  boss.on('error', (error) => complain(String(error)));
  await boss.start();
  return {
    async open(name) {
      await boss.createQueue(name, { notify });
      return {
        add: (job) => boss.send(name, job),
        async work(handle) {
          const options = {
            batchSize: CONCURRENCY / 2,
            localConcurrency: 2,
            pollingIntervalSeconds: 0.5,
            burstWhenBatchFull: true,
          };
          await boss.work(name, options, (jobs) => Promise.all(jobs.map(({ data }) => handle(data))));
          return () => boss.offWork(name, { wait: true });
        },
        close: () => undefined,
      };
    },
    close: () => boss.stop({ graceful: false }),
  };
}
