import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { durationText } from '../../src/integrations/synthesia/simulator-videos.js';
import { signSynthesiaBody } from '../../src/integrations/synthesia/simulator-webhooks.js';
import { describedTest } from './openapi-check.js';
import {
  aReceiver,
  aSimulator,
  type Call,
  caller,
  deliveryAt,
  type TestSimulator,
  textAt,
  until,
} from './simulated-server.js';
import { aTone } from './sounds.js';

let simulator: TestSimulator;
let synthesia: Call;
const scene = { avatar: 'anna_costume1_cameraA', background: 'green_screen', scriptText: 'Bees dance.' };
const video = { input: [scene], title: 'ep1/s1', callbackId: 'call-1', aspectRatio: '16:9' };

beforeEach(async () => {
  simulator = await aSimulator();
  synthesia = caller(simulator.baseUrls.synthesia, { authorization: 'key' });
});
afterEach(() => simulator.close());

async function created(body: unknown = video): Promise<string> {
  const answer = await synthesia('POST', '/v2/videos', body);
  expect(answer).toMatchObject({ status: 201, body: { status: 'in_progress' } });
  return textAt(answer.body, 'id');
}
const ended = (id: string) =>
  until(
    () => synthesia('GET', `/v2/videos/${id}`),
    ({ body }) => textAt(body, 'status') !== 'in_progress',
    100,
  );

test('signature and duration are written as documented', () => {
  expect(signSynthesiaBody('test_secret', '1790000000', '{"hello":"world"}')).toBe(
    '9997d5222951234f07c98b2560434468876c6d9e01c02b3974ab91359f54766a',
  );
  expect(durationText(3_723_004.5)).toBe('1:02:03.004500');
});

test('the key stands alone in Authorization: without it 401, with a scheme 403', async () => {
  const ask = (auth: Record<string, string>) =>
    caller(simulator.baseUrls.synthesia, auth)('GET', '/v2/videos');
  expect((await ask({ authorization: 'key' })).status).toBe(200);
  expect(await ask({})).toMatchObject({ status: 401, body: { error: 'Unauthorized' } });
  expect(await ask({ authorization: 'Bearer key' })).toMatchObject({
    status: 403,
    body: { error: 'Forbidden' },
  });
});

