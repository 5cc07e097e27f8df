import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = process.cwd();

/** A command that says what it was given, and ends when it is told to. */
const COMMAND = `
const [command, what, code] = process.argv.slice(2);
if (command === '--check') process.exit(process.argv.includes('--port-taken') ? 1 : 0);
process.stdout.write(JSON.stringify({ pid: process.pid, command, version: process.version, env: process.env }) + '\\n');
if (what === '--exit') process.exit(Number(code));
if (what === '--wait') setInterval(() => undefined, 1000);
`;

/** A checkout of its own: our scripts and packages, and a program small enough to be compiled in a second. */
export async function aCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-checkout-'));
  for (const name of ['scripts', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  }; // our own file
  const kept = Object.fromEntries(Object.entries(scripts).filter(([name]) => !name.startsWith('build:')));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'acog', type: 'module', scripts: kept }),
  );
  await linkPackages(folder);
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/cli.ts'), COMMAND);
  return folder;
}

/**
 * The packages of this checkout, in a folder of links that counts as installed. Links one by one, and marked, so that
 * nothing an install does to the folder can reach the packages behind it.
 */
async function linkPackages(folder: string): Promise<void> {
  const packages = join(ROOT, 'node_modules');
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir(packages)) {
    if (!name.startsWith('.acog')) await symlink(join(packages, name), join(folder, 'node_modules', name));
  }
  const digest = createHash('sha256').update(await readFile(join(folder, 'package-lock.json')));
  const stamp = `${process.platform}-${process.arch} ${digest.digest('hex')}\n`;
  await writeFile(join(folder, 'node_modules/.acog-installed'), stamp);
}

/** What the command printed about itself. */
export interface Started {
  readonly pid: number;
  readonly command: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One `npm run …` in a checkout. */
export class Run {
  readonly npm: ChildProcess;
  readonly ended: Promise<number>;
  #said = '';
  #started: Promise<Started>;

  constructor(folder: string, args: readonly string[], environment: Record<string, string> = {}) {
    const [command = '', ...options] = args;
    this.npm = spawn('npm', ['run', '--silent', command, '--', ...options], {
      cwd: folder,
      env: { ...cleanEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, as a shell gives it
    });
    this.npm.stderr?.on('data', (bytes: Buffer) => (this.#said += bytes.toString()));
    // killed by signal n counts as 128 + n, as a shell has it
    this.ended = once(this.npm, 'exit').then(([code]: (number | null)[]) => code ?? 137);
    this.#started = this.#firstLine();
    this.#started.catch(() => undefined); // a run that is refused is asked for its exit code instead
  }

  /** As a terminal does: every process of the foreground group gets it. */
  pressControlC(): void {
    if (this.npm.pid !== undefined) process.kill(-this.npm.pid, 'SIGINT');
  }

  /** Everything written to stderr so far. */
  get said(): string {
    return this.#said;
  }

  /** @throws {Error} with what was said instead, when the command never ran */
  started(): Promise<Started> {
    return this.#started;
  }

  async #firstLine(): Promise<Started> {
    if (this.npm.stdout === null) throw new Error('no stdout');
    for await (const line of createInterface({ input: this.npm.stdout })) {
      if (line.startsWith('{')) return JSON.parse(line) as Started; // our own stub wrote it
    }
    throw new Error(`the command did not start: ${this.#said}`);
  }
}

/** Nothing of the run of these tests themselves may reach the runs they start. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const hidden = /^(DATABASE_URL|REDIS_URL|S3_|ACOG_|NODE_OPTIONS|NODE_ENV|JEST_|npm_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.test(name)));
}

/** Ids of all processes that belong to a run, by the mark in their environment. */
export async function processesOf(token: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(`ACOG_RUN_TOKEN=${token}`) ? Number(pid) : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

export async function commandOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  return line.replaceAll('\0', ' ').trim();
}

/** Waits until `isSo` says yes. @throws {Error} after `withinMs` */
export async function until(isSo: () => Promise<boolean>, withinMs: number, what: string): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
