import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { freePort } from './free-port.js';

/** A Redis that a test may kill, start again and empty. */
export interface OwnRedis {
  readonly url: string;
  /** A connection of the test's own; a new one after each start. */
  readonly client: RedisClient;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** As if its machine lost power. */
  kill(): Promise<void>;
  /** Its connections, the test's own among them: a line for each, as `CLIENT LIST` describes it. */
  connections(): Promise<string[]>;
  /** Resolves when so many connections wait for an entry of a list. */
  waiting(connections: number): Promise<void>;
  close(): Promise<void>;
}

/** @param options `isUp: false` leaves it down: its port is free, its address is known */
export async function createOwnRedis(options: { isUp?: boolean } = {}): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const quiet = createLogger('fatal');
  let server: ChildProcess | null = null;
  let client = createRedis(url, quiet);

  async function start(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    server = spawn('redis-server', settings, { stdio: 'ignore' });
    client = createRedis(url, quiet);
    await client.connect();
  }

  async function kill(): Promise<void> {
    client.destroy();
    if (server?.exitCode !== null || !server.kill('SIGKILL')) return;
    await once(server, 'exit');
  }

  async function list(): Promise<string[]> {
    const lines = await client.sendCommand(['CLIENT', 'LIST']);
    return (lines as unknown as string).trim().split('\n'); // the answer of this command is one text
  }

  if (options.isUp ?? true) await start();
  return {
    url,
    get client() {
      return client;
    },
    start,
    kill,
    connections: list,
    async waiting(connections) {
      const isWaiting = (line: string): boolean => line.includes('cmd=brpoplpush');
      while ((await list()).filter(isWaiting).length < connections) await sleep(20);
    },
    async close() {
      if (client.isOpen) await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
