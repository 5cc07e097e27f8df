import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from '../../scripts/bootstrap/ports.mjs';
import { createPostgres } from '../../scripts/services/postgres.mjs';
import { createRedis } from '../../scripts/services/redis.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * PostgreSQL with fsync and synchronous_commit on, Redis with an append-only file that is written out every second, both
 * of this run alone: on free ports, in a folder that goes with them.
 */
export async function startServices() {
  const folder = mkdtempSync(join(tmpdir(), 'acog-engine-'));
  chmodSync(folder, 0o755); // PostgreSQL does not run as root
  const where = {
    root,
    folder,
    token: randomBytes(8).toString('hex'),
    say: (text) => process.stderr.write(`${text}\n`),
  };
  const services = [
    createPostgres({ ...where, throwaway: false }),
    createRedis({ ...where, program: 'redis-server', throwaway: true, keeps: true }),
  ];
  const ports = await findFreePorts(services.length);
  const running = [];
  const close = async () => {
    for (const child of running.reverse()) {
      if (child.exitCode !== null) continue;
      child.kill('SIGQUIT');
      const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await once(child, 'exit');
      clearTimeout(patience);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const [index, service] of services.entries()) {
      await service.prepare();
      service.configure([ports[index]]);
      for (const part of service.parts) {
        const { program, args, options } = part.launch();
        const child = spawn(program, [...args, ...extraArguments(part)], { ...options, stdio: 'ignore' });
        running.push(child);
        while (!(await part.isReady(child.pid))) {
          if (child.exitCode !== null) throw new Error(`${part.name} ended with exit code ${child.exitCode}`);
          await sleep(50);
        }
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = Object.assign(
    {},
    ...services.map((one) => one.variables()),
  );
  return { folder, databaseUrl, redisUrl, close };
}

const extraArguments = ({ name }) =>
  name === 'redis' ? ['--appendfsync', 'everysec'] : ['-c', 'fsync=on', '-c', 'synchronous_commit=on'];

/** A folder that this run may fill. */
export function freshFolder(services, name) {
  const path = join(services.folder, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, '.keep'), '');
  return path;
}
