import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Run, aCheckout, commandOf, processesOf, until, type Started } from './checkout.js';

// they look into /proc; elsewhere the same code asks ps
const onLinux = process.platform === 'linux' ? test : test.skip;
/** What we promise after a kill, and some breath for a busy machine. */
const GONE_WITHIN_MS = 5000;
const POSTGRES = /bin\/postgres -D/;
const REDIS = /redis-server|valkey-server/;

let checkout: string;
let runs: Run[] = [];

jest.setTimeout(120_000);

beforeAll(async () => {
  checkout = await aCheckout();
});

afterEach(async () => {
  for (const run of runs) {
    run.npm.kill('SIGTERM');
    run.npm.kill('SIGCONT'); // a test that failed half-way may have left it stopped
  }
  await Promise.all(runs.map((run) => run.ended));
  runs = [];
  await rm(join(checkout, '.env'), { force: true });
});

afterAll(async () => {
  await rm(checkout, { recursive: true });
});

function run(...args: string[]): Run {
  const started = new Run(checkout, args);
  runs.push(started);
  return started;
}

const tokenOf = ({ env }: Started): string => env['ACOG_RUN_TOKEN'] ?? 'no token';
const folderOf = ({ env }: Started): string => env['ACOG_DATA_DIR'] ?? 'no folder';

async function allGone(started: Started): Promise<void> {
  await until(
    async () => (await processesOf(tokenOf(started))).length === 0,
    GONE_WITHIN_MS,
    'processes gone',
  );
}

async function lockOf(started: Started): Promise<{ pid: number; services?: { pid: number }[] }> {
  return JSON.parse(await readFile(`${folderOf(started)}.lock`, 'utf8')) as { pid: number }; // our own file
}

async function find(started: Started, pattern: RegExp): Promise<number> {
  const { services = [] } = await lockOf(started);
  const pids = [...services.map(({ pid }) => pid), ...(await processesOf(tokenOf(started)))];
  for (const pid of pids) if (pattern.test(await commandOf(pid))) return pid;
  throw new Error(`no process ${String(pattern)}`);
}

