import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aSimulator, type Call, caller, type TestSimulator, textAt, until } from './simulated-server.js';

let simulator: TestSimulator;
let runway: Call;
const clip = { model: 'gen4.5', promptText: 'bees', ratio: '1280:720', duration: 2 };

beforeEach(async () => {
  simulator = await aSimulator();
  runway = runwayOf(simulator);
});
afterEach(() => simulator.close());

function runwayOf(running: TestSimulator): Call {
  return caller(running.baseUrls.runway, { authorization: 'Bearer key', 'x-runway-version': '2024-11-06' });
}
async function finished(): Promise<string> {
  const { body } = await runway('POST', '/v1/text_to_video', clip);
  const done = await until(
    () => runway('GET', `/v1/tasks/${textAt(body, 'id')}`),
    (task) => textAt(task.body, 'status') === 'SUCCEEDED',
  );
  return textAt(done.body, 'output.0');
}
const oneFault = (fault: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  simulator.plant({ vendor: 'runway', operation: 'textToVideo', times: 1, fault, ...more });

test('a server that is closed while it makes pictures leaves nothing behind', async () => {
  await simulator.control('/speed', { method: 'POST', body: '{"media": "FULL"}' });
  for (const promptText of ['bees', 'whales', 'volcanoes'])
    expect((await runway('POST', '/v1/text_to_video', { ...clip, promptText })).status).toBe(200);
  const layers = () => foldersOfLayers(simulator.folder).length > 0;
  await until(
    () => Promise.resolve(layers()),
    (isDrawn) => isDrawn,
  );
  await simulator.close();
  expect(existsSync(simulator.folder)).toBe(false);
});

function foldersOfLayers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /layers-\w+$/.test(name),
  );
}

describe('the control interface', () => {
  test('names the field that is wrong, for each kind of wrong', async () => {
    const fault = { kind: 'STATUS', status: 500 };
    const wrong: [unknown, string][] = [
      ['{', ''],
      [{ vendor: 'runway' }, 'fault'],
      [{ vendor: 'sora', fault }, 'vendor'],
      [{ vendor: 'runway', operation: 'dance', fault }, 'operation'],
      [{ vendor: 'runway', times: 0, fault }, 'times'],
      [{ vendor: 'runway', fault: { kind: 'BOOM' } }, 'fault.kind'],
      [{ vendor: 'runway', fault: { kind: 'STATUS' } }, 'fault.status'],
      [{ vendor: 'runway', fault: { kind: 'DELAY' } }, 'fault.delayMs'],
      [{ vendor: 'runway', fault, colour: 'red' }, 'colour'],
      [{ vendor: 'runway', fault: { ...fault, headers: { 'x-a': 'b\r\nc: d' } } }, 'fault.headers.x-a'],
    ];
    for (const [body, field] of wrong) {
      const answer = await caller(simulator.origin, {})('POST', '/_control/faults', body);
      expect([answer.status, textAt(answer.body, 'error.field')]).toEqual([400, field]);
      expect(textAt(answer.body, 'error.message')).not.toBe('');
    }
    const speed = await caller(simulator.origin, {})('POST', '/_control/speed', { media: 'HUGE' });
    expect([speed.status, textAt(speed.body, 'error.field')]).toEqual([400, 'media']);
  });

  test('lists calls without keys, and forgets faults, calls, ledger and speed on DELETE', async () => {
    await runway('POST', '/v1/text_to_video', clip);
    await oneFault({ kind: 'STATUS', status: 500 });
    await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 3}' });
    const calls = await simulator.control('/calls');
    expect(calls).toMatchObject({
      rows: [
        {
          vendor: 'runway',
          operation: 'textToVideo',
          method: 'POST',
          path: '/v1/text_to_video',
          status: 200,
        },
      ],
    });
    expect(JSON.stringify(calls)).not.toContain('Bearer');
    await simulator.control('', { method: 'DELETE' });
    expect(await simulator.control('/calls')).toEqual({ rows: [] });
    expect(await simulator.control('/ledger')).toEqual({ rows: [] });
    expect(await simulator.control('/faults')).toEqual({ rows: [] });
    expect(await simulator.control('/speed')).toEqual({ jobSeconds: 0.2, media: 'TINY' });
  });

  test('answers 404 in JSON where nothing is', async () => {
    const call = caller(simulator.origin, {});
    expect(await call('GET', '/sora/v1')).toMatchObject({ status: 404, body: { error: {} } });
    expect(await call('GET', '/_control/nothing')).toMatchObject({
      status: 404,
      body: { error: { field: '' } },
    });
    expect(await call('GET', '/heygenx/v3/videos')).toMatchObject({ status: 404 });
  });
});

