import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Channel } from '../../src/entities/channel.js';
import { Episode } from '../../src/entities/episode.js';
import { PipelineRun } from '../../src/entities/run.js';
import { StageRun } from '../../src/entities/stage-run.js';
import { StageTask } from '../../src/entities/task.js';
import { VendorCall } from '../../src/entities/vendor-call.js';
import { createEvents } from '../../src/events.js';
import type { Vendor, Vendors } from '../../src/integrations/contracts.js';
import { createRenderer } from '../../src/integrations/ffmpeg/index.js';
import { createFileStore } from '../../src/integrations/storage/files.js';
import { createBell } from '../../src/jobs/bell.js';
import type { CallIdentity } from '../../src/jobs/call-rows.js';
import { claim, type Claim } from '../../src/jobs/claim.js';
import { createRunControl } from '../../src/jobs/control.js';
import type { Engine } from '../../src/jobs/engine.js';
import { createFailpoints } from '../../src/jobs/failpoint.js';
import { createTurns } from '../../src/jobs/rate.js';
import type { RunControl } from '../../src/jobs/run-control.js';
import { createLogger } from '../../src/logger.js';
import { createOrm, type Orm } from '../../src/orm.js';
import { createRedis } from '../../src/redis.js';
import { createDatabase } from './database.js';
import { aChannel, anEpisode } from './rows.js';
import { describedVendors } from './vendors.js';

/** Rows of runs, tasks and calls on a real PostgreSQL, and an engine that works at them when it is told to. */
export interface JobStore {
  readonly orm: Orm;
  readonly control: RunControl;
  em(): EntityManager;
  /** A worker's engine; another `orm` gives it connections of its own. */
  engine(facts?: Partial<Engine>): Engine;
  /** Connections of their own, as another process has them. */
  anotherOrm(poolSize?: number): Promise<Orm>;
  /** A started run of a new channel: its stages, and PLANNING due. */
  aRun(channel?: Partial<Channel>): Promise<PipelineRun>;
  /** One more task of the run, of its BROLL stage and due, unless told otherwise. */
  aTask(run: PipelineRun, facts?: Partial<StageTask>): Promise<StageTask>;
  aCall(task: StageTask, facts?: Partial<VendorCall>): Promise<VendorCall>;
  /** The claim of a task that must be due. */
  claimed(task: Pick<StageTask, 'id'>, owner?: string): Promise<Claim>;
  /** Ends the lease of a held task, as time would. */
  expire(task: Pick<StageTask, 'id'>): Promise<void>;
  /** Makes a parked task due, as time would. */
  due(task: Pick<StageTask, 'id'>): Promise<void>;
  /** The row as it is now. */
  row(task: Pick<StageTask, 'id'>): Promise<StageTask>;
  close(): Promise<void>;
}

export const LEASE_MS = 60_000;