describe('videos', () => {
  describedTest(
    'synthesia-subset.openapi.json',
    'go from in_progress to complete as described',
    async (check) => {
      expect(check.request('POST', '/v2/videos', video)).toEqual([]);
      const answer = await synthesia('POST', '/v2/videos', video);
      expect(check.reply('POST', '/v2/videos', answer.status, answer.body)).toEqual([]);
      expect(answer.status).toBe(201);
      const done = await until(
        () => synthesia('GET', `/v2/videos/${textAt(answer.body, 'id')}`),
        ({ status, body }) => {
          expect(check.reply('GET', '/v2/videos/{video_id}', status, body)).toEqual([]);
          return textAt(body, 'status') === 'complete';
        },
        100,
      );
      expect(done.body).toMatchObject({
        callbackId: 'call-1',
        title: 'ep1/s1',
        duration: expect.stringMatching(/^0:00:0\d\.\d{6}$/),
      });
      const bytes = async (path: string) =>
        Buffer.from(await (await fetch(textAt(done.body, path))).arrayBuffer()).toString('latin1');
      expect(await bytes('captions.srt')).toMatch(/^1\n.* --> .*\nBees dance\.\n/);
      expect(await bytes('captions.vtt')).toMatch(/^WEBVTT\n\n00:00:0\d\.\d{3} --> .*\nBees dance\.\n/);
      expect((await bytes('thumbnail.gif')).slice(0, 4)).toBe('GIF8');
      expect((await bytes('thumbnail.image')).slice(0, 3)).toBe('\xff\xd8\xff');
      expect((await bytes('download')).slice(4, 8)).toBe('ftyp');
      const list = await synthesia('GET', '/v2/videos?limit=1');
      expect(check.reply('GET', '/v2/videos', list.status, list.body)).toEqual([]);
      const refused = await synthesia('POST', '/v2/videos', {});
      expect(check.reply('POST', '/v2/videos', refused.status, refused.body)).toEqual([]);
    },
  );

  test('refuse unknown fields, unknown things and more than 25 scenes', async () => {
    const { avatar, background } = scene;
    const silent = { avatar, background };
    const wrong: [unknown, RegExp][] = [
      [{ ...video, colour: 'red' }, /colour/],
      [{ input: [{ ...scene, mood: 'glad' }] }, /mood/],
      [{ input: Array.from({ length: 26 }, () => scene) }, /input/],
      [{ input: [] }, /input/],
      [{ input: [{ ...scene, avatar: 'nobody' }] }, /avatar nobody not found/],
      [{ input: [{ ...scene, avatar: 'alex_express2' }] }, /EXPRESS-2/],
      [{ input: [{ ...scene, background: 'moon' }] }, /background moon not found/],
      [{ input: [{ ...scene, scriptLanguage: 'en-US' }] }, /scriptLanguage/],
      [{ input: [silent] }, /scriptText/],
      [{ input: [{ ...silent, scriptAudio: 'x' }] }, /scriptLanguage/],
      [{ input: [{ ...silent, scriptAudio: 'x', scriptLanguage: 'en-US' }] }, /asset x not found/],
      [{ input: [{ ...scene, avatarSettings: { style: 'circular', horizontalAlign: 'left' } }] }, /aligned/],
      [{ ...video, aspectRatio: '21:9' }, /aspectRatio/],
    ];
    for (const [body, context] of wrong) {
      const answer = await synthesia('POST', '/v2/videos', body);
      expect([answer.status, textAt(answer.body, 'context')]).toEqual([400, expect.stringMatching(context)]);
    }
    expect(await synthesia('POST', '/v2/videos', 'nonsense')).toMatchObject({
      status: 400,
      body: { error: 'Bad request' },
    });
    expect(simulator.ledger()).toEqual([]);
  });

  test('join their scenes, and a test video costs nothing', async () => {
    const one = await ended(await created({ input: [scene], test: true }));
    const two = await ended(await created({ input: [scene, { ...scene, background: 'off_white' }] }));
    const seconds = (body: unknown) => Number(textAt(body, 'duration').split(':')[2]);
    expect(seconds(two.body)).toBeGreaterThan(seconds(one.body) * 1.8);
    const [free, paid] = simulator.ledger();
    expect([free?.usd, (paid?.usd ?? 0) > 0]).toEqual([0, true]);
  });

  test('can be changed and listed, and are unknown after DELETE', async () => {
    const ids = [await created(), await created()];
    const changed = await synthesia('PATCH', `/v2/videos/${ids[0]}`, { title: 'New', visibility: 'public' });
    expect(changed).toMatchObject({ status: 200, body: { id: ids[0], title: 'New', visibility: 'public' } });
    expect((await synthesia('PATCH', `/v2/videos/${ids[0]}`, { status: 'complete' })).status).toBe(400);
    const first = await synthesia('GET', '/v2/videos?limit=1');
    expect(first.body).toMatchObject({ videos: [{ id: ids[1] }], nextOffset: 1 });
    const last = await synthesia('GET', '/v2/videos?limit=1&offset=1');
    expect(last.body).toEqual({ videos: [expect.objectContaining({ id: ids[0], title: 'New' })] });
    expect((await synthesia('DELETE', `/v2/videos/${ids[0]}`)).status).toBe(204);
    expect(await synthesia('GET', `/v2/videos/${ids[0]}`)).toMatchObject({
      status: 404,
      body: { error: 'Video not found' },
    });
  });

  test('can be rejected by moderation, or fail for no reason given', async () => {
    const fault = (body?: unknown) =>
      simulator.plant({
        vendor: 'synthesia',
        fault: { kind: 'JOB_FAILED', ...(body === undefined ? {} : { body }) },
      });
    await fault({ status: 'rejected' });
    expect(textAt((await ended(await created())).body, 'status')).toBe('rejected');
    await fault();
    expect(textAt((await ended(await created())).body, 'status')).toBe('error');
  });
});

