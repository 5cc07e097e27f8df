import { createHash, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { signFalDelivery } from '../../src/integrations/pika/simulator-webhooks.js';
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

let simulator: TestSimulator;
let fal: Call;
const TEXT = '/fal-ai/pika/v2.2/text-to-video';
const clip = { prompt: 'a meadow' };

beforeEach(async () => {
  simulator = await aSimulator();
  fal = caller(simulator.baseUrls.pika, { authorization: 'Key id:secret' });
});
afterEach(() => simulator.close());

async function submitted(webhookUrl: string): Promise<string> {
  const path = `${TEXT}?fal_webhook=${encodeURIComponent(webhookUrl)}`;
  return textAt((await fal('POST', path, clip)).body, 'request_id');
}

test('a delivery is signed as the published vector has it', () => {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex'); // PKCS #8 of an Ed25519 seed
  const key = createPrivateKey({
    key: Buffer.concat([prefix, Buffer.alloc(32, 1)]),
    format: 'der',
    type: 'pkcs8',
  });
  expect(key.export({ format: 'jwk' }).x).toBe('iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w');
  const delivery = {
    requestId: 'req_1',
    userId: 'user_1',
    timestamp: '1790000000',
    body: '{"hello":"world"}',
  };
  expect(signFalDelivery(key, delivery)).toBe(
    'e9141c8372b66d8b55df8d9da45eed7b686e73f9303f073e162be1fbea6d765303b3e7f5d1a6830ba482d90d8caa6f3252410e28c46053cfac276b34d831eb0a',
  );
});

describe('webhooks', () => {
  test('carry the result, signed by a key of the JWKS; a failure carries its detail', async () => {
    const receiver = await aReceiver([503]);
    try {
      const hook = `${receiver.url}?call=run1:s1`;
      const id = await submitted(hook);
      expect(simulator.ledger()).toMatchObject([{ idempotencyKey: 'run1:s1', externalId: id }]);
      await until(
        () => Promise.resolve(receiver.received.length),
        (count) => count === 2,
      );
      const { headers, body } = deliveryAt(receiver.received, 1);
      const result = await fal('GET', `/fal-ai/pika/requests/${id}`);
      expect(JSON.parse(body)).toMatchObject({
        request_id: id,
        status: 'OK',
        payload: { video: { file_size: Number(textAt(result.body, 'video.file_size')) } },
      });
      const jwks = await (await fetch(`${simulator.baseUrls.pika}/.well-known/jwks.json`)).json();
      const key = createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: textAt(jwks, 'keys.0.x') },
        format: 'jwk',
      });
      const names = ['x-fal-webhook-request-id', 'x-fal-webhook-user-id', 'x-fal-webhook-timestamp'];
      const lines = [...names.map((name) => headers[name]), createHash('sha256').update(body).digest('hex')];
      const signature = Buffer.from(String(headers['x-fal-webhook-signature']), 'hex');
      expect(verify(null, Buffer.from(lines.join('\n')), key, signature)).toBe(true);

      await simulator.plant({
        vendor: 'pika',
        fault: { kind: 'JOB_FAILED', body: { error_type: 'generation_timeout' } },
      });
      await submitted(hook);
      await until(
        () => Promise.resolve(receiver.received.length),
        (count) => count === 3,
      );
      expect(JSON.parse(receiver.received[2]?.body ?? '')).toMatchObject({
        status: 'ERROR',
        payload: { detail: [{ type: 'generation_timeout' }] },
      });
    } finally {
      await receiver.close();
    }
  });

  test('go only where a client may be reached: https, or this machine', async () => {
    const answer = await fal(
      'POST',
      `${TEXT}?fal_webhook=${encodeURIComponent('http://example.com/')}`,
      clip,
    );
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining('https') } });
  });
});
