import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describedTest } from './openapi-check.js';
import { aSimulator, type Call, caller, type TestSimulator, textAt, until } from './simulated-server.js';
import { aTone } from './sounds.js';

let simulator: TestSimulator;
let heygen: Call;
const LOOK = 'Anna_public_studio';
const avatar = {
  type: 'avatar',
  avatar_id: LOOK,
  script: 'Bees dance.',
  resolution: '720p',
  title: 'ep1/s1',
};

beforeEach(async () => {
  simulator = await aSimulator();
  heygen = caller(simulator.baseUrls.heygen, { 'x-api-key': 'key' });
});
afterEach(() => simulator.close());

async function created(body: Record<string, unknown> = avatar): Promise<string> {
  const answer = await heygen('POST', '/v3/videos', body);
  expect(answer).toMatchObject({ status: 200, body: { data: { status: 'waiting', output_format: 'mp4' } } });
  return textAt(answer.body, 'data.video_id');
}
const ended = (id: string) =>
  until(
    () => heygen('GET', `/v3/videos/${id}`),
    ({ body }) => ['completed', 'failed'].includes(textAt(body, 'data.status')),
  );
async function uploaded(bytes: Uint8Array, name: string, type: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(bytes)], { type }), name);
  return textAt((await heygen('POST', '/v3/assets', form)).body, 'data.asset_id');
}
const refusal = async (body: Record<string, unknown>) => {
  const answer = await heygen('POST', '/v3/videos', body);
  return [answer.status, textAt(answer.body, 'error.code')];
};

describe('keys', () => {
  test('pass in X-Api-Key or as a bearer, and nowhere else', async () => {
    const ask = (auth: Record<string, string>) =>
      caller(simulator.baseUrls.heygen, auth)('GET', '/v3/users/me');
    expect((await ask({ 'x-api-key': 'any' })).status).toBe(200);
    expect((await ask({ authorization: 'Bearer any' })).status).toBe(200);
    for (const wrong of [{}, { 'x-api-key': ' ' }, { authorization: 'any' }, { 'xi-api-key': 'any' }]) {
      expect(await ask(wrong as Record<string, string>)).toMatchObject({
        status: 401,
        body: { error: { code: 'unauthorized' } },
      });
    }
  });
});