describe('script audio', () => {
  const upload = (bytes: Uint8Array, type = 'audio/mpeg') =>
    synthesia('POST', '/v2/scriptAudio', bytes, { 'content-type': type });

  describedTest(
    'synthesia-subset.openapi.json',
    'is processed first, then gives the video its length',
    async (check) => {
      const id = textAt((await upload(await aTone(1.5, 'mp3'))).body, 'id');
      const { avatar, background } = scene;
      const body = { input: [{ avatar, background, scriptAudio: id, scriptLanguage: 'en-US' }] };
      expect(check.request('POST', '/v2/videos', body)).toEqual([]);
      expect(await synthesia('POST', '/v2/videos', body)).toMatchObject({
        status: 400,
        body: { context: expect.stringContaining('not ready') },
      });
      const seen: string[] = [];
      await until(
        () => synthesia('GET', `/v2/assets/${id}`),
        (asset) => {
          expect(check.reply('GET', '/v2/assets/{user_media_asset_id}', asset.status, asset.body)).toEqual(
            [],
          );
          seen.push(textAt(asset.body, 'status'));
          return seen.includes('ready');
        },
      );
      expect(seen).toEqual(['processing', 'processing', 'ready']);
      const done = await ended(await created(body));
      expect(Number(textAt(done.body, 'duration').split(':')[2])).toBeCloseTo(1.5, 0);
    },
  );

  test('must be MPEG audio by its type and by its bytes; the feature can be off', async () => {
    expect((await upload(await aTone(0.3, 'wav'), 'audio/wav')).status).toBe(400);
    expect((await upload(Buffer.from('not a sound'))).status).toBe(400);
    const body = { error: 'FEATURES_AUDIO_UPLOAD_DISABLED' };
    const fault = { kind: 'STATUS', status: 400, body };
    await simulator.plant({ vendor: 'synthesia', operation: 'uploadScriptAudio', fault });
    expect(await upload(await aTone(0.3, 'mp3'))).toMatchObject({ status: 400, body });
  });
});

test('above the tier’s rate the answer is 429 and says when it ends', async () => {
  const answers = await Promise.all(Array.from({ length: 121 }, () => synthesia('GET', '/v2/webhooks')));
  const limited = answers.filter(({ status }) => status === 429);
  expect(limited).toHaveLength(1);
  expect(limited[0]?.headers.get('ratelimit-limit')).toBe('120');
  expect(Number(limited[0]?.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  expect((await synthesia('POST', '/v2/webhooks', {})).status).toBe(400);
});

describe('webhooks', () => {
  describedTest(
    'synthesia-subset.openapi.json',
    'tell their secret once and sign what they send',
    async (check) => {
      const receiver = await aReceiver();
      try {
        const made = await synthesia('POST', '/v2/webhooks', { url: receiver.url, events: ['video.failed'] });
        expect(check.reply('POST', '/v2/webhooks', made.status, made.body)).toEqual([]);
        const [id, secret] = [textAt(made.body, 'id'), textAt(made.body, 'secret')];
        const list = await synthesia('GET', '/v2/webhooks');
        expect(check.reply('GET', '/v2/webhooks', list.status, list.body)).toEqual([]);
        expect(JSON.stringify(list.body)).not.toContain(secret);
        await ended(await created());
        await simulator.plant({ vendor: 'synthesia', fault: { kind: 'JOB_FAILED' } });
        const failed = await created();
        await until(
          () => Promise.resolve(receiver.received.length),
          (count) => count === 1,
        );
        const { headers, body } = deliveryAt(receiver.received, 0);
        expect(JSON.parse(body)).toMatchObject({
          type: 'video.failed',
          data: { id: failed, status: 'error' },
        });
        const timestamp = String(headers['synthesia-timestamp']);
        expect(headers['synthesia-signature']).toBe(signSynthesiaBody(secret, timestamp, body));
        expect((await synthesia('DELETE', `/v2/webhooks/${id}`)).status).toBe(204);
        expect((await synthesia('GET', `/v2/webhooks/${id}`)).status).toBe(404);
      } finally {
        await receiver.close();
      }
    },
  );
});
