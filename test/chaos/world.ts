import { mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simulatedEnvironment } from '../../src/commands/simulated-vendors.js';
import { createOrm } from '../../src/orm.js';
import { registerEndpoints } from '../support/vendor-endpoints.js';
import { createApi, type Api } from './api.js';
import { startChild, type Child, type Keeper } from './child.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import { makeDatabase, oneTry, patiently } from './database.js';
import type { Service } from './services.js';
import { launchSimulator, type Simulator } from './simulator.js';

export const LEASE_SECONDS = 2;
const LOOKUP_SECONDS = 3;
/** For a connection that has gone silent; everything has to end in good time. */
const ANSWER_SECONDS = 15;
const ADMIN_KEY = 'acog_chaos_admin_key_0001';
/** Calls that may be open at each vendor: few, so that tasks wait for each other. */
export const SLOTS: Readonly<Record<string, number>> = {
  OPENAI: 6,
  ELEVENLABS: 4,
  HEYGEN: 3,
  SYNTHESIA: 3,
  RUNWAY: 3,
  PIKA: 3,
};

export const NETWORKS = ['postgres', 'redis', 'vendors', 'api-postgres'] as const;
export type Network = (typeof NETWORKS)[number];

export interface Ground {
  readonly root: string;
  readonly folder: string;
  readonly keeper: Keeper;
  readonly postgres: Service;
  readonly redis: Service;
}

/** Where the files of assets lie. */
export const STORE = 'store';

/** Has the asset store of a world's folder lead somewhere else, in one step: nobody makes it anew in between. */
export async function leadStoreTo(folder: string, target: string): Promise<void> {
  await symlink(target, join(folder, 'assets-next'));
  await rename(join(folder, 'assets-next'), join(folder, 'assets'));
}

/** A whole ACOG but for its workers: a database, simulated vendors, a store of files, the API. */
export interface World {
  readonly ground: Ground;
  readonly folder: string;
  /** Of workers; they reach everything through `networks`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly networks: Readonly<Record<Network, FaultProxy>>;
  readonly simulator: Simulator;
  readonly api: Api;
  /** Straight to the database; waits while it is away. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** One try, for those that would rather know. */
  queryNow<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  restartApi(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param number of this world on its ground: its database's name and Redis' database
 * @param chance of each connection, 0..1, when a network is struck
 * @param requestsPerMinute that each vendor takes; null for so many that nobody waits
 */
export async function makeWorld(
  ground: Ground,
  number: number,
  chance: () => number,
  requestsPerMinute: number | null = null,
): Promise<World> {
  const { root, keeper, postgres, redis } = ground;
  const folder = join(ground.folder, `world-${number}`);
  await mkdir(join(folder, STORE), { recursive: true });
  await leadStoreTo(folder, STORE);
  const databaseUrl = await makeDatabase(postgres.url, `chaos_${number}`);
  const orm = await createOrm({ databaseUrl, poolSize: 6 });
  const simulatorPort = await freePort(root);
  const networks = {
    postgres: await startFaultProxy(postgres.port, chance),
    redis: await startFaultProxy(redis.port, chance),
    vendors: await startFaultProxy(simulatorPort, chance),
    'api-postgres': await startFaultProxy(postgres.port, chance),
  };
  const origin = `http://127.0.0.1:${networks.vendors.port}`;
  const simulator = await launchSimulator({
    root,
    folder,
    keeper,
    port: simulatorPort,
    publicOrigin: origin,
  });
  const mounts = { openai: 'openai/v1', elevenlabs: 'elevenlabs', heygen: 'heygen', synthesia: 'synthesia' };
  const paths = Object.entries({ ...mounts, runway: 'runway', pika: 'fal' });
  const baseUrls = Object.fromEntries(paths.map(([vendor, path]) => [vendor, `${origin}/${path}`]));
  const apiPort = await freePort(root);
  const apiOrigin = `http://127.0.0.1:${apiPort}`;
  const direct = `http://127.0.0.1:${simulatorPort}`;
  const secrets = await registerEndpoints(
    { heygen: `${direct}/heygen`, synthesia: `${direct}/synthesia` },
    apiOrigin,
  );
  const env = {
    ...process.env,
    ...simulatedEnvironment(baseUrls as Parameters<typeof simulatedEnvironment>[0]), // as: every vendor is above
    ...limitsOfVendors(requestsPerMinute),
    DATABASE_URL: throughPort(databaseUrl, networks.postgres.port),
    REDIS_URL: throughPort(`${redis.url}/${number}`, networks.redis.port),
    ACOG_DATA_DIR: folder,
    ACOG_LEASE_SECONDS: String(LEASE_SECONDS),
    ACOG_LOOKUP_SECONDS: String(LOOKUP_SECONDS),
    ACOG_DATABASE_CONNECTIONS: '10',
    ACOG_ADMIN_KEY: ADMIN_KEY,
    ACOG_FAILPOINTS: '',
    S3_ENDPOINT: '',
    PORT: String(apiPort),
    HOST: '127.0.0.1',
    PUBLIC_URL: apiOrigin,
    HEYGEN_WEBHOOK_SECRET: secrets.heygen,
    SYNTHESIA_WEBHOOK_SECRET: secrets.synthesia,
    LOG_LEVEL: 'info',
  };
  const apiEnv = { ...env, DATABASE_URL: throughPort(databaseUrl, networks['api-postgres'].port) };
  const startApi = async (): Promise<Child> => {
    const args = [join(root, 'dist/src/cli.js'), 'serve'];
    const child = startChild(keeper, {
      ...{ program: process.execPath, args, env: apiEnv },
      logFile: join(folder, 'api.log'),
    });
    await untilLive(`${apiOrigin}/health/live`, child);
    return child; // it may have ended: its database can be away for longer than it waits
  };
  let apiChild = await startApi();
  if (apiChild.hasEnded) throw new Error(`the API did not start; its log is ${apiChild.logFile}`);
  return {
    ground,
    folder,
    env,
    networks,
    simulator,
    api: createApi(apiOrigin, ADMIN_KEY),
    query: (sql, parameters = []) => patiently(orm, sql, parameters),
    queryNow: (sql, parameters = []) => oneTry(orm, sql, parameters),
    async restartApi() {
      apiChild.signal('SIGKILL');
      await apiChild.ended;
      for (;;) {
        apiChild = await startApi();
        if (!apiChild.hasEnded) return;
      }
    },
    async close() {
      apiChild.signal('SIGKILL');
      await apiChild.ended;
      await simulator.stop();
      await orm.close(true);
      for (const network of Object.values(networks)) await network.close();
    },
  };
}

function limitsOfVendors(requestsPerMinute: number | null): Record<string, string> {
  const limits: Record<string, string> = {};
  for (const [vendor, slots] of Object.entries(SLOTS)) {
    limits[`${vendor}_CONCURRENCY`] = String(slots);
    limits[`${vendor}_ANSWER_SECONDS`] = String(ANSWER_SECONDS);
    if (requestsPerMinute !== null) limits[`${vendor}_REQUESTS_PER_MINUTE`] = String(requestsPerMinute);
  }
  return limits;
}

function throughPort(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

async function freePort(root: string): Promise<number> {
  const ports = (await import(join(root, 'scripts/bootstrap/ports.mjs'))) as {
    findFreePorts: (count: number) => Promise<number[]>;
  }; // as: plain JavaScript
  return (await ports.findFreePorts(1))[0] ?? 0;
}

async function untilLive(url: string, child: Child): Promise<void> {
  for (;;) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    if (child.hasEnded) return;
    await sleep(100);
  }
}
