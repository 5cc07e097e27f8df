import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** `acog work` in a process of its own. */
export interface WorkerProcess {
  /** Resolves when it takes tasks. */
  readonly working: Promise<void>;
  /** Resolves when it heard the first signal. */
  readonly stopping: Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly hasEnded: boolean;
  signal(name: NodeJS.Signals): void;
  /** Command lines of itself and of everything that it started. */
  processes(): Promise<string[]>;
}

const ROOT = process.cwd();

/** The launcher builds what is not built yet; asking for help runs nothing else. */
export async function buildProgram(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/acog.mjs'), 'work', '--help'], {
    env: withoutOptions(process.env),
  });
}

export function startWorkerProcess(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[] = [],
): WorkerProcess {
  const mark = randomUUID();
  const program = [join(ROOT, 'dist/src/cli.js'), 'work', '--concurrency', '2', ...args];
  const child = spawn(process.execPath, program, {
    env: { ...withoutOptions(env), LOG_LEVEL: 'info', ACOG_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let hear = (): void => undefined;
  const listen = (bytes: Buffer): void => {
    said += bytes.toString();
    hear();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  let hasEnded = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true;
    hear();
    return { code: code as number | null, signal: signal as NodeJS.Signals | null }; // as: Node's own event
  });
  const heard = new Map<string, () => void>();
  hear = () => {
    for (const [words, resolve] of heard) if (said.includes(words) || hasEnded) resolve();
  };
  const saying = (words: string): Promise<void> =>
    new Promise<void>((resolve) => heard.set(words, resolve)).then(() => {
      if (!said.includes(words)) throw new Error(`the worker ended before it said "${words}": ${said}`);
    });
  const [working, stopping] = [saying('"working"'), saying('"stopping: ')];
  for (const promise of [working, stopping]) promise.catch(() => undefined); // not everybody waits for it
  return {
    working,
    stopping,
    ended,
    get hasEnded() {
      return hasEnded;
    },
    signal: (name) => void child.kill(name),
    processes: () => commandsMarked(`ACOG_MARK=${mark}`),
  };
}

/** Jest's own must not reach it. */
function withoutOptions(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...env, NODE_OPTIONS: '' };
}

/** The environment of a process stays with whatever it starts, in whichever group. */
async function commandsMarked(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (!environment.split('\0').includes(mark)) return '';
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      return line.replaceAll('\0', ' ').trim();
    }),
  );
  return found.filter((line) => line !== '');
}
