import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { checkDatabaseUrl, randomSecret, type Config } from './config.js';
import { makeDataFolder } from './data-folder.js';
import type { VendorName } from './entities/vendor.js';
import { ConfigError } from './errors.js';
import { createEvents, type Events } from './events.js';
import { readManifest } from './http/documents-manifest.js';
import type { AssetRoutes, HttpParts, RunningHttp } from './http/parts.js';
import { startHttp } from './http/server.js';
import { createTokenCheck } from './http/tokens.js';
import { createTrustedDocuments, type TrustedDocuments } from './http/trusted-documents.js';
import type { AssetStore, Renderer } from './integrations/contracts.js';
import { createRenderer } from './integrations/ffmpeg/index.js';
import { requirePrograms } from './integrations/ffmpeg/programs.js';
import { createVendors, readVendorSettings } from './integrations/index.js';
import { createFileStore } from './integrations/storage/files.js';
import { createS3Store } from './integrations/storage/s3.js';
import { signedRoutes } from './integrations/storage/signed-http.js';
import { createBell, type Bell } from './jobs/bell.js';
import { createRunControl } from './jobs/control.js';
import { createFailpoints } from './jobs/failpoint.js';
import type { RunControl } from './jobs/run-control.js';
import type { Engine } from './jobs/engine.js';
import { startHousekeeping } from './jobs/housekeeping.js';
import { createTurns } from './jobs/rate.js';
import { startWorker, type Worker, type WorkerOptions } from './jobs/worker.js';
import type { Logger } from './logger.js';
import { createOrm, type Orm } from './orm.js';
import { createRedis, type RedisClient } from './redis.js';
import { buildGraph } from './resolvers/index.js';
import { channelDefaults } from './services/channel-defaults.js';
import { ensureAdminKey, KeyService } from './services/key-service.js';
import { WebhookService } from './services/webhook-service.js';
import { createPoints } from './services/points.js';

/** The program, built once from its parts. What was built last is closed first. */
export interface App {
  readonly orm: Orm;
  readonly control: RunControl;
  /** What workers work with. */
  readonly engine: Engine;
  readonly checks: HttpParts['checks'];
  /** Applies the migrations that are missing; @returns their names */
  migrate(): Promise<readonly string[]>;
  /** @returns the first admin key when one was made just now: it is shown this once */
  ensureAdminKey(): Promise<string | null>;
  serve(): Promise<RunningHttp>;
  work(options: WorkerOptions): Worker;
  close(): Promise<void>;
}

const LONGEST_MIGRATION_MS = 3_600_000;
/** Longer than a worker may take to give back what it holds. */
const LONGEST_CLOSE_MS = 25_000;
const LONGEST_QUERY_MS = 15_000;
const HERE = dirname(fileURLToPath(import.meta.url));
/** The checkout, whether the source runs or what was built from it. */
const ROOT = join(HERE, existsSync(join(HERE, '../package.json')) ? '..' : '../..');
const PUBLIC_FOLDER = join(ROOT, 'public');

/**
 * @param simulated vendors whose settings lead to our simulator: shown to people, no code depends on it
 * @throws {ConfigError} naming every wrong setting and every missing program
 */
export async function buildApp(
  config: Config,
  logger: Logger,
  simulated: ReadonlySet<VendorName>,
): Promise<App> {
  const { settings, problems } = readVendorSettings(config.env);
  if (problems.length > 0) throw new ConfigError(problems);
  await makeDataFolder(config.dataFolder);
  const closers: (() => unknown)[] = [];
  const built = <T>(part: T, close: (part: T) => unknown): T => {
    closers.push(() => close(part));
    return part;
  };

  const renderer = await createRenderer({
    ffmpegPath: config.ffmpegPath,
    ffprobePath: config.ffprobePath,
    threads: 1,
    folder: join(config.dataFolder, 'render'),
  });
  const orm = built(
    await createOrm({ databaseUrl: config.databaseUrl, poolSize: config.databaseConnections }),
    (part) => part.close(true),
  );
  const redis = built(createRedis(config.redisUrl, logger), (part) => part.destroy());
  redis.connect().catch((error: unknown) => logger.debug({ error }, 'closed before Redis was reached'));
  const events = built(createEvents(redis, logger), (part) => part.close());
  const bell = built(createBell(config.redisUrl, logger), (part) => part.close(1_000));
  const vendors = built(createVendors(settings, { publicUrl: config.publicUrl }), (part) => part.close());
  const publicUrl = { current: config.publicUrl ?? `http://${config.host}:${config.port}` };
  const { store, assets } = await createStore(config, () => publicUrl.current);
  const engine: Engine = {
    orm,
    events,
    bell,
    vendors,
    store,
    renderer,
    logger,
    workFolder: join(config.dataFolder, 'work'),
    leaseMs: config.leaseSeconds * 1000,
    maxAttempts: config.attempts,
    failpoint: createFailpoints(config.failpoints),
    turns: createTurns(redis),
    jobDeadlineMs: config.jobMinutes * 60_000,
    eventDays: config.eventDays,
    orphanHours: config.orphanHours,
    lookupAfterMs: config.lookupSeconds * 1000,
    owner: `${hostname()}:${process.pid}:${randomSecret().slice(0, 6)}`,
  };
  const control = createRunControl({ events, bell, vendors, simulated });
  const webhooks = new WebhookService(vendors.webhooks, control);
  const { workFolder } = engine;
  const shared = { config, logger, orm, redis, events, bell, store, renderer, workFolder };
  const parts = { ...shared, assets, control, webhooks };
  const checks = createChecks(parts);

  return {
    orm,
    control,
    engine,
    checks,
    migrate: async () => (await orm.migrator.up()).map(({ name }) => name),
    async ensureAdminKey() {
      const { made, problem } = await ensureAdminKey(orm.em, config.adminKey);
      if (problem) logger.warn(problem);
      return made;
    },
    async serve() {
      const http = built(await serve({ ...parts, checks }), (part) => part.close());
      if (!config.publicUrl) publicUrl.current = http.url;
      return http;
    },
    work(options) {
      built(startHousekeeping(engine, config), (part) => part.close());
      return built(startWorker(engine, options), (part) => part.close());
    },
    async close() {
      for (const close of closers.reverse()) {
        try {
          await Promise.race([close(), tooLate()]);
        } catch (error) {
          logger.warn({ error }, 'a part did not close cleanly');
        }
      }
    },
  };
}

