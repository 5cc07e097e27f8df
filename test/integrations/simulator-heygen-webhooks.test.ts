import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { signHeyGenBody } from '../../src/integrations/heygen/simulator-webhooks.js';
import { describedTest } from './openapi-check.js';
import {
  aReceiver,
  aSimulator,
  type Call,
  caller,
  type TestSimulator,
  textAt,
  until,
} from './simulated-server.js';

let simulator: TestSimulator;
let heygen: Call;

beforeEach(async () => {
  simulator = await aSimulator();
  heygen = caller(simulator.baseUrls.heygen, { 'x-api-key': 'key' });
});
afterEach(() => simulator.close());

async function created(): Promise<string> {
  const avatar = {
    type: 'avatar',
    avatar_id: 'Anna_public_studio',
    script: 'Bees dance.',
    resolution: '720p',
  };
  return textAt((await heygen('POST', '/v3/videos', avatar)).body, 'data.video_id');
}

test('the signature is the published vector', () => {
  expect(signHeyGenBody('whsec_test_secret', '{"hello":"world"}')).toBe(
    'fe301dfe943ee0aa11ef5f74e680f2f2a4e0babff7821f1ad97f827640fe6bc2',
  );
});

describe('webhooks', () => {
  test('are signed with the endpoint’s secret, tried again when refused, sent twice or forged on demand', async () => {
    const receiver = await aReceiver([500]);
    try {
      const endpoint = await heygen('POST', '/v3/webhooks/endpoints', { url: receiver.url });
      const secret = textAt(endpoint.body, 'data.secret');
      const id = await created();
      await until(
        () => Promise.resolve(receiver.received.length),
        (count) => count === 2,
      );
      const [refused, accepted] = receiver.received;
      expect(accepted?.body).toBe(refused?.body);
      expect(JSON.parse(accepted?.body ?? '')).toMatchObject({
        event_type: 'avatar_video.success',
        event_data: { video_id: id },
      });
      expect(accepted?.headers).toMatchObject({
        'heygen-signature': signHeyGenBody(secret, accepted?.body ?? ''),
        'heygen-event-id': refused?.headers['heygen-event-id'],
        'heygen-timestamp': expect.stringMatching(/^\d{10}$/),
      });

      receiver.received.length = 0;
      await simulator.plant({ vendor: 'heygen', fault: { kind: 'WEBHOOK_DUPLICATE' } });
      await simulator.plant({ vendor: 'heygen', fault: { kind: 'WEBHOOK_FORGED' } });
      await created();
      await until(
        () => Promise.resolve(receiver.received.length),
        (count) => count === 3,
      );
      const genuine = receiver.received.map(
        ({ headers, body }) => headers['heygen-signature'] === signHeyGenBody(secret, body),
      );
      expect(genuine).toEqual([false, true, true]);
      expect(new Set(receiver.received.map(({ headers }) => headers['heygen-event-id'])).size).toBe(1);
    } finally {
      await receiver.close();
    }
  });

  describedTest(
    'heygen-v3.openapi.json',
    'endpoints can be listed, changed, rotated and removed',
    async (check) => {
      const path = '/v3/webhooks/endpoints';
      const made = await heygen('POST', path, {
        url: 'https://example.com/hook',
        events: ['avatar_video.fail'],
      });
      expect(check.reply('POST', path, made.status, made.body)).toEqual([]);
      const id = textAt(made.body, 'data.endpoint_id');
      const list = await heygen('GET', path);
      expect(check.reply('GET', path, list.status, list.body)).toEqual([]);
      expect(JSON.stringify(list.body)).not.toContain('whsec_');
      const changed = await heygen('PATCH', `${path}/${id}`, { url: 'https://example.com/other' });
      expect(check.reply('PATCH', `${path}/{endpoint_id}`, changed.status, changed.body)).toEqual([]);
      const rotated = await heygen('POST', `${path}/${id}/rotate-secret`);
      expect(textAt(rotated.body, 'data.secret')).not.toBe(textAt(made.body, 'data.secret'));
      expect((await heygen('DELETE', `${path}/${id}`)).status).toBe(200);
      expect(await heygen('DELETE', `${path}/${id}`)).toMatchObject({
        body: { error: { code: 'webhook_not_found' } },
      });
      expect((await heygen('POST', path, { url: 'http://example.com/hook' })).status).toBe(400);
    },
  );
});
