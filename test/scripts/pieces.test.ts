import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

type Values = Record<string, string>;
interface Taken {
  readonly taken: boolean;
  readonly holder: { readonly pid: number };
}

/** The scripts are plain JavaScript; what they give is said here. */
async function script<Module>(path: string): Promise<Module> {
  return (await import(join(process.cwd(), 'scripts', path))) as Module;
}

const envFile = await script<{
  parseEnvFile(text: string, name: string): Values;
  mergeEnvironment(environment: Values, fromFile: Values, command: string): Values;
}>('bootstrap/env-file.mjs');
const lock = await script<{
  takeLock(path: string, details: object): Taken;
  releaseLock(path: string, token: string): void;
}>('bootstrap/lock.mjs');
const ports = await script<{ findFreePorts(count: number): Promise<number[]> }>('bootstrap/ports.mjs');
const node = await script<{ isNewEnough(version: string): boolean }>('bootstrap/node.mjs');
const tests = await script<{
  sumUp(summary: object | null, code: number): { line: string; exitCode: number };
  needsServices(command: string, args: string[]): boolean;
}>('run-tests.mjs');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-pieces-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('.env is read as people write it', () => {
  const text = [
    '\uFEFF# settings',
    'PLAIN=a b # not this',
    'export EXPORTED = x',
    'EMPTY=',
    "LITERAL='a\\n#b'",
    'ESCAPED="a\\n\\"b\\" \\$c \\d"',
    'LINES="one',
    'two" # end',
    'URL=postgres://u:p#w@h/db?x=1',
  ].join('\r\n');
  expect(envFile.parseEnvFile(text, '.env')).toEqual({
    PLAIN: 'a b',
    EXPORTED: 'x',
    EMPTY: '',
    LITERAL: 'a\\n#b',
    ESCAPED: 'a\n"b" $c \\d',
    LINES: 'one\ntwo',
    URL: 'postgres://u:p#w@h/db?x=1',
  });
});

test.each([
  ['A=1\nB', '.env line 2 is not NAME=value.'],
  ['1A=x', '.env line 1 is not NAME=value.'],
  ['A=1\n\nB="x\ny', '.env line 3 opens a " that is never closed.'],
  ["A='x' y", ".env line 1 goes on after its closing '."],
])('%j in .env is refused with its line', (text, message) => {
  expect(() => envFile.parseEnvFile(text, '.env')).toThrow(message);
});

test('the environment wins over .env, an empty value names nothing, and tests take no keys from it', () => {
  const file = { DATABASE_URL: 'file', REDIS_URL: 'file', OPENAI_API_KEY: 'secret', S3_ENDPOINT: '' };
  const environment = { DATABASE_URL: 'given', REDIS_URL: '' };
  expect(envFile.mergeEnvironment(environment, file, 'start')).toEqual({
    DATABASE_URL: 'given',
    REDIS_URL: 'file',
    OPENAI_API_KEY: 'secret',
  });
  expect(envFile.mergeEnvironment(environment, file, 'test')).toEqual({
    DATABASE_URL: 'given',
    REDIS_URL: 'file',
  });
});

test('a lock is taken once, told about, and free again after its release', () => {
  const path = join(folder, 'once.lock');
  expect(lock.takeLock(path, { token: 'a' }).taken).toBe(true);
  expect(lock.takeLock(path, { token: 'b' })).toMatchObject({ taken: false, holder: { pid: process.pid } });
  lock.releaseLock(path, 'b');
  expect(lock.takeLock(path, { token: 'b' }).taken).toBe(false);
  lock.releaseLock(path, 'a');
  expect(lock.takeLock(path, { token: 'b' }).taken).toBe(true);
});

test.each([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 30, started: '1', token: 'x' })],
  ['another process with the same id', JSON.stringify({ pid: process.pid, started: '1', token: 'x' })],
  ['nobody, being cut short', '{"pid": 1'],
])('the lock of %s is taken over', async (_who, content) => {
  const path = join(folder, 'stale.lock');
  await writeFile(path, content);
  expect(lock.takeLock(path, { token: 'mine' }).taken).toBe(true);
  lock.releaseLock(path, 'mine');
});

test('of many that find the same stale lock one gets it', async () => {
  const path = join(folder, 'contested.lock');
  await writeFile(path, JSON.stringify({ pid: 2 ** 30, started: '1', token: 'x' }));
  const code = `
    const { takeLock } = await import(process.argv[1]);
    const { taken } = takeLock(process.argv[2], { token: String(process.pid) });
    process.stdout.write(taken ? 'taken' : 'held');
    process.stdin.resume(); // holds it until all have tried
  `;
  const modulePath = join(process.cwd(), 'scripts/bootstrap/lock.mjs');
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', code, modulePath, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(
    children.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])),
  );
  for (const child of children) child.stdin.end();
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(answers.filter((answer) => answer === 'taken')).toHaveLength(1);
});

test.each([
  ['v24.21.0', true],
  ['v22.17.0', true],
  ['v22.16.9', false],
  ['v20.20.2', false],
])('Node %s is new enough: %s', (version, isEnough) => {
  expect(node.isNewEnough(version)).toBe(isEnough);
});

test.each([
  [{ passed: 5, failed: 0, skipped: 0 }, 0, '5 passed, 0 failed', 0],
  [{ passed: 5, failed: 2, skipped: 3 }, 1, '5 passed, 2 failed, 3 skipped', 1],
  [{ passed: 5, failed: 0, skipped: 0 }, 1, '5 passed, 1 failed', 1],
  [null, 137, '0 passed, 1 failed', 137],
])('the counts %j and exit code %d end in "%s" and %d', (summary, code, line, exitCode) => {
  expect(tests.sumUp(summary, code)).toEqual({ line, exitCode });
});

test('only tests of pure code go without services', () => {
  expect(tests.needsServices('test', [])).toBe(true);
  expect(tests.needsServices('test', ['test/unit', '--silent'])).toBe(false);
  expect(tests.needsServices('test', ['test/unit', 'test/api'])).toBe(true);
  expect(tests.needsServices('demo', ['--help'])).toBe(false);
  expect(['demo', 'start', 'serve'].map((command) => tests.needsServices(command, []))).toEqual([
    true,
    true,
    false,
  ]);
});

test('no script needs a package', async () => {
  const { stdout } = await promisify(execFile)('grep', [
    '-rhoE',
    "from '[^'.][^']*'",
    'scripts',
    '--include=*.mjs',
  ]);
  const foreign = stdout.split('\n').filter((line) => line !== '' && !line.startsWith("from 'node:"));
  expect(foreign).toEqual([]);
});

test('free ports are all different and lie below those of outgoing connections', async () => {
  const found = await ports.findFreePorts(50);
  expect(new Set(found).size).toBe(50);
  expect(found.filter((port) => port < 20_000 || port >= 32_000)).toEqual([]);
});
