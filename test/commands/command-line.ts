import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../scripts/checkout.js';

const ROOT = process.cwd();

/** What a command did before it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A place of its own for one command: folders, and a mark by which its processes are found. */
export interface Place {
  readonly folder: string;
  /** Empty at first; `--out` may name it. */
  readonly out: string;
  readonly data: string;
  /** Runs `acog …` as a user does. @param environment what it has beside PATH and HOME */
  acog(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Files below a folder of the place, sorted; of none when it is not there. */
  files(folder: string): Promise<string[]>;
  /** Waits until no process of the place is left. */
  nobodyLeft(): Promise<void>;
  remove(): Promise<void>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** The launcher to start; ours unless said. */
  readonly launcher?: string;
  /** Words before the command, such as another program that starts it. */
  readonly through?: readonly string[];
}

export async function aPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-case-'));
  const [out, data, mark] = [join(folder, 'out'), join(folder, 'data'), `ACOG_CASE=${randomUUID()}`];
  await mkdir(out);
  return {
    folder,
    out,
    data,
    async acog(args, { environment = {}, launcher = join(ROOT, 'scripts/acog.mjs'), through = [] } = {}) {
      const [program = '', ...words] = [...through, process.execPath, launcher, ...args];
      const child = spawn(program, words, {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          ACOG_DATA_DIR: data,
          ...environment,
          [mark.slice(0, 9)]: mark.slice(10),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const [code] = (await once(child, 'close')) as [number | null]; // by Node's documentation
      return { code, stdout, stderr: withoutSetUp(stderr) };
    },
    async files(below) {
      if (!existsSync(below)) return [];
      return (await readdir(below, { recursive: true })).sort();
    },
    nobodyLeft: () =>
      until(async () => (await commandsOf(mark, folder)).length === 0, 5_000, 'every process gone'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A fresh checkout says what it builds; that is no part of the answer. */
function withoutSetUp(stderr: string): string {
  return stderr.replace(/^acog: (?:Building|Installing|Another process) .*\n/gm, '');
}

/** Processes that carry the mark, or, where a server has overwritten its environment, name the folder. */
async function commandsOf(mark: string, folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environment, command] = await Promise.all(
        ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '')),
      );
      const isOurs = environment?.split('\0').includes(mark) || command?.includes(folder);
      return isOurs && command !== '' ? [command ?? ''] : [];
    }),
  );
  return found.flat();
}
