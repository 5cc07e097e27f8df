import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { ApiKey, type Role } from '../../src/entities/api-key.js';
import { createEvents, type Events } from '../../src/events.js';
import { readManifest } from '../../src/http/documents-manifest.js';
import { startHttp } from '../../src/http/server.js';
import { createTrustedDocuments, type DocumentsMode } from '../../src/http/trusted-documents.js';
import type { HttpParts, HttpSettings } from '../../src/http/parts.js';
import type { Renderer } from '../../src/integrations/contracts.js';
import { createRenderer } from '../../src/integrations/ffmpeg/index.js';
import { createFileStore, type FileStore } from '../../src/integrations/storage/files.js';
import { signedRoutes } from '../../src/integrations/storage/signed-http.js';
import { createBell } from '../../src/jobs/bell.js';
import { createRunControl } from '../../src/jobs/control.js';
import { createLogger, type Logger } from '../../src/logger.js';
import { createOrm, type Orm } from '../../src/orm.js';
import { createRedis } from '../../src/redis.js';
import { buildGraph } from '../../src/resolvers/index.js';
import { hashOf, newSecret, prefixOf } from '../../src/services/key-secret.js';
import { KeyService } from '../../src/services/key-service.js';
import { WebhookService } from '../../src/services/webhook-service.js';
import { createPoints } from '../../src/services/points.js';
import { createDatabase } from './database.js';
import { FFMPEG, FFPROBE } from './media.js';
import { untilLive } from './live.js';
import { describedVendors } from './vendors.js';

export interface TestServer {
  readonly url: string;
  readonly orm: Orm;
  readonly events: Events;
  readonly store: FileStore;
  /** Uploads are looked at in here. */
  readonly workFolder: string;
  /** Every line that was logged. */
  readonly log: readonly string[];
  /** What a gauge or counter says now; all its labels in one sum, unless one is named as `{code="1013"}`. */
  metric(name: string): Promise<number>;
  /** Makes a key and gives its secret. */
  key(role: Role, options?: { channelIds?: string[]; expiresAt?: Date }): Promise<string>;
  /** Ends the HTTP server alone, as a deployment does. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly settings?: Partial<HttpSettings>;
  readonly parts?: (parts: HttpParts) => Partial<HttpParts>;
  readonly databaseUrl?: string;
  readonly pointsPerHour?: number;
  readonly documents?: DocumentsMode;
}

export const defaults = {
  language: 'en',
  voice: {
    vendor: 'ELEVENLABS',
    voiceId: 'voice-1',
    modelId: null,
    stability: null,
    similarityBoost: null,
    speed: null,
  },
  avatar: { vendor: 'HEYGEN', avatarId: 'avatar-1' },
  footage: { vendor: 'RUNWAY', modelId: null, perFormat: false },
  brand: { primaryColor: '#101828', accentColor: '#F5B301', captionStyle: 'clean' },
  targetSeconds: 60,
} as const;

const MANIFEST = 'test/support/generated/trusted-documents.json';

/** The whole HTTP face over a database of its own, real Redis and a real store of files. */
export async function startServer({
  settings,
  parts,
  databaseUrl,
  pointsPerHour = 1_000_000,
  documents = 'open',
}: TestServerOptions = {}): Promise<TestServer> {
  const redisUrl = process.env['REDIS_URL'];
  if (!redisUrl) throw new Error('REDIS_URL is not set; run the tests with `npm test`.');
  const database = databaseUrl === undefined ? await createDatabase() : null;
  const folder = await mkdtemp(join(tmpdir(), 'acog-api-'));
  const log: string[] = [];
  const logger: Logger = createLogger('debug', { write: (line) => void log.push(line) });
  const orm = await createOrm({ databaseUrl: database?.url ?? databaseUrl ?? '', poolSize: 8 });
  const redis = createRedis(redisUrl, logger);
  await redis.connect();
  const events = createEvents(redis, logger);
  await untilLive(events);
  const bell = createBell(redisUrl, logger);
  let url = '';
  const store = createFileStore({ folder, publicUrl: () => url, secret: 'a secret for links of tests' });
  const workFolder = join(folder, 'work');
  const renderer = rendererWhenNeeded(join(folder, 'render'));
  const control = createRunControl({ events, bell, vendors: describedVendors, simulated: new Set() });
  const metrics = new Registry();
  const keys = new KeyService(logger);
  const all: HttpParts = {
    schema: buildGraph({ control, defaults, events, store, renderer, workFolder, keys }),
    orm,
    keys,
    tokens: null,
    points: createPoints(redis, pointsPerHour),
    checks: {
      postgres: () => orm.em.fork().execute('select 1'),
      redis: () => redis.ping(),
      storage: () => store.check(),
      ffmpeg: () => Promise.resolve(),
      queue: () => redis.ping(),
      migrations: () => Promise.resolve(),
    },
    documents: createTrustedDocuments({ mode: documents, manifest: readManifest(MANIFEST), metrics }),
    metrics,
    webhooks: new WebhookService(describedVendors.webhooks, control),
    assets: signedRoutes(store),
    logger,
    settings: {
      port: 0,
      host: '127.0.0.1',
      publicUrl: null,
      origins: [],
      introspection: true,
      costLimit: 50_000,
      trustedProxies: 0,
      longestQueryMs: 15_000,
      operationsPerSocket: 50,
      socketsPerKey: 20,
      socketsPerAddress: 100,
      publicFolder: join(process.cwd(), 'public'),
      ...settings,
    },
  };
  const http = await startHttp({ ...all, ...parts?.(all) });
  url = http.url;
  let draining: Promise<void> | undefined;
  const drain = () => (draining ??= http.close());
  return {
    url,
    orm,
    events,
    store,
    workFolder,
    log,
    async metric(name) {
      const lines = (await metrics.metrics())
        .split('\n')
        .filter((line) => /^\w/.test(line) && line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async key(
      role,
      { channelIds = null, expiresAt = null }: { channelIds?: string[] | null; expiresAt?: Date | null } = {},
    ) {
      const secret = newSecret();
      const em = orm.em.fork();
      const row = {
        name: `${role} of a test`,
        prefix: prefixOf(secret),
        hash: hashOf(secret),
        role,
        channelIds,
        expiresAt,
      };
      em.persist(Object.assign(new ApiKey(), row));
      await em.flush();
      return secret;
    },
    drain,
    async close() {
      await drain();
      await bell.close(0);
      events.close();
      redis.destroy();
      await orm.close();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Few tests upload anything: the others need not wait until ffmpeg said what it can do. */
function rendererWhenNeeded(folder: string): Pick<Renderer, 'probeUpload'> {
  let made: Promise<Renderer> | undefined;
  return {
    async probeUpload(path, signal) {
      made ??= createRenderer({ ffmpegPath: FFMPEG, ffprobePath: FFPROBE, folder });
      return (await made).probeUpload(path, signal);
    },
  };
}
