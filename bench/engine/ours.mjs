import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshFolder } from './services.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../dist/src');
const load = (file) => import(pathToFileURL(join(root, file)).href);
const [
  { createOrm },
  { createBell },
  { startWorker },
  { pipeline },
  { createEvents },
  { createRedis },
  rows,
  { Park },
] = await Promise.all(
  [
    'orm.js',
    'jobs/bell.js',
    'jobs/worker.js',
    'jobs/pipeline.js',
    'events.js',
    'redis.js',
    'entities/index.js',
    'jobs/park.js',
  ].map(load),
);
const { createTurns } = await load('jobs/rate.js');
const { prepared } = await load('jobs/prepared.js');
const { createFailpoints } = await load('jobs/failpoint.js');
const { createFileStore } = await load('integrations/storage/files.js');
const { STAGES } = await load('entities/stage.js');
const { v7: uuid } = await import('uuid');
const named = (name) => rows.entities.find((entity) => entity.name === name);

/** A usual episode has 10 to 30 tasks; those of one run wait for each other when they change it. */
const TASKS_PER_RUN = 10;
const STAGE = 'METADATA';
const WAITING_STAGE = 'BROLL';
/** Vendor tasks that one worker holds at the same time: 64 for each core that it may use. */
const CORES = 2;

const addTask = prepared(
  `insert into task (id, created_at, run_id, stage_run_id, stage, part, position, status, wake_at)
   values (?, now(), ?, ?, ?, 'WHOLE', ?, ?, now())`,
);

const silent = {
  debug() {},
  info() {},
  warn() {},
  error: (facts, text) => process.stderr.write(`${text}: ${facts.error}\n`),
};
const logger = { ...silent, child: ({ taskId }) => ({ ...silent, taskId }) };

/**
 * The program's own engine: its bell, its worker, its claims, events and sums, in a database with its migrations. Only
 * what two stages do is replaced, in the table where a stage is a line: they do nothing (METADATA), or wait (BROLL).
 */
export async function ours({ databaseUrl, redisUrl, ...services }, { url = databaseUrl } = {}) {
  const orm = await createOrm({ databaseUrl: url, poolSize: 20 });
  await orm.migrator.up();
  const redis = createRedis(redisUrl, silent);
  await redis.connect();
  const events = createEvents(redis, silent);
  const folder = freshFolder(services, 'ours');
  const secret = 'links of a bench that nobody follows';
  const store = createFileStore({
    folder: join(folder, 'assets'),
    publicUrl: () => 'http://127.0.0.1:9',
    secret,
  });
  const jobs = new Map();
  let handle = async () => undefined;
  let workers = 0;
  let digests = 0;
  const nothing = {
    ...pipeline.METADATA,
    needs: [],
    inputs: () => `${process.pid} ${(digests += 1)}`,
    apply: undefined,
  };
  pipeline[STAGE] = {
    ...nothing,
    name: STAGE,
    async run({ logger: { taskId } }) {
      await handle(jobs.get(taskId) ?? { n: -1 });
      return {};
    },
  };
  pipeline[WAITING_STAGE] = {
    ...nothing,
    name: WAITING_STAGE,
    run: () => Promise.reject(new Park('WAITING', 5_000 + Math.random() * 5_000, 'the vendor works')),
  };
  const channel = await makeChannel(orm);

  function engine(bell, failpoint) {
    return {
      ...{ orm, events, bell, store, logger, failpoint, turns: createTurns(redis), vendors: {} },
      ...{
        renderer: { version: 'none' },
        workFolder: join(folder, 'work'),
        owner: `bench-${(workers += 1)}`,
      },
      ...{ leaseMs: 60_000, maxAttempts: 5, eventDays: 30, orphanHours: 24, lookupAfterMs: 60_000 },
    };
  }

  /** One task, durable when it resolves; then its ring. */
  async function insert(bell, slot, facts = {}) {
    const { stage = STAGE, status = 'QUEUED' } = facts;
    const id = uuid();
    jobs.set(id, slot.job);
    await addTask(orm.em, [id, slot.runId, slot.stageRunIds[stage], stage, slot.position, status]);
    if (status === 'QUEUED') bell.ring({ id, stage });
    return id;
  }

  return {
    orm,
    events,
    /** As autovacuum does each minute: everybody's tables are planned for as they are. */
    analyze: () => orm.em.fork().execute('analyze'),
    async open(_name, jobsAtMost) {
      const bell = createBell(redisUrl, silent);
      await bell.check();
      const slots = await makeSlots(orm, channel, jobsAtMost);
      const runIds = [...new Set(slots.map(({ runId }) => runId))];
      return {
        bell,
        add: (job, facts) => insert(bell, { ...slots[job.n], job }, facts),
        async work(given, { failpoint = createFailpoints(null), cores = CORES } = {}) {
          handle = given;
          const listening = createBell(redisUrl, silent);
          const worker = startWorker(engine(listening, failpoint), { concurrency: cores });
          return async () => {
            await worker.close();
            await listening.close(1_000);
          };
        },
        /** All are written, not only worked at. */
        async settled(count) {
          for (;;) {
            const [{ done }] = await orm.em
              .fork()
              .execute(
                `select count(*)::int as done from task where status = 'SUCCEEDED' and run_id = any(?)`,
                [`{${runIds.join(',')}}`],
              );
            if (done >= count) return;
            await sleep(5);
          }
        },
        close: () => bell.close(0),
      };
    },
    async close() {
      events.close();
      redis.destroy();
      await orm.close(true);
    },
  };
}

async function makeChannel(orm) {
  const em = orm.em.fork();
  const facts = {
    handle: `bench-${uuid()}`,
    name: 'Bench',
    persona: {},
    styleGuide: {},
    voice: {},
    footage: {},
    brand: { logoAssetId: null, introAssetId: null, outroAssetId: null, musicAssetId: null },
  };
  const channel = Object.assign(new (named('Channel'))(), facts);
  await em.persist(channel).flush();
  return channel;
}

/** Places for tasks, neighbours in different runs, as work of many episodes at once comes. */
async function makeSlots(orm, { id: channelId }, count) {
  const em = orm.em.fork();
  const channel = em.getReference(named('Channel'), channelId);
  const made = [];
  const [{ last }] = await em.execute(
    `select coalesce(max(number), 0)::int as last from episode where channel_id = ?`,
    [channelId],
  );
  for (let number = 1; number <= Math.ceil(count / TASKS_PER_RUN); number += 1) {
    const facts = { topic: 'Bench', targetSeconds: 60, formats: ['LANDSCAPE_1080P'], language: 'en' };
    const episode = em.create(named('Episode'), { ...facts, channel, number: last + number });
    const run = em.create(named('PipelineRun'), { episode, channelId, number: 1 });
    const stageRuns = STAGES.map((stage) =>
      em.create(named('StageRun'), {
        run,
        stage,
        status: [STAGE, WAITING_STAGE].includes(stage) ? 'PENDING' : 'SKIPPED',
      }),
    );
    made.push({
      runId: run.id,
      stageRunIds: Object.fromEntries(stageRuns.map(({ stage, id }) => [stage, id])),
    });
  }
  await em.flush();
  return Array.from({ length: TASKS_PER_RUN }, (_none, position) =>
    made.map((run) => ({ ...run, position })),
  ).flat();
}
