import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { answerJson, startLocalServer } from './local-server.js';
import { anAudioFile, anAvatarRequest, aFootageRequest, neverStopped } from './sample-requests.js';
import { PLANTED_KEY, vendorsAt } from './vendors-at.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'acog-callback-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('vendors are asked to call back', () => {
  const seenWith = async (publicUrl: string | null, base?: string) => {
    const server = await startLocalServer(({ url }, response) =>
      answerJson(response, 200, {
        ...{ id: 'video1', data: { video_id: 'video1' }, request_id: 'r1' },
        ...{ status_url: url, response_url: url, cancel_url: url },
      }),
    );
    const port = new URL(server.origin).port;
    const all = vendorsAt(
      (prefix) => `${base ?? 'http://127.0.0.1'}:${port}/${prefix}`,
      publicUrl === null ? {} : { PUBLIC_URL: publicUrl },
    );
    const call = { callKey: 'task:step:1', signal: neverStopped() };
    const request = anAvatarRequest(await anAudioFile(scratch));
    try {
      await all.avatar('HEYGEN').submit(request, call, { audioAssetId: 'a' });
      await all.avatar('SYNTHESIA').submit(request, call, { assetId: 'a', ready: true });
      await all.footage('PIKA').submit(aFootageRequest(), call);
    } finally {
      await all.close();
      await server.close();
    }
    const [heygen, synthesia, pika] = server.seen.map(({ url, body }) => ({
      body: JSON.parse(body.toString()) as Record<string, unknown>, // we sent it a moment ago
      query: new URL(url, server.origin).searchParams,
    }));
    return { heygen, synthesia, pika };
  };

  test('at the public address, with the key of the call', async () => {
    const { heygen, synthesia, pika } = await seenWith('https://acog.example.com/base');
    expect(heygen?.body).toMatchObject({ callback_id: 'task:step:1' });
    expect(heygen?.body).not.toHaveProperty('callback_url'); // its messages are not signed
    expect(synthesia?.body).toMatchObject({ callbackId: 'task:step:1' });
    const target = new URL(pika?.query.get('fal_webhook') ?? '');
    expect(target.origin + target.pathname).toBe('https://acog.example.com/base/webhooks/pika');
    expect(target.searchParams.get('call')).toBe('task:step:1');
    expect(target.href).not.toContain(PLANTED_KEY);
  });

  test.each([null, 'http://acog.example.com', 'https://10.0.0.5', 'https://[fd00::1]:8443', 'https://acog'])(
    'but not at %s, which they cannot reach',
    async (publicUrl) => {
      const { heygen, synthesia, pika } = await seenWith(publicUrl);
      expect(heygen?.body).not.toHaveProperty('callback_id');
      expect(synthesia?.body).not.toHaveProperty('callbackId');
      expect(pika?.query.size).toBe(0);
    },
  );

  test('a vendor on this machine reaches this machine', async () => {
    const { pika } = await seenWith('http://localhost:4000', 'http://localhost');
    expect(pika?.query.get('fal_webhook')).toMatch(/^http:\/\/localhost:4000\/webhooks\/pika\?/);
  });
});
