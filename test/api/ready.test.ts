import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';
import { createDatabase, type TestDatabase } from '../support/database.js';

// The whole program, whose ffmpeg is named without a folder and found on PATH.

const ADMIN_KEY = 'acog_a_key_of_this_test_alone_0123456789';
const searchPath = process.env['PATH'] ?? '';

let folder: string;
let database: TestDatabase;
let app: App;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-ready-'));
  database = await createDatabase();
  await mkdir(join(folder, 'bin'));
  for (const program of ['ffmpeg', 'ffprobe']) {
    const path = execFileSync('which', [program], { encoding: 'utf8' }).trim();
    await symlink(path, join(folder, 'bin', `${program}-of-the-test`));
  }
  process.env['PATH'] = `${join(folder, 'bin')}${delimiter}${searchPath}`;
  const config = readConfig({
    ...process.env,
    DATABASE_URL: database.url,
    ACOG_DATA_DIR: folder,
    ACOG_ADMIN_KEY: ADMIN_KEY,
    FFMPEG_PATH: 'ffmpeg-of-the-test',
    FFPROBE_PATH: 'ffprobe-of-the-test',
    PORT: '0',
  });
  app = await buildApp(config, createLogger('silent'), new Set());
  await app.ensureAdminKey();
  ({ url } = await app.serve());
});

afterAll(async () => {
  process.env['PATH'] = searchPath;
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function ready(): Promise<{ status: number; ffmpeg: unknown }> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const response = await fetch(`${url}/health/ready`, { headers });
  const { dependencies } = (await response.json()) as { dependencies: Record<string, unknown> }; // for holders of a key
  return { status: response.status, ffmpeg: dependencies['ffmpeg'] };
}

test('a program on PATH is up; once it is gone, ready says what is missing and what to do', async () => {
  expect(await ready()).toEqual({ status: 200, ffmpeg: { status: 'up' } });
  await rm(join(folder, 'bin', 'ffprobe-of-the-test'));
  await mkdir(join(folder, 'bin', 'ffprobe-of-the-test')); // a folder may be entered, not run
  expect(await ready()).toEqual({
    status: 503,
    ffmpeg: {
      status: 'down',
      reason: expect.stringMatching(
        /^There is no program ffprobe-of-the-test on PATH\. Install ffmpeg 5\.1 or newer .* or set FFMPEG_PATH and FFPROBE_PATH\.$/,
      ),
    },
  });
});

test('a database that is frozen is said within seconds, with and without a key', async () => {
  await app.orm.em.fork().transactional(async (em) => {
    await em.execute('lock table api_key in access exclusive mode'); // so that nobody can find out who asks
    const beganMs = performance.now();
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const answers = await Promise.all([
      fetch(`${url}/health/ready`, { headers }),
      fetch(`${url}/health/ready`),
    ]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { status: expect.any(String) },
      { status: expect.any(String) },
    ]);
    expect(performance.now() - beganMs).toBeLessThan(8_000); // far below the ten seconds of a statement
  });
});
