import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describedTest, type OpenApiCheck } from './openapi-check.js';
import { aSimulator, type Call, caller, type TestSimulator, textAt, until } from './simulated-server.js';

let simulator: TestSimulator;
let runway: Call;
const AUTH = { authorization: 'Bearer key_1' };
const VERSION = { 'x-runway-version': '2024-11-06' };
const clip = { model: 'gen4.5', promptText: 'a meadow', ratio: '1280:720', duration: 2 };
const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

beforeEach(async () => {
  simulator = await aSimulator();
  runway = caller(simulator.baseUrls.runway, { ...AUTH, ...VERSION });
});
afterEach(() => simulator.close());

async function created(body: unknown = clip, path = '/v1/text_to_video'): Promise<string> {
  const answer = await runway('POST', path, body);
  expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ id: expect.any(String) })]);
  return textAt(answer.body, 'id');
}
const task = (id: string) => runway('GET', `/v1/tasks/${id}`);
const statusOf = async (id: string) => textAt((await task(id)).body, 'status');
const conforms = (check: OpenApiCheck, answer: { status: number; body: unknown }) =>
  expect(check.reply('GET', '/v1/tasks/{id}', answer.status, answer.body)).toEqual([]);

test('key and version are both required, each with its own refusal', async () => {
  const ask = (headers: Record<string, string>) =>
    caller(simulator.baseUrls.runway, headers)('GET', '/v1/organization');
  expect((await ask({ ...AUTH, ...VERSION })).status).toBe(200);
  expect((await ask(VERSION)).status).toBe(401);
  expect((await ask({ 'x-api-key': 'key', ...VERSION })).status).toBe(401);
  for (const headers of [AUTH, { ...AUTH, 'x-runway-version': '2025-01-01' }]) {
    expect(await ask(headers)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('X-Runway-Version') },
    });
  }
});

describe('tasks', () => {
  describedTest(
    'runway-subset.openapi.json',
    'rise from PENDING over RUNNING to SUCCEEDED in closed objects',
    async (check) => {
      await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 2}' });
      expect(check.request('POST', '/v1/text_to_video', clip)).toEqual([]);
      const answer = await runway('POST', '/v1/text_to_video', clip);
      expect(check.reply('POST', '/v1/text_to_video', answer.status, answer.body)).toEqual([]);
      expect(answer.body).toMatchObject({ estimatedCost: { credits: 24 } });
      const seen = new Set<string>();
      const progress: number[] = [];
      const done = await until(
        () => task(textAt(answer.body, 'id')),
        (now) => {
          conforms(check, now);
          const status = textAt(now.body, 'status');
          seen.add(status);
          if (status === 'RUNNING') progress.push(Number(textAt(now.body, 'progress')));
          return status === 'SUCCEEDED';
        },
      );
      expect([...seen]).toEqual(['PENDING', 'RUNNING', 'SUCCEEDED']);
      expect(progress).toEqual([...progress].sort((one, other) => one - other));
      expect(done.body).toMatchObject({ cost: { credits: 24 } });
      const video = await fetch(textAt(done.body, 'output.0'));
      expect([video.status, video.headers.get('content-type')]).toEqual([200, 'video/mp4']);
      const organization = await runway('GET', '/v1/organization');
      expect(check.reply('GET', '/v1/organization', 200, organization.body)).toEqual([]);
    },
  );

  describedTest(
    'runway-subset.openapi.json',
    'wait THROTTLED beyond two at once, and are never refused for it',
    async (check) => {
      const ids = [await created(), await created(), await created()];
      const third = await task(ids[2] ?? '');
      conforms(check, third);
      expect(third.body).toMatchObject({ status: 'THROTTLED' });
      await until(
        () => statusOf(ids[2] ?? ''),
        (status) => status === 'SUCCEEDED',
      );
    },
  );

  describedTest('runway-subset.openapi.json', 'fail with a code, or without one', async (check) => {
    const failing = async (body?: unknown) => {
      await simulator.plant({
        vendor: 'runway',
        fault: { kind: 'JOB_FAILED', ...(body === undefined ? {} : { body }) },
      });
      const id = await created();
      const answer = await until(
        () => task(id),
        (now) => textAt(now.body, 'status') === 'FAILED',
      );
      conforms(check, answer);
      return answer.body;
    };
    expect(await failing()).toMatchObject({ failureCode: 'INTERNAL' });
    expect(await failing({ failureCode: 'THIRD_PARTY.UNAVAILABLE' })).toMatchObject({
      failureCode: 'THIRD_PARTY.UNAVAILABLE',
    });
    expect(await failing({ failure: 'no reason' })).not.toHaveProperty('failureCode');
  });

  test('are cancelled by DELETE while open, deleted afterwards, and unknown from then on', async () => {
    await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 30}' });
    const open = await created();
    expect((await runway('DELETE', `/v1/tasks/${open}`)).status).toBe(204);
    expect(await task(open)).toMatchObject({ status: 404, body: { error: expect.any(String) } });
    expect((await runway('DELETE', `/v1/tasks/${open}`)).status).toBe(404);
    await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 0}' });
    const id = await created();
    const done = await until(
      () => task(id),
      (now) => textAt(now.body, 'status') === 'SUCCEEDED',
    );
    expect((await runway('DELETE', `/v1/tasks/${id}`)).status).toBe(204);
    expect((await task(id)).status).toBe(404);
    expect((await fetch(textAt(done.body, 'output.0'))).status).toBe(404);
    expect((await task('not-an-id')).status).toBe(400);
  });
});