describe('videos', () => {
  describedTest(
    'heygen-v3.openapi.json',
    'go from waiting to completed exactly as described',
    async (check) => {
      const body = {
        ...avatar,
        caption: { file_format: 'srt' },
        background: { type: 'color', value: '#00FF00' },
      };
      await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 2}' });
      expect(check.request('POST', '/v3/videos', body)).toEqual([]);
      const answer = await heygen('POST', '/v3/videos', body);
      expect(check.reply('POST', '/v3/videos', answer.status, answer.body)).toEqual([]);
      const id = textAt(answer.body, 'data.video_id');
      const seen = new Set<string>();
      const video = await until(
        () => heygen('GET', `/v3/videos/${id}`),
        (answer) => {
          expect(check.reply('GET', '/v3/videos/{video_id}', answer.status, answer.body)).toEqual([]);
          seen.add(textAt(answer.body, 'data.status'));
          return seen.has('completed');
        },
      );
      expect([...seen]).toEqual(['pending', 'processing', 'completed']);
      const srt = await fetch(textAt(video.body, 'data.subtitle_url'));
      expect(await srt.text()).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nBees dance\.\n/);
      const jpg = Buffer.from(await (await fetch(textAt(video.body, 'data.thumbnail_url'))).arrayBuffer());
      expect(jpg.subarray(0, 3).toString('hex')).toBe('ffd8ff');
      const gif = await fetch(textAt(video.body, 'data.gif_url'));
      expect((await gif.text()).slice(0, 4)).toBe('GIF8');
      const reads: [string, string][] = [
        ['/v3/videos', '/v3/videos'],
        [`/v3/videos/statuses?video_ids=${id},none`, '/v3/videos/statuses'],
        ['/v3/avatars', '/v3/avatars'],
        ['/v3/avatars/looks?limit=2', '/v3/avatars/looks'],
        [`/v3/avatars/looks/${LOOK}`, '/v3/avatars/looks/{look_id}'],
        ['/v3/voices?language=English', '/v3/voices'],
        ['/v3/users/me', '/v3/users/me'],
        ['/v3/webhooks/event-types', '/v3/webhooks/event-types'],
        ['/v3/webhooks/events', '/v3/webhooks/events'],
        ['/v3/avatars/looks/nobody', '/v3/avatars/looks/{look_id}'],
      ];
      for (const [path, described] of reads) {
        const { status, body: reply } = await heygen('GET', path);
        expect([path, check.reply('GET', described, status, reply)]).toEqual([path, []]);
      }
    },
  );

  test('last exactly as long as the uploaded sound, and are billed by its seconds', async () => {
    const asset = await uploaded(await aTone(1.5, 'mp3'), 'speech.mp3', 'audio/mpeg');
    const { type, avatar_id, title } = avatar;
    const id = await created({ type, avatar_id, title, audio_asset_id: asset });
    const video = await ended(id);
    expect(Number(textAt(video.body, 'data.duration'))).toBeCloseTo(1.5, 0);
    expect(simulator.ledger()).toMatchObject([
      { vendor: 'heygen', operation: 'createVideo', externalId: id, idempotencyKey: 'ep1/s1' },
    ]);
    expect(simulator.ledger()[0]?.units).toBeCloseTo(1.5, 0);
  });

  test('need exactly one source of speech, and things that exist', async () => {
    const { type, avatar_id, script } = avatar;
    const base = { type, avatar_id };
    const picture = await uploaded(Buffer.from('89504e470d0a1a0a', 'hex'), 'a.png', 'image/png');
    const wrong: [Record<string, unknown>, number, string][] = [
      [base, 400, 'invalid_parameter'],
      [{ ...base, script, audio_asset_id: 'x' }, 400, 'invalid_parameter'],
      [{ ...base, avatar_id: 'nobody', script }, 404, 'avatar_not_found'],
      [{ ...base, audio_asset_id: 'nothing' }, 404, 'asset_not_found'],
      [{ ...base, audio_asset_id: picture }, 400, 'invalid_parameter'],
      [{ ...base, script, voice_id: 'nobody' }, 404, 'voice_not_found'],
      [{ ...base, avatar_id: 'Mira_photo', script }, 400, 'invalid_parameter'],
      [
        { ...base, script, output_format: 'webm', background: { type: 'color', value: '#FFFFFF' } },
        400,
        'invalid_parameter',
      ],
      [{ ...base, script, motion_prompt: 'wave' }, 400, 'invalid_parameter'],
      [{ ...base, script, aspect_ratio: '21:9' }, 400, 'invalid_parameter'],
      [{ ...base, audio_url: `${simulator.origin}/_control` }, 400, 'download_failed'],
      [{ ...base, audio_url: `${simulator.origin}/nothing` }, 400, 'download_failed'],
      [{ type: 'poem' }, 400, 'invalid_parameter'],
    ];
    for (const [body, status, code] of wrong) {
      expect([body, await refusal(body)]).toEqual([body, [status, code]]);
    }
    expect(await heygen('POST', '/v3/videos', '{')).toMatchObject({ status: 400 });
    expect(simulator.ledger()).toEqual([]);
  });

  test('ten run at once, the eleventh is told when to come back', async () => {
    await simulator.control('/speed', { method: 'POST', body: '{"jobSeconds": 30}' });
    for (let count = 0; count < 10; count++) await created();
    const eleventh = await heygen('POST', '/v3/videos', avatar);
    expect(eleventh).toMatchObject({ status: 429, body: { error: { code: 'resource_limit_reached' } } });
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(simulator.ledger()).toHaveLength(10);
  });

  test('are found by title, newest first, a page at a time, and gone after DELETE', async () => {
    const ids = [await created(), await created(), await created({ ...avatar, title: 'other' })];
    const first = await heygen('GET', '/v3/videos?title=ep1/s1&limit=1');
    expect(first.body).toMatchObject({ data: [{ id: ids[1] }], has_more: true });
    const second = await heygen(
      'GET',
      `/v3/videos?title=ep1/s1&limit=1&token=${textAt(first.body, 'next_token')}`,
    );
    expect(second.body).toMatchObject({ data: [{ id: ids[0] }], has_more: false, next_token: null });
    expect(await heygen('DELETE', `/v3/videos/${ids[0]}`)).toMatchObject({
      body: { data: { deleted: true } },
    });
    expect(await heygen('GET', `/v3/videos/${ids[0]}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'video_not_found' } },
    });
  });

  test('fail in the words of the fault, or without any', async () => {
    const fault = (body: unknown) =>
      simulator.plant({ vendor: 'heygen', operation: 'createVideo', fault: { kind: 'JOB_FAILED', body } });
    await fault({ code: 'moderation', message: 'Not this' });
    const told = await ended(await created());
    expect(told.body).toMatchObject({
      data: { status: 'failed', failure_code: 'moderation', failure_message: 'Not this', video_url: null },
    });
    await fault({});
    const silent = await ended(await created());
    expect(silent.body).toMatchObject({
      data: { status: 'failed', failure_code: null, failure_message: null },
    });
  });
});

describe('an idempotency key', () => {
  const keyed = (body: unknown, key: string) =>
    heygen('POST', '/v3/videos', body, { 'idempotency-key': key });

  test('gives the first reply again, even for another body, and bills once', async () => {
    const first = await keyed(avatar, 'run1:s1:1');
    const again = await keyed({ ...avatar, script: 'Other words.' }, 'run1:s1:1');
    expect(again.body).toEqual(first.body);
    expect(simulator.ledger()).toMatchObject([{ idempotencyKey: 'run1:s1:1' }]);
    expect((await keyed(avatar, 'run1:s1:2')).body).not.toEqual(first.body);
    expect(await keyed(avatar, 'not valid!')).toMatchObject({ status: 400 });
  });

  test('survives a lost answer, and says 409 while the first is under way', async () => {
    await simulator.plant({ vendor: 'heygen', operation: 'createVideo', fault: { kind: 'DROP_AFTER' } });
    await expect(keyed(avatar, 'lost')).rejects.toThrow();
    expect((await keyed(avatar, 'lost')).status).toBe(200);
    expect(simulator.ledger()).toHaveLength(1);
    const script = 'A sentence nobody has said before, long enough to be spoken slowly.';
    const both = await Promise.all([
      keyed({ ...avatar, script }, 'both'),
      keyed({ ...avatar, script }, 'both'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});

describe('direct uploads', () => {
  describedTest(
    'heygen-v3.openapi.json',
    'take the bytes at their own address, then become assets',
    async (check) => {
      const bytes = await aTone(0.5, 'wav');
      const input = { filename: 'a.wav', content_type: 'audio/wav', size_bytes: bytes.length };
      const start = await heygen('POST', '/v3/assets/direct-uploads', input);
      expect(check.reply('POST', '/v3/assets/direct-uploads', start.status, start.body)).toEqual([]);
      const id = textAt(start.body, 'data.asset_id');
      const put = caller('', {});
      const url = textAt(start.body, 'data.upload_url');
      const early = await heygen('POST', `/v3/assets/${id}/complete`, {});
      expect(early).toMatchObject({ status: 409, body: { error: { code: 'resource_not_ready' } } });
      expect((await put('PUT', url, bytes, { 'content-type': 'audio/mpeg' })).status).toBe(403);
      expect((await put('PUT', url, bytes, { 'content-type': 'audio/wav' })).status).toBe(200);
      const wrong = await heygen('POST', `/v3/assets/${id}/complete`, { checksum_sha256: '00' });
      expect(wrong.status).toBe(400);
      const checksum_sha256 = createHash('sha256').update(bytes).digest('hex');
      for (let time = 0; time < 2; time++) {
        const done = await heygen('POST', `/v3/assets/${id}/complete`, { checksum_sha256 });
        expect(check.reply('POST', '/v3/assets/{asset_id}/complete', done.status, done.body)).toEqual([]);
        expect(done.body).toMatchObject({
          data: { asset_id: id, size_bytes: bytes.length, mime_type: 'audio/wav' },
        });
      }
      const asset = await heygen('GET', `/v3/assets/${id}`);
      expect(check.reply('GET', '/v3/assets/{asset_id}', asset.status, asset.body)).toEqual([]);
      const back = await fetch(textAt(asset.body, 'data.url'));
      expect(Buffer.from(await back.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
    },
  );

  test('refuse a sound that is none', async () => {
    const form = new FormData();
    form.append('file', new Blob(['not a sound'], { type: 'audio/mpeg' }), 'a.mp3');
    expect(await heygen('POST', '/v3/assets', form)).toMatchObject({
      status: 400,
      body: { error: { param: 'file' } },
    });
    expect(await heygen('POST', '/v3/assets', 'no form')).toMatchObject({ status: 400 });
  });
});
