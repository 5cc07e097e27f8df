import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild, type Child, type Keeper } from './child.js';

/** A service as `scripts/services` describes it; plain JavaScript, so what is used of it is said here. */
interface Described {
  readonly portCount: number;
  prepare(): Promise<void> | void;
  configure(ports: readonly number[]): void;
  readonly parts: readonly {
    readonly name: string;
    launch(): {
      program: string;
      args: readonly string[];
      options: { uid?: number; gid?: number; env: Record<string, string> };
    };
    isReady(pid: number): boolean | Promise<boolean>;
    beforeRestart?(): Promise<void>;
  }[];
  variables(): Readonly<Record<string, string>>;
}

/** PostgreSQL or Redis of our own, to be killed and brought back on its port with its data. */
export interface Service {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  readonly isUp: boolean;
  /** Ends it at once, as a loss of power would: SIGQUIT is PostgreSQL's `-m immediate`. */
  down(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  up(): Promise<void>;
}

interface Where {
  readonly root: string;
  readonly folder: string;
  readonly keeper: Keeper;
}

export async function startServices({
  root,
  folder,
  keeper,
}: Where): Promise<{ postgres: Service; redis: Service }> {
  const script = async <Module>(path: string): Promise<Module> =>
    (await import(join(root, 'scripts', path))) as Module; // as: plain JavaScript
  const { createPostgres } = await script<{ createPostgres: (options: object) => Described }>(
    'services/postgres.mjs',
  );
  const { createRedis } = await script<{ createRedis: (options: object) => Described }>('services/redis.mjs');
  const { findFreePorts } = await script<{ findFreePorts: (count: number) => Promise<number[]> }>(
    'bootstrap/ports.mjs',
  );
  // Not thrown away before the end: with fsync, and what Redis knows is written down.
  const where = { root, folder, throwaway: false, token: '', say: () => undefined };
  const [postgresPort = 0, redisPort = 0] = await findFreePorts(2);
  const run = (described: Described, port: number): Promise<Service> =>
    runService(described, { port, folder, keeper });
  const [postgres, redis] = await Promise.all([
    run(createPostgres(where), postgresPort),
    run(
      createRedis({ ...where, program: process.env['REDIS_PROGRAM'] ?? 'redis-server', keeps: true }),
      redisPort,
    ),
  ]);
  return { postgres, redis };
}

async function runService(
  described: Described,
  { port, folder, keeper }: { port: number; folder: string; keeper: Keeper },
): Promise<Service> {
  await described.prepare();
  described.configure([port]);
  const [part] = described.parts;
  if (!part) throw new Error('a service has no part');
  let child: Child | null = null;
  const service: Service = {
    get url() {
      return Object.values(described.variables())[0] ?? '';
    },
    port,
    get isUp() {
      return child !== null && !child.hasEnded;
    },
    async down(signal) {
      child?.signal(signal);
      await child?.ended;
      child = null;
    },
    async up() {
      await part.beforeRestart?.();
      const { program, args, options } = part.launch();
      child = startChild(keeper, { program, args, ...options, logFile: join(folder, `${part.name}.log`) });
      while (!(await part.isReady(child.pid))) {
        if (child.hasEnded) throw new Error(`${part.name} did not start; its log is ${child.logFile}`);
        await sleep(20);
      }
    },
  };
  await service.up();
  return service;
}

/** One command, on a connection of its own, around any proxy. */
export function tellRedis(url: string, command: string): Promise<string> {
  const { port, password } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    let answer = '';
    socket.setTimeout(3_000, () => socket.destroy(new Error('Redis does not answer')));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
    socket.once('connect', () => socket.end(`AUTH ${password}\r\n${command}\r\nQUIT\r\n`));
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
  });
}
