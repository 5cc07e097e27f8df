import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './program.mjs';

export const ADMIN_KEY = 'key-of-a-measurement-0123456789';

/** `acog serve` as a process of its own. @returns how to ask, measure and end it */
export async function startNode({ databaseUrl, redisUrl, folder, port, env = {} }) {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [join(root, 'dist/src/cli.js'), 'serve'], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, PORT: String(port), DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      ...{
        ACOG_ADMIN_KEY: ADMIN_KEY,

        ACOG_DATA_DIR: join(folder, `data-${port}`),
      },
      ...{ ACOG_SOCKETS_PER_KEY: '10000', LOG_LEVEL: 'error', ...env },
    },
    stdio: ['ignore', 2, 2],
  });
  for (;;) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error(`acog serve ended with exit code ${child.exitCode}`);
    await sleep(50);
  }
  return {
    url,
    pid: child.pid,
    async metric(name) {
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
      const lines = (await answer.text()).split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

/** User and system time of a process, in ms. */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10; // Linux counts in hundredths of a second
}

/** Resident memory of a process, in MB. */
export function residentMb(pid) {
  const [, kb] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kb) / 1024;
}
