import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describedTest } from './openapi-check.js';
import { aSimulator, type Call, caller, type TestSimulator, textAt, until } from './simulated-server.js';

let simulator: TestSimulator;
let fal: Call;
const TEXT = '/fal-ai/pika/v2.2/text-to-video';
const IMAGE = '/fal-ai/pika/v2.2/image-to-video';
const clip = { prompt: 'a meadow', duration: 5, resolution: '720p', aspect_ratio: '9:16', seed: 0 };
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

beforeEach(async () => {
  simulator = await aSimulator();
  fal = caller(simulator.baseUrls.pika, { authorization: 'Key id:secret' });
});
afterEach(() => simulator.close());

interface Submitted {
  readonly id: string;
  readonly status: () => ReturnType<Call>;
  readonly result: () => ReturnType<Call>;
  readonly cancel: () => ReturnType<Call>;
}
async function submitted(body: unknown = clip, path = TEXT): Promise<Submitted> {
  const answer = await fal('POST', path, body);
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ status: 'IN_QUEUE' })]);
  expect(answer.headers.get('x-fal-request-id')).toBe(textAt(answer.body, 'request_id'));
  return {
    id: textAt(answer.body, 'request_id'),
    status: () => fal('GET', `${textAt(answer.body, 'status_url')}?logs=1`),
    result: () => fal('GET', textAt(answer.body, 'response_url')),
    cancel: () => fal('PUT', textAt(answer.body, 'cancel_url')),
  };
}
const completed = ({ status }: Submitted) =>
  until(status, ({ body }) => textAt(body, 'status') === 'COMPLETED');

test('the key stands behind "Key" in Authorization', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer key' },
    { authorization: 'key' },
    { 'x-api-key': 'key' },
  ]) {
    const answer = await caller(simulator.baseUrls.pika, headers)('POST', TEXT, clip);
    expect(answer).toMatchObject({ status: 401, body: { detail: expect.any(String) } });
  }
  expect(simulator.ledger()).toEqual([]);
});

describe('the queue', () => {
  describedTest(
    'fal-pika.openapi.json',
    'goes from IN_QUEUE over IN_PROGRESS to COMPLETED as described',
    async (check) => {
      await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 2}' });
      expect(check.request('POST', TEXT, clip)).toEqual([]);
      const answer = await fal('POST', TEXT, clip);
      expect(check.reply('POST', TEXT, answer.status, answer.body)).toEqual([]);
      const seen = new Map<string, number>();
      const url = textAt(answer.body, 'status_url');
      expect(url).toBe(
        `${simulator.origin}/fal/fal-ai/pika/requests/${textAt(answer.body, 'request_id')}/status`,
      );
      const done = await until(
        () => fal('GET', `${url}?logs=1`),
        (now) => {
          const path = '/fal-ai/pika/requests/{request_id}/status';
          expect(check.reply('GET', path, now.status, now.body)).toEqual([]);
          seen.set(textAt(now.body, 'status'), now.status);
          return seen.has('COMPLETED');
        },
      );
      expect([...seen]).toEqual([
        ['IN_QUEUE', 202],
        ['IN_PROGRESS', 202],
        ['COMPLETED', 200],
      ]);
      expect(done.body).toMatchObject({ metrics: { inference_time: expect.any(Number) } });
      expect(textAt(done.body, 'logs.9.message')).toBe('Rendered 100 %');
      const result = await fal('GET', textAt(answer.body, 'response_url'));
      expect(check.reply('GET', '/fal-ai/pika/requests/{request_id}', result.status, result.body)).toEqual(
        [],
      );
      const video = await fetch(textAt(result.body, 'video.url'));
      expect(video.headers.get('content-length')).toBe(textAt(result.body, 'video.file_size'));
      expect(simulator.ledger()).toMatchObject([{ vendor: 'pika', operation: 'submit', units: 1, usd: 0.2 }]);
    },
  );

  test('runs two at once; the others see their position fall', async () => {
    const jobs = [await submitted(), await submitted(), await submitted(), await submitted()];
    const last = jobs[3];
    if (!last) throw new Error('no job');
    const positions: number[] = [];
    await until(last.status, ({ body }) => {
      if (textAt(body, 'status') === 'IN_QUEUE') positions.push(Number(textAt(body, 'queue_position')));
      return textAt(body, 'status') === 'COMPLETED';
    });
    expect(positions[0]).toBe(1);
    expect(positions.at(-1)).toBe(0);
  });

  test('streams the same statuses as events, and ends with COMPLETED', async () => {
    const { id } = await submitted();
    const url = `${simulator.baseUrls.pika}/fal-ai/pika/requests/${id}/status/stream`;
    const response = await fetch(url, { headers: { authorization: 'Key key' } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = (await response.text()).trim().split('\n\n');
    const statuses = events.map((event) => textAt(JSON.parse(event.replace(/^data: /, '')), 'status'));
    expect([...new Set(statuses)].at(-1)).toBe('COMPLETED');
    expect(statuses.length).toBeGreaterThan(1);
  });

  test('cancels what waits, only asks what runs, and is too late for what is done', async () => {
    await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 2}' });
    const [first, , third] = [await submitted(), await submitted(), await submitted()];
    expect(await third.cancel()).toMatchObject({ status: 200, body: { status: 'OK' } });
    expect(await third.result()).toMatchObject({ status: 499, body: { error_type: 'client_cancelled' } });
    await until(first.status, ({ body }) => textAt(body, 'status') === 'IN_PROGRESS');
    expect(await first.result()).toMatchObject({ status: 400 });
    expect(await first.cancel()).toMatchObject({ status: 202, body: { status: 'CANCELLATION_REQUESTED' } });
    await completed(first);
    expect(await first.cancel()).toMatchObject({ status: 400, body: { status: 'ALREADY_COMPLETED' } });
    const unknown = '/fal-ai/pika/requests/nothing';
    expect(await fal('PUT', `${unknown}/cancel`)).toMatchObject({
      status: 404,
      body: { status: 'NOT_FOUND' },
    });
    expect(await fal('GET', `${unknown}/status`)).toMatchObject({ status: 404 });
  });

  describedTest(
    'fal-pika.openapi.json',
    'has no FAILED: a failed job is COMPLETED and its result tells',
    async (check) => {
      const failing = async (body?: unknown) => {
        await simulator.plant({
          vendor: 'pika',
          fault: { kind: 'JOB_FAILED', ...(body === undefined ? {} : { body }) },
        });
        const job = await submitted();
        expect((await completed(job)).body).toHaveProperty('error');
        const result = await job.result();
        const described =
          result.status === 422
            ? check.reply('GET', '/fal-ai/pika/requests/{request_id}', 422, result.body)
            : [];
        expect(described).toEqual([]);
        return result;
      };
      const refused = await failing({ error_type: 'content_policy_violation' });
      expect(refused).toMatchObject({
        status: 422,
        body: { detail: [{ type: 'content_policy_violation' }] },
      });
      expect([refused.headers.get('x-fal-error-type'), refused.headers.get('x-fal-retryable')]).toEqual([
        'content_policy_violation',
        'false',
      ]);
      const lost = await failing({ status: 503, detail: 'gone', error_type: 'runner_disconnected' });
      expect(lost).toMatchObject({
        status: 503,
        body: { detail: 'gone', error_type: 'runner_disconnected' },
      });
      expect(lost.headers.get('x-fal-retryable')).toBe('true');
      expect((await failing()).status).toBe(500);
    },
  );
});