describe('faults', () => {
  test('STATUS answers before any work, as often as it was asked to, in the body given or the vendor’s own', async () => {
    await oneFault({ kind: 'STATUS', status: 503 }, { times: 2 });
    await oneFault({
      kind: 'STATUS',
      status: 429,
      body: { error: 'daily' },
      headers: { 'retry-after': '7' },
    });
    for (let time = 0; time < 2; time++) {
      const answer = await runway('POST', '/v1/text_to_video', clip);
      expect([answer.status, textAt(answer.body, 'error')]).toEqual([503, 'A planted 503']);
    }
    const limited = await runway('POST', '/v1/text_to_video', clip);
    expect([limited.status, limited.body, limited.headers.get('retry-after')]).toEqual([
      429,
      { error: 'daily' },
      '7',
    ]);
    expect(simulator.ledger()).toEqual([]);
    expect((await runway('POST', '/v1/text_to_video', clip)).status).toBe(200);
  });

  test('STATUS without a body speaks as each vendor does', async () => {
    const shapes: [string, string, unknown][] = [
      [
        'openai',
        '/models',
        { error: { message: expect.any(String), type: 'server_error', param: null, code: null } },
      ],
      ['elevenlabs', '/v1/models', { detail: expect.objectContaining({ message: expect.any(String) }) }],
      ['heygen', '/v3/users/me', { error: expect.objectContaining({ code: 'internal_error' }) }],
      ['synthesia', '/v2/videos', { error: expect.any(String) }],
      ['pika', '/fal-ai/pika/requests/x', { detail: expect.any(String), error_type: 'internal_error' }],
    ];
    for (const [vendor, path, body] of shapes) {
      await simulator.plant({ vendor, fault: { kind: 'STATUS', status: 500 } });
      const url = `${Reflect.get(simulator.baseUrls, vendor) as string}${path}`; // each has one
      const answer = await fetch(url);
      expect([vendor, answer.status, await answer.json()]).toEqual([vendor, 500, body]);
    }
  });

  test('a fault for another operation or vendor waits for its own', async () => {
    await simulator.plant({ vendor: 'pika', fault: { kind: 'STATUS', status: 500 } });
    await simulator.plant({ vendor: 'runway', operation: 'getTask', fault: { kind: 'STATUS', status: 502 } });
    const { status, body } = await runway('POST', '/v1/text_to_video', clip);
    expect(status).toBe(200);
    expect((await runway('GET', `/v1/tasks/${textAt(body, 'id')}`)).status).toBe(502);
    expect((await runway('GET', `/v1/tasks/${textAt(body, 'id')}`)).status).toBe(200);
  });

  test('DROP_BEFORE cuts without work, DROP_AFTER after work that is billed', async () => {
    await oneFault({ kind: 'DROP_BEFORE' });
    await expect(runway('POST', '/v1/text_to_video', clip)).rejects.toThrow();
    expect(simulator.ledger()).toEqual([]);
    await oneFault({ kind: 'DROP_AFTER' });
    await expect(runway('POST', '/v1/text_to_video', clip)).rejects.toThrow();
    expect(simulator.ledger()).toMatchObject([
      { vendor: 'runway', operation: 'textToVideo', units: 24, usd: 0.24 },
    ]);
  });

  test('TRUNCATE promises the whole body and sends half; DELAY and SLOW only take their time', async () => {
    await oneFault({ kind: 'TRUNCATE' });
    await expect(runway('POST', '/v1/text_to_video', clip)).rejects.toThrow();
    const started = Date.now();
    await oneFault({ kind: 'DELAY', delayMs: 150 });
    await oneFault({ kind: 'SLOW', delayMs: 20 });
    expect(textAt((await runway('POST', '/v1/text_to_video', clip)).body, 'id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Date.now() - started).toBeGreaterThan(150 + 15 * 20);
  });

  test('JOB_FAILED lets the next job fail, in the vendor’s words when a body is given', async () => {
    await oneFault({ kind: 'JOB_FAILED', body: { failure: 'Unsafe', failureCode: 'SAFETY.INPUT.TEXT' } });
    const { body } = await runway('POST', '/v1/text_to_video', clip);
    const task = await until(
      () => runway('GET', `/v1/tasks/${textAt(body, 'id')}`),
      (answer) => !['PENDING', 'RUNNING'].includes(textAt(answer.body, 'status')),
    );
    expect(task.body).toMatchObject({
      status: 'FAILED',
      failure: 'Unsafe',
      failureCode: 'SAFETY.INPUT.TEXT',
    });
  });
});

describe('result files', () => {
  test('are served whole, by HEAD and by range, and end with their address', async () => {
    const url = await finished();
    const whole = await fetch(url);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(whole.headers.get('content-length')).toBe(String(bytes.length));
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    const range = await fetch(url, { headers: { range: 'bytes=4-7' } });
    expect([range.status, await range.text()]).toEqual([206, 'ftyp']);
    expect(range.headers.get('content-range')).toBe(`bytes 4-7/${bytes.length}`);
    const tail = await fetch(url, { headers: { range: 'bytes=-10' } });
    expect(Buffer.from(await tail.arrayBuffer()).equals(bytes.subarray(-10))).toBe(true);
    const beyond = await fetch(url, { headers: { range: `bytes=${bytes.length}-` } });
    expect(beyond.status).toBe(416);
    expect((await fetch(url.replace(/signature=\w{4}/, 'signature=0000'))).status).toBe(403);
    expect((await fetch(url.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
  });

  test('URL_EXPIRED answers 403 as often as asked; the next question to the vendor gives an address that works', async () => {
    const url = await finished();
    await simulator.plant({ vendor: 'runway', times: 2, fault: { kind: 'URL_EXPIRED' } });
    expect([(await fetch(url)).status, (await fetch(url)).status, (await fetch(url)).status]).toEqual([
      403, 403, 200,
    ]);
  });

  test('the same request gives the same bytes', async () => {
    const [first, second] = [await finished(), await finished()];
    expect(first).not.toBe(second);
    const bytes = await Promise.all(
      [first, second].map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())),
    );
    expect(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('the server', () => {
  test('keeps the ledger over a restart when it is given a place', async () => {
    const ledgerPath = join(simulator.folder, 'ledger.jsonl');
    const first = await aSimulator({ ledgerPath });
    await runwayOf(first)('POST', '/v1/text_to_video', clip);
    await first.close();
    expect(readFileSync(ledgerPath, 'utf8').split('\n')).toHaveLength(2);
    const second = await aSimulator({ ledgerPath });
    expect(second.ledger()).toMatchObject([{ vendor: 'runway', operation: 'textToVideo' }]);
    await second.close();
  });

  test('refuses a body above 64 MiB in the vendor’s shape and lives on', async () => {
    const body = new Uint8Array(64 * 1024 * 1024 + 1);
    const answer = await runway('POST', '/v1/text_to_video', body).catch((error: unknown) => error);
    // the answer may be lost when the server hangs up on a client that still sends
    if (!(answer instanceof Error))
      expect(answer).toMatchObject({ status: 413, body: { error: expect.any(String) } });
    expect((await runway('GET', '/v1/organization')).status).toBe(200);
  });

  test('ends while jobs run and files are sent, and leaves nothing behind', async () => {
    const other = await aSimulator({ speed: { jobSeconds: 60, media: 'TINY' } });
    await runwayOf(other)('POST', '/v1/text_to_video', clip);
    const inside = () => readdirSync(other.folder);
    expect(inside()).toHaveLength(1);
    await other.plant({ vendor: 'runway', fault: { kind: 'DELAY', delayMs: 60_000 } });
    const hanging = runwayOf(other)('GET', '/v1/organization').catch(() => 'cut');
    await until(
      () => other.control('/calls'),
      (calls) => JSON.stringify(calls).includes('getOrganization'),
    );
    await other.close();
    expect(await hanging).toBe('cut');
    expect(existsSync(other.folder)).toBe(false);
    await expect(fetch(other.origin)).rejects.toThrow();
  });

  test('says so when the port is taken', async () => {
    await expect(aSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  });
});