/** A part that never closes, such as a connection whose other end is gone, must not keep the program. */
function tooLate(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('it took too long')), LONGEST_CLOSE_MS).unref();
  });
}

type Checks = HttpParts['checks'];

/** Each resolves when the dependency can be used, and rejects saying why not. */
function createChecks({ config, orm, redis, store, bell }: Omit<ServeParts, 'checks'>): Checks {
  return {
    postgres: () => orm.em.fork().execute('select 1'),
    redis: () => redis.ping(),
    storage: () => store.check(),
    ffmpeg: () => requirePrograms([config.ffmpegPath, config.ffprobePath]),
    queue: () => bell.check(),
    migrations: async () => {
      await orm.em.fork().execute('select 1'); // the migrator would make a database that is missing
      const pending = await orm.migrator.getPending();
      if (pending.length > 0)
        throw new ConfigError([`${pending.length} migrations are missing; run acog migrate.`]);
    },
  };
}

interface ServeParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly orm: Orm;
  readonly redis: RedisClient;
  readonly events: Events;
  readonly bell: Bell;
  readonly store: AssetStore;
  readonly renderer: Renderer;
  readonly workFolder: string;
  readonly assets: AssetRoutes | null;
  readonly control: RunControl;
  readonly webhooks: WebhookService;
  readonly checks: Checks;
}

async function serve({
  config,
  logger,
  orm,
  redis,
  events,
  store,
  renderer,
  workFolder,
  assets,
  control,
  webhooks,
  checks,
}: ServeParts): Promise<RunningHttp> {
  const keys = new KeyService(logger);
  const schema = buildGraph({
    ...{ control, events, store, renderer, workFolder, keys },
    defaults: channelDefaults(config.env),
  });
  const { port, host, publicUrl, origins, introspection, costLimit, trustedProxies } = config;
  const { operationsPerSocket, socketsPerKey, socketsPerAddress } = config;
  const metrics = new Registry();
  return startHttp({
    schema,
    documents: readDocuments(config, metrics),
    orm,
    keys,
    tokens: config.oidc && createTokenCheck(config.oidc, logger),
    points: createPoints(redis, config.pointsPerHour),
    checks,
    metrics,
    webhooks,
    assets,
    logger,
    settings: {
      ...{ port, host, publicUrl, origins, introspection, costLimit, trustedProxies },
      ...{ operationsPerSocket, socketsPerKey, socketsPerAddress },
      longestQueryMs: LONGEST_QUERY_MS,
      publicFolder: PUBLIC_FOLDER,
    },
  });
}

/** Our own documents, and those of the front ends. */
function readDocuments({ documents: mode, documentsManifest }: Config, metrics: Registry): TrustedDocuments {
  const own = readManifest(join(ROOT, 'trusted-documents.json'));
  const others = documentsManifest === null ? [] : readManifest(documentsManifest);
  return createTrustedDocuments({ mode, manifest: new Map([...own, ...others]), metrics });
}

async function createStore(
  config: Config,
  publicUrl: () => string,
): Promise<{ store: AssetStore; assets: AssetRoutes | null }> {
  if (config.s3) return { store: createS3Store(config.s3), assets: null };
  const secret = config.encryptionKey ?? (await keptSecret(join(config.dataFolder, 'link-secret')));
  const store = createFileStore({ folder: join(config.dataFolder, 'assets'), publicUrl, secret });
  return { store, assets: signedRoutes(store) };
}

/** Made at the first start, so that links stay good over restarts. */
async function keptSecret(path: string): Promise<string> {
  try {
    await writeFile(path, randomSecret(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFile(path, 'utf8');
}

/**
 * The database alone, for commands that need nothing else.
 * @throws {ConfigError} without DATABASE_URL
 */
export function buildOrm(databaseUrl: string | undefined): Promise<Orm> {
  if (!databaseUrl)
    throw new ConfigError([
      'DATABASE_URL is not set; name a PostgreSQL database such as postgresql://user@host:5432/acog.',
    ]);
  checkDatabaseUrl(databaseUrl);
  return createOrm({ databaseUrl, poolSize: 2, silenceMs: LONGEST_MIGRATION_MS });
}