async function parentOf(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/stat`, 'latin1')).split(') ')[1]?.split(' ')[1]);
}

function answers(url: string | undefined): Promise<boolean> {
  const { port, hostname } = new URL(url ?? '');
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('a command gets its services, the right Node and its exit code, and throws its data away', async () => {
  const demo = run('demo', '--exit', '7');
  const started = await demo.started();
  expect(await demo.ended).toBe(7);
  expect(started).toMatchObject({
    command: 'demo',
    version: expect.stringMatching(/^v2[24]\./),
    env: {
      DATABASE_URL: expect.stringMatching(/^postgresql:\/\/acog:\w+@127\.0\.0\.1:\d+\/acog$/),
      REDIS_URL: expect.stringMatching(/^redis:\/\/:\w+@127\.0\.0\.1:\d+$/),
      ACOG_MODE: 'demo',
    },
  });
  expect(existsSync(folderOf(started))).toBe(false);
  expect(await answers(started.env['DATABASE_URL'])).toBe(false);
});

test('two demos at once have nothing in common', async () => {
  const [one, two] = [run('demo', '--wait'), run('demo', '--wait')];
  const [first, second] = await Promise.all([one.started(), two.started()]);
  expect(folderOf(first)).not.toBe(folderOf(second));
  expect(first.env['DATABASE_URL']).not.toBe(second.env['DATABASE_URL']);
  one.npm.kill('SIGTERM');
  await one.ended;
  expect(await answers(second.env['DATABASE_URL'])).toBe(true);
  expect(await answers(second.env['REDIS_URL'])).toBe(true);
});

test('a second start says who holds the lock; the next one finds the data of the first', async () => {
  const first = run('start', '--wait');
  const started = await first.started();
  const second = run('start', '--wait', '--port-taken'); // by the first: who holds the lock says more
  expect(await second.ended).toBe(1);
  expect(second.said).toMatch(/process \d+ holds it since 20\S+ and serves http:\/\/127\.0\.0\.1:4000/);
  first.pressControlC();
  await first.ended;
  await allGone(started);
  const next = run('start', '--exit', '0');
  const password = (url: string | undefined) => new URL(url ?? '').password;
  expect(password((await next.started()).env['DATABASE_URL'])).toBe(password(started.env['DATABASE_URL']));
  expect(await next.ended).toBe(0);
});

onLinux.each(['npm', 'launcher', 'command'])(
  'after SIGKILL to the %s nothing is left within 5 s',
  async (victim) => {
    const demo = run('demo', '--wait');
    const started = await demo.started();
    const guardian = await find(started, /guardian\.mjs/);
    const launcher = await parentOf(guardian);
    const pid = { npm: demo.npm.pid, launcher, command: started.pid }[victim];
    process.kill(pid ?? 0, 'SIGKILL');
    await allGone(started);
    expect(existsSync(folderOf(started))).toBe(false);
    expect((await readdir(join(checkout, '.acog'))).filter((name) => name.startsWith('demo'))).toEqual([]);
    await until(() => Promise.resolve(!existsSync(`/proc/${launcher}`)), GONE_WITHIN_MS, 'launcher gone');
  },
);

onLinux('after SIGKILL of everything but the services the next start ends those and goes on', async () => {
  const first = run('start', '--wait');
  const started = await first.started();
  const guardian = await find(started, /guardian\.mjs/);
  const [postgres, redis] = await Promise.all([find(started, POSTGRES), find(started, REDIS)]);
  const all = [await parentOf(guardian), guardian, first.npm.pid ?? 0, started.pid];
  for (const pid of all) process.kill(pid, 'SIGSTOP'); // none can answer the end of another
  for (const pid of all) process.kill(pid, 'SIGKILL');
  const next = run('start', '--wait');
  const again = await next.started();
  expect(await processesOf(tokenOf(started))).toEqual([]);
  expect([await commandOf(postgres), await commandOf(redis)]).toEqual(['', '']);
  expect(await answers(again.env['DATABASE_URL'])).toBe(true);
});

onLinux.each([
  ['PostgreSQL', POSTGRES, 'DATABASE_URL'],
  ['Redis', REDIS, 'REDIS_URL'],
])('%s comes back on its port when it is killed', async (name, pattern, variable) => {
  const demo = run('demo', '--wait');
  const started = await demo.started();
  const pid = await find(started, pattern);
  process.kill(pid, 'SIGKILL');
  await until(() => Promise.resolve(demo.said.includes(`${name} ended`)), 5000, 'it says so');
  await until(async () => (await find(started, pattern).catch(() => pid)) !== pid, 20_000, 'a new process');
  await until(() => answers(started.env[variable]), 20_000, 'it answers');
});

onLinux('a run does not go on without its guardian', async () => {
  const demo = run('demo', '--wait');
  const started = await demo.started();
  process.kill(await find(started, /guardian\.mjs/), 'SIGKILL');
  expect(await demo.ended).toBe(1);
  expect(demo.said).toMatch(/guards the services was killed/);
  await allGone(started);
  expect(existsSync(folderOf(started))).toBe(false);
});

test('services that the environment or .env names are used as they are', async () => {
  await writeFile(
    join(checkout, '.env'),
    'DATABASE_URL=postgresql://db.example/x\nREDIS_URL="redis://r.example" # ours\n',
  );
  const demo = run('demo', '--exit', '0');
  const { env } = await demo.started();
  expect([env['DATABASE_URL'], env['REDIS_URL']]).toEqual(['postgresql://db.example/x', 'redis://r.example']);
  expect(await demo.ended).toBe(0);
});

test('a broken .env stops the start with its line', async () => {
  await writeFile(join(checkout, '.env'), 'PORT=4000\nthis is not a setting\n');
  const demo = run('demo', '--exit', '0');
  expect(await demo.ended).toBe(1);
  expect(demo.said).toBe('acog: .env line 2 is not NAME=value.\n');
});

test.each([
  ['package.json', 'it is a file, not a folder.'],
  ['package.json/data', 'it is a file, not a folder.'],
  ...(process.platform === 'linux' ? [['/proc/acog/data', 'no folder can be made there.'] as const] : []),
])('a data folder that cannot be used is one clear sentence: %s', async (folder, what) => {
  const demo = new Run(checkout, ['demo', '--exit', '0'], { ACOG_DATA_DIR: resolve(checkout, folder) });
  runs.push(demo);
  expect(await demo.ended).toBe(1);
  expect(demo.said).toMatch(/^acog: Cannot use the data folder [^\n]*\n$/);
  expect(demo.said).toContain(what);
});

test('packages behind a link are never emptied, however old they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'acog-linked-'));
  const [packages, linked] = [join(folder, 'theirs'), join(folder, 'checkout')];
  await mkdir(packages);
  await writeFile(join(packages, 'precious'), '');
  await mkdir(linked);
  for (const name of ['scripts', 'package-lock.json', 'package.json']) {
    await cp(join(checkout, name), join(linked, name), { recursive: true });
  }
  await symlink(packages, join(linked, 'node_modules'));
  const refused = new Run(linked, ['demo']);
  expect(await refused.ended).toBe(1);
  expect(refused.said).toContain(
    `node_modules is a link to ${packages}, which does not match package-lock.json`,
  );
  expect(await readdir(packages)).toEqual(['precious']);
  await rm(folder, { recursive: true });
});