describe('inputs', () => {
  describedTest(
    'fal-pika.openapi.json',
    'are refused with 422 and the place of each fault',
    async (check) => {
      const wrong: [string, unknown, string, string][] = [
        [TEXT, {}, 'prompt', 'missing'],
        [TEXT, { ...clip, prompt: '' }, 'prompt', 'value_error'],
        [TEXT, { ...clip, duration: 6 }, 'duration', 'value_error'],
        [TEXT, { ...clip, aspect_ratio: '21:9' }, 'aspect_ratio', 'value_error'],
        [IMAGE, clip, 'image_url', 'missing'],
        [IMAGE, { ...clip, image_url: 'data:image/png;base64,AAAA' }, 'image_url', 'image_load_error'],
        [IMAGE, { ...clip, image_url: `${simulator.origin}/nothing` }, 'image_url', 'file_download_error'],
        ['/fal-ai/pika/v2.2/pikaframes', { image_urls: [PIXEL] }, 'image_urls', 'value_error'],
        [
          '/fal-ai/pika/v2.2/pikaframes',
          { image_urls: [PIXEL, PIXEL], transitions: [] },
          'transitions',
          'value_error',
        ],
      ];
      for (const [path, body, field, type] of wrong) {
        const answer = await fal('POST', path, body);
        expect([field, answer.status]).toEqual([field, 422]);
        expect(check.reply('POST', path, 422, answer.body)).toEqual([]);
        expect(answer.body).toMatchObject({ detail: [{ loc: ['body', field], type }] });
      }
      expect(await fal('POST', '/fal-ai/pika/v9/text-to-video', clip)).toMatchObject({ status: 404 });
      expect(await fal('POST', TEXT, '{')).toMatchObject({
        status: 400,
        body: { error_type: 'bad_request' },
      });
      expect(simulator.ledger()).toEqual([]);
    },
  );

  test('duration may be text; a clip follows its image; a higher resolution costs more', async () => {
    await submitted({ ...clip, duration: '10', resolution: '1080p' });
    await submitted({ prompt: 'x', image_url: PIXEL }, IMAGE);
    await submitted({ prompt: 'x', duration: 3 }, '/fal-ai/pika/v2/turbo/text-to-video');
    await submitted({ image_urls: [PIXEL, PIXEL, PIXEL] }, '/fal-ai/pika/v2.2/pikaframes');
    expect(simulator.ledger().map(({ usd }) => usd)).toEqual([0.9, 0.2, 0.12, 0.4]);
  });

  test('an image can be uploaded to fal’s own store first', async () => {
    const file = { content_type: 'image/png', file_name: 'first frame.png' };
    const start = await fal('POST', '/storage/upload/initiate?storage_type=fal-cdn-v3', file);
    const url = textAt(start.body, 'file_url');
    const image = { prompt: 'x', image_url: url };
    expect(await fal('POST', IMAGE, image)).toMatchObject({ status: 422 });
    const bytes = Buffer.from(PIXEL.replace(/^.*,/, ''), 'base64');
    expect((await caller('', {})('PUT', textAt(start.body, 'upload_url'), bytes)).status).toBe(200);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    await submitted(image, IMAGE);
  });
});
