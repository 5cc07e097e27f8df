import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PipelineRun } from '../../src/entities/run.js';
import { VendorName } from '../../src/entities/vendor.js';
import { createLogger } from '../../src/logger.js';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

// Planted keys and secrets go through runs that meet every kind of refusal; afterwards nobody may find one anywhere.

jest.setTimeout(480_000);

const random = (): string => randomBytes(12).toString('hex');
const planted: Record<string, string> = {
  ACOG_ENCRYPTION_KEY: `planted${random()}${random()}`,
  ACOG_ADMIN_KEY: `planted${random()}`,
  ...Object.fromEntries(
    // no form that a pattern could know: only the value itself gives it away
    Object.values(VendorName).flatMap((name) => [
      [`${name}_API_KEY`, `planted${random()}`],
      [`${name}_WEBHOOK_SECRET`, `planted${random()}`],
    ]),
  ),
};
const secrets = Object.values(planted);
const SIGNATURE = /[?&](?:sig|signature|token|X-Amz-Signature)=(?!\[secret\])[^&\s"'\\]{8,}/i;

let pipeline: TestPipeline;
let folder: string;
let log = '';
const ended: PipelineRun[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-secrets-'));
  const logger = createLogger('trace', { write: (line) => (log += line) });
  pipeline = await createTestPipeline({ env: { ...planted, ACOG_DATA_DIR: folder }, logger });
  await pipeline.app.ensureAdminKey();
  for (const [vendor, operation, until] of [
    ['openai', 'createResponse', 'PLANNING'],
    ['elevenlabs', 'speak', 'VOICE'],
    ['heygen', 'createVideo', 'AVATAR'],
    ['runway', 'textToVideo', 'BROLL'],
  ] as const) {
    for (const fault of faultsThatEcho(planted[`${vendor.toUpperCase()}_API_KEY`] ?? '')) {
      await pipeline.reset();
      await pipeline.plant({ vendor, operation, fault });
      ended.push(await pipeline.ended(await pipeline.start(await pipeline.anEpisode(), { until })));
    }
  }
}, 480_000);
afterAll(async () => {
  await pipeline.close();
  await rm(folder, { recursive: true, force: true });
});

/** A vendor, or something between us and it, that says what it was given. */
function faultsThatEcho(key: string): Record<string, unknown>[] {
  const message = `Incorrect API key provided: ${key}; see https://vendor.example/help?signature=${random()}`;
  const body = {
    error: { message, type: 'invalid_request_error', code: key },
    detail: { message, status: key },
    message,
  };
  const headers = { 'x-request-id': key };
  return [
    { kind: 'STATUS', status: 401, body, headers },
    { kind: 'STATUS', status: 400, body, headers },
    { kind: 'STATUS', status: 500, body, headers },
    { kind: 'STATUS', status: 200, body, headers },
    { kind: 'DROP_AFTER' },
  ];
}

/** Every row of every table, as text. */
async function everyRow(): Promise<Record<string, string>> {
  const em = pipeline.em();
  const tables: { name: string }[] = await em.execute(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const dumped = tables.map(async ({ name }): Promise<[string, string]> => {
    const rows: { row: string }[] = await em.fork().execute(`select t::text as row from "${name}" t`);
    return [name, rows.map(({ row }) => row).join('\n')];
  });
  return Object.fromEntries(await Promise.all(dumped));
}

/** Where one of the secrets stands, with a little around it; empty when nowhere. */
function leaksIn(name: string, text: string): string[] {
  return secrets.flatMap((secret) => {
    const at = text.indexOf(secret);
    return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 200), at + 30)}…`];
  });
}

describe('planted secrets', () => {
  test('went through runs that failed, waited for a person and succeeded', () => {
    expect(new Set(ended.map((run) => run.status))).toEqual(
      new Set(['FAILED', 'NEEDS_ATTENTION', 'SUCCEEDED']),
    );
  });

  test('are in no line of the log, and neither is a signed address', () => {
    expect(log.split('\n').length).toBeGreaterThan(10);
    expect(leaksIn('log', log)).toEqual([]);
    expect(SIGNATURE.exec(log)?.[0]).toBeUndefined();
  });

  test('are in no row, and neither is a signed address', async () => {
    const rows = await everyRow();
    expect(Object.keys(rows)).toEqual(
      expect.arrayContaining(['vendor_call', 'task', 'run_event', 'api_key']),
    );
    expect(Object.entries(rows).flatMap(([name, text]) => leaksIn(name, text))).toEqual([]);
    for (const [name, text] of Object.entries(rows))
      expect([name, SIGNATURE.exec(text)?.[0]]).toEqual([name, undefined]);
  });

  test('are in no file that was made', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.some((name) => name.startsWith('assets/'))).toBe(true);
    for (const name of names) {
      const path = join(folder, name);
      if ((await stat(path)).isFile()) expect(leaksIn(name, await readFile(path, 'latin1'))).toEqual([]);
    }
  });

  test('are shown to nobody who reads the errors of a stage', async () => {
    const rows: { error: string }[] = await pipeline
      .em()
      .execute(
        `select coalesce(error_row::text, attention_row::text) as error from task where error_row is not null`,
      );
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.flatMap(({ error }) => leaksIn('task', error))).toEqual([]);
  });
});