export async function createJobStore(vendors: Vendors = describedVendors): Promise<JobStore> {
  const redisUrl = process.env['REDIS_URL'];
  if (!redisUrl) throw new Error('REDIS_URL is not set; run the tests with `npm test`.');
  const database = await createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'acog-jobs-'));
  const logger = createLogger('fatal');
  const orms: Orm[] = [];
  const anotherOrm = async (poolSize = 4): Promise<Orm> => {
    const orm = await createOrm({ databaseUrl: database.url, poolSize });
    orms.push(orm);
    return orm;
  };
  const orm = await anotherOrm(40);
  const redis = createRedis(redisUrl, logger);
  await redis.connect();
  const events = createEvents(redis, logger);
  const bell = createBell(redisUrl, logger);
  const control = createRunControl({ events, bell, vendors, simulated: new Set() });
  const renderer = await createRenderer({
    ffmpegPath: 'ffmpeg',
    ffprobePath: 'ffprobe',
    threads: 1,
    folder: join(folder, 'render'),
  });
  const store = createFileStore({
    folder: join(folder, 'assets'),
    publicUrl: () => 'http://127.0.0.1:9',
    secret: 'a secret for links of tests',
  });
  const em = () => orm.em.fork();
  let workers = 0;
  let positions = 1_000;

  return {
    orm,
    control,
    em,
    anotherOrm,
    engine: (facts = {}) => ({
      orm,
      events,
      bell,
      vendors,
      store,
      renderer,
      logger,
      workFolder: join(folder, 'work'),
      leaseMs: LEASE_MS,
      maxAttempts: 5,
      owner: `worker-${String((workers += 1))}`,
      failpoint: createFailpoints(null),
      turns: createTurns(redis),
      eventDays: 30,
      orphanHours: 24,
      lookupAfterMs: 60_000,
      jobDeadlineMs: 7_200_000,
      ...facts,
    }),
    async aRun(facts = {}) {
      const channel = await aChannel(orm);
      if (Object.keys(facts).length > 0) await em().nativeUpdate(Channel, { id: channel.id }, { ...facts });
      const episode = await anEpisode(orm, channel, 1);
      const change = await em().transactional(async (given) => {
        const tx = given as EntityManager; // the driver's own
        const whole = { from: null, until: null, force: [] };
        return control.start(tx, await tx.findOneOrFail(Episode, episode.id), whole);
      });
      return em().findOneOrFail(PipelineRun, change.run.id, { populate: ['episode'] });
    },
    async aTask(run, facts = {}) {
      const fork = em();
      const stage = facts.stage ?? 'BROLL';
      const stageRun = await fork.findOneOrFail(StageRun, { run: run.id, stage });
      const task = Object.assign(new StageTask(), {
        run: ref(fork.getReference(PipelineRun, run.id)),
        stageRun: ref(stageRun),
        stage,
        part: 'SCENE',
        sceneId: `scene-${String(positions)}`,
        position: (positions += 1),
        status: 'QUEUED',
        wakeAt: new Date(0),
        ...facts,
      });
      await fork.persist(task).flush();
      return task;
    },
    async aCall(task, facts = {}) {
      const fork = em();
      const run = await fork.findOneOrFail(PipelineRun, task.run.id);
      const step = facts.step ?? 'film';
      const ordinal = facts.ordinal ?? 1;
      const call = Object.assign(new VendorCall(), {
        key: `${task.id}:${step}:${String(ordinal)}`,
        task: ref(StageTask, task.id),
        runId: run.id,
        channelId: run.channelId,
        step,
        ordinal,
        vendor: 'RUNWAY',
        operation: 'film',
        inputDigest: 'digest',
        unit: 'clip',
        estimatedCostMicroUsd: 100_000,
        ...facts,
      });
      await fork.persist(call).flush();
      return call;
    },
    async claimed({ id }, owner = 'somebody') {
      const [held] = await claim(em(), [id], { owner, leaseMs: LEASE_MS });
      if (!held) throw new Error(`task ${id} is not due`);
      return held;
    },
    expire: async ({ id }) => {
      await em().execute(
        `update task set lease_until = now() - interval '1 second' where id = ? and lease_until is not null`,
        [id],
      );
    },
    due: async ({ id }) => {
      await em().execute(
        `update task set wake_at = now() where id = ? and lease_until is null and wake_at is not null`,
        [id],
      );
    },
    row: ({ id }) => em().findOneOrFail(StageTask, id),
    async close() {
      await bell.close(0);
      events.close();
      redis.destroy();
      for (const each of orms) await each.close(true);
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What is asked of a vendor for a held task. */
export function identityOf(
  held: Claim,
  channelId: string,
  vendor: Vendor,
  facts: Partial<CallIdentity> = {},
): CallIdentity {
  const estimate = { units: 1, unit: 'clip', costMicroUsd: 100_000 };
  return {
    held,
    channelId,
    step: 'film',
    operation: 'film',
    vendor,
    inputDigest: 'digest',
    estimate,
    ...facts,
  };
}