describe('inputs', () => {
  describedTest(
    'runway-subset.openapi.json',
    'are taken and refused as the description says',
    async (check) => {
      const text = '/v1/text_to_video';
      const image = '/v1/image_to_video';
      const { model, promptText, ratio } = clip;
      const bees = String.fromCodePoint(0x1f41d);
      const good: [string, unknown, number][] = [
        [text, { ...clip, promptText: bees.repeat(500), seed: 0 }, 24],
        [text, { model: 'veo3.1_fast', promptText: 'x', ratio: '1080:1920', duration: 4, audio: false }, 40],
        [text, { model: 'hailuo3', promptText: 'x', ratio: '1:1', duration: 5 }, 100],
        [image, { model: 'gen4_turbo', promptImage: PIXEL, ratio: '960:960', duration: 2 }, 10],
        [image, { ...clip, promptImage: [{ uri: PIXEL, position: 'first' }], ratio: '1584:672' }, 24],
      ];
      for (const [path, body, credits] of good) {
        expect(check.request('POST', path, body)).toEqual([]);
        expect((await runway('POST', path, body)).body).toMatchObject({ estimatedCost: { credits } });
      }
      const bad: [string, unknown, string][] = [
        [text, { ...clip, promptText: `${bees.repeat(500)}!` }, 'promptText'],
        [text, { ...clip, ratio: '16:9' }, 'ratio'],
        [text, { ...clip, duration: 2.5 }, 'duration'],
        [text, { ...clip, duration: 11 }, 'duration'],
        [text, { model, promptText, ratio }, 'duration'],
        [text, { ...clip, seed: -1 }, 'seed'],
        [text, { ...clip, model: 'gen9' }, 'model'],
        [text, { model: 'seedance2', promptText: 'x', mood: 'glad' }, ''],
        [image, clip, 'promptImage'],
        [image, { ...clip, promptImage: 'http://example.com/a.png' }, 'promptImage'],
      ];
      for (const [path, body, field] of bad) {
        const answer = await runway('POST', path, body);
        expect([field, answer.status]).toEqual([field, 400]);
        expect(check.reply('POST', path, 400, answer.body)).toEqual([]);
        if (field !== '') expect(textAt(answer.body, 'issues.0.path.0')).toBe(field);
      }
      expect(await runway('POST', text, '{')).toMatchObject({
        status: 400,
        body: { error: expect.any(String) },
      });
      expect((await runway('GET', text)).status).toBe(405);
    },
  );

  describedTest(
    'runway-subset.openapi.json',
    'can be uploaded: usable once the form has arrived',
    async (check) => {
      const start = await runway('POST', '/v1/uploads', { filename: 'frame.png', type: 'ephemeral' });
      expect(check.reply('POST', '/v1/uploads', start.status, start.body)).toEqual([]);
      const body = { ...clip, promptImage: textAt(start.body, 'runwayUri') };
      expect((await runway('POST', '/v1/image_to_video', body)).status).toBe(400);
      const form = (size: number) => {
        const fields = new FormData();
        fields.append('key', textAt(start.body, 'fields.key'));
        fields.append('policy', textAt(start.body, 'fields.policy'));
        fields.append('file', new Blob([new Uint8Array(size)]), 'frame.png');
        return fields;
      };
      const post = (fields: FormData) => caller('', {})('POST', textAt(start.body, 'uploadUrl'), fields);
      expect((await post(new FormData())).status).toBe(403);
      expect((await post(form(511))).status).toBe(400);
      expect((await post(form(512))).status).toBe(204);
      await created(body, '/v1/image_to_video');
    },
  );
});
