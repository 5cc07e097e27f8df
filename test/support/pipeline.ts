import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { buildApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { Channel } from '../../src/entities/channel.js';
import { Episode } from '../../src/entities/episode.js';
import { PipelineRun } from '../../src/entities/run.js';
import type { RunEventKind } from '../../src/entities/run-event.js';
import { RunEvent } from '../../src/entities/run-event.js';
import { createEvents, type Events } from '../../src/events.js';
import { isOutage } from '../../src/jobs/outage.js';
import type { RunRequest } from '../../src/jobs/run-control.js';
import { createLogger, type Logger } from '../../src/logger.js';
import { createRedis } from '../../src/redis.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import type { SimulatedSpeed } from '../../src/simulator/contracts.js';
import { createDatabase, type TestDatabase } from './database.js';
import { simulatedEnvironment } from '../../src/commands/simulated-vendors.js';

/** The whole pipeline on real PostgreSQL, Redis and ffmpeg, with simulated vendors. */
export interface TestPipeline {
  readonly app: App;
  readonly simulator: RunningSimulator;
  /** What the program keeps on disk. */
  readonly folder: string;
  /** By which other processes join in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  em(): EntityManager;
  /** An episode of a new channel. */
  anEpisode(facts?: Partial<Episode>, channel?: Partial<Channel>): Promise<Episode>;
  start(episode: Episode, request?: Partial<RunRequest>): Promise<PipelineRun>;
  /** Resolves when the run ended or needs a person. */
  ended(run: PipelineRun): Promise<PipelineRun>;
  /** Resolves when the run ended, whatever it waited for in between. */
  over(run: PipelineRun): Promise<PipelineRun>;
  /** Resolves when a line with these words is logged from now on. */
  logged(words: string): Promise<void>;
  /** Resolves when an event of this kind is there. */
  until(run: PipelineRun, kind: RunEventKind): Promise<void>;
  /** Resolves when this holds; looked at after each event of the run. */
  untilTrue(run: PipelineRun, holds: () => Promise<boolean>): Promise<void>;
  kinds(run: PipelineRun): Promise<RunEventKind[]>;
  /** Plants a fault in the simulator, as its control interface takes it. */
  plant(fault: {
    vendor: string;
    operation?: string;
    times?: number;
    fault: Record<string, unknown>;
  }): Promise<void>;
  /** For so long the simulated vendors work at a job that is ordered from now on, until `reset`. */
  jobsTake(seconds: number): Promise<void>;
  /** Creations that the simulated vendors would bill. */
  billed(vendor?: string): string[];
  /** Ends faults and empties the ledger. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const WHOLE: RunRequest = { from: null, until: null, force: [] };
const LOST_EVENT_MS = 5_000;
let handles = 0;

export async function createTestPipeline(
  options: {
    speed?: Partial<SimulatedSpeed>;
    env?: Record<string, string>;
    logger?: Logger;
    /** A new one unless given. */
    database?: TestDatabase;
    /** Without a worker of its own. */
    idle?: boolean;
  } = {},
): Promise<TestPipeline> {
  const database = options.database ?? (await createDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'acog-pipeline-'));
  const simulator = await startSimulator({
    port: 0,
    folder,
    speed: { jobSeconds: 0.3, media: 'TINY', ...options.speed },
  });
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...simulatedEnvironment(simulator.baseUrls),
    DATABASE_URL: database.url,
    ACOG_DATA_DIR: folder,
    ACOG_LEASE_SECONDS: '10',
    S3_ENDPOINT: '',
    ...options.env,
  };
  const watchers = new Set<(line: string) => void>();
  const shown = process.env['LOG_LEVEL'] === 'debug';
  const write = (line: string): void => {
    if (shown) process.stderr.write(line);
    for (const watch of watchers) watch(line);
  };
  const logger = options.logger ?? createLogger('debug', { write });
  const config = readConfig(env);
  const app = await buildApp(config, logger, new Set());
  // As any other process listens.
  const events = createEvents(createRedis(config.redisUrl, logger), logger);
  if (!options.idle) app.work({ concurrency: 2 });

  async function anEpisode(
    facts: Partial<Episode> = {},
    channelFacts: Partial<Channel> = {},
  ): Promise<Episode> {
    const em = app.orm.em.fork();
    handles += 1;
    const channel = Object.assign(new Channel(), {
      handle: `channel-${handles}`,
      name: 'Deep Blue',
      persona: { name: 'Maya', background: null, attitude: null, values: [] },
      styleGuide: {
        tone: 'warm',
        audience: 'curious adults',
        complexity: null,
        pacing: null,
        humor: null,
        dos: [],
        donts: [],
      },
      voice: {
        vendor: 'ELEVENLABS',
        voiceId: env['ACOG_DEFAULT_VOICE_ID'] ?? '',
        modelId: null,
        stability: null,
        similarityBoost: null,
        speed: null,
      },
      avatar: { vendor: 'HEYGEN', avatarId: env['ACOG_DEFAULT_AVATAR_ID'] ?? '' },
      footage: { vendor: 'RUNWAY', modelId: null, perFormat: false },
      brand: {
        primaryColor: '#1B2A4A',
        accentColor: '#FFB703',
        captionStyle: 'clean',
        logoAssetId: null,
        introAssetId: null,
        outroAssetId: null,
        musicAssetId: null,
      },
      ...channelFacts,
    });
    const episode = Object.assign(new Episode(), {
      channel: ref(channel),
      number: 1,
      topic: 'Why octopuses have three hearts',
      targetSeconds: 20,
      formats: ['LANDSCAPE_1080P'],
      language: 'en',
      ...facts,
    });
    await em.persist([channel, episode]).flush();
    return episode;
  }

  async function jobsTake(seconds: number): Promise<void> {
    await fetch(`${simulator.origin}/_control/speed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jobSeconds: seconds, media: options.speed?.media ?? 'TINY' }),
    });
  }

  return {
    app,
    simulator,
    folder,
    env,
    logged: (words) =>
      new Promise((resolve) => {
        const watch = (line: string): void => {
          if (!line.includes(words)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
      }),
    em: () => app.orm.em.fork(),
    anEpisode,
    async start(episode, request = {}) {
      const change = await app.orm.em.fork().transactional(async (tx) => {
        const em = tx as EntityManager; // the driver's own
        return app.control.start(em, await em.findOneOrFail(Episode, episode.id), { ...WHOLE, ...request });
      });
      change.announce();
      return change.run;
    },
    ended: (run) =>
      whenThere(events, run, async () => {
        const now = await app.orm.em.fork().findOneOrFail(PipelineRun, run.id);
        return now.hasEnded || now.status === 'NEEDS_ATTENTION' ? now : null;
      }),
    over: (run) =>
      whenThere(events, run, async () => {
        const now = await app.orm.em.fork().findOneOrFail(PipelineRun, run.id);
        return now.hasEnded ? now : null;
      }),
    async until(run, kind) {
      await whenThere(events, run, () => app.orm.em.fork().findOne(RunEvent, { runId: run.id, kind }));
    },
    async untilTrue(run, holds) {
      await whenThere(events, run, async () => ((await holds()) ? true : null));
    },
    async kinds(run) {
      const events = await app.orm.em
        .fork()
        .find(RunEvent, { runId: run.id }, { orderBy: { sequence: 'asc' } });
      return events.map((event) => event.kind);
    },
    async plant(fault) {
      const response = await fetch(`${simulator.origin}/_control/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    billed: (vendor) =>
      simulator
        .ledger()
        .flatMap((row) =>
          vendor === undefined || row.vendor === vendor ? [`${row.vendor} ${row.operation}`] : [],
        ),
    jobsTake,
    async reset() {
      await fetch(`${simulator.origin}/_control`, { method: 'DELETE' });
      await jobsTake(options.speed?.jobSeconds ?? 0.3);
    },
    async close() {
      events.close();
      await app.close();
      await simulator.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A test that breaks the connections to the database breaks its own as well: then there is nothing to see yet. */
function onceThere(error: unknown): null {
  if (isOutage(error)) return null;
  throw error;
}

/** What `look` finds in the rows: it looks once the events are listened to, and again after each of them. */
async function whenThere<T>(events: Events, run: PipelineRun, look: () => Promise<T | null>): Promise<T> {
  let heard = () => {};
  const stop = await events.subscribe(`episode:${run.episode.id}`, () => heard());
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      // Armed before the look: an event that comes in the middle of it counts.
      const next = new Promise<void>((resolve) => {
        heard = resolve;
        // Redis may lose an event when its connection breaks; the rows lose nothing.
        timer = setTimeout(resolve, LOST_EVENT_MS);
      });
      const found = await look().catch(onceThere);
      if (found !== null) return found;
      await next;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
    stop();
  }
}
