import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { WebhookRequest } from '../../src/integrations/contracts.js';
import { signFalDelivery } from '../../src/integrations/pika/simulator-webhooks.js';
import { answerJson, startLocalServer } from './local-server.js';
import { PLANTED_KEY, vendorsAt } from './vendors-at.js';

describe('fal signs with any of its published keys', () => {
  const first = generateKeyPairSync('ed25519');
  const second = generateKeyPairSync('ed25519');
  const start = 1_790_000_000_000;
  const at = (seconds: number) => start + seconds * 1000;
  let published: unknown;
  let status = 200;

  const jwk = (key: typeof first) => ({
    kty: 'OKP',
    crv: 'Ed25519',
    use: 'sig',
    x: key.publicKey.export({ format: 'jwk' }).x,
  });
  const signed = (key: typeof first, seconds: number, query = ''): WebhookRequest => {
    const body = JSON.stringify({ request_id: 'req-1', status: 'OK' });
    const delivery = { requestId: 'req-1', userId: 'user_1', timestamp: String(at(seconds) / 1000), body };
    return {
      headers: {
        'x-fal-webhook-request-id': delivery.requestId,
        'x-fal-webhook-user-id': delivery.userId,
        'x-fal-webhook-timestamp': delivery.timestamp,
        'x-fal-webhook-signature': signFalDelivery(key.privateKey, delivery),
      },
      rawBody: Buffer.from(body),
      query: new URLSearchParams(query),
    };
  };

  /** A reader of its own whose keys come from a server of its own. */
  async function withKeys(
    work: (
      read: (request: WebhookRequest, seconds: number) => Promise<boolean>,
      asked: () => number,
    ) => Promise<void>,
  ): Promise<void> {
    const server = await startLocalServer((_seen, response) => answerJson(response, status, published));
    const own = vendorsAt(() => server.origin);
    try {
      const reader = own.webhooks.get('PIKA');
      if (!reader) throw new Error('no reader');
      await work(
        async (request, seconds) => (await reader.read(request, at(seconds))).genuine,
        () => server.seen.length,
      );
      expect(server.seen.every(({ url }) => url === '/.well-known/jwks.json')).toBe(true);
      expect(JSON.stringify(server.seen)).not.toContain(PLANTED_KEY);
    } finally {
      await own.close();
      await server.close();
      status = 200;
    }
  }

  test('the keys are asked for once and kept for a day, however much is forged', async () => {
    published = { keys: [{ kty: 'RSA', n: 'x' }, { kty: 'OKP', crv: 'Ed25519', x: 'broken' }, jwk(first)] };
    await withKeys(async (read, asked) => {
      expect(await Promise.all([1, 2, 3].map(() => read(signed(first, 0), 0)))).toEqual([true, true, true]);
      expect(asked()).toBe(1);
      for (let seconds = 1; seconds < 60; seconds += 10) {
        expect(await read(signed(second, seconds), seconds)).toBe(false);
      }
      expect(asked()).toBe(1);
      expect(await read(signed(first, 86_399), 86_399)).toBe(true);
      expect(asked()).toBe(1);
      expect(await read(signed(first, 86_400), 86_400)).toBe(true);
      expect(asked()).toBe(2);
    });
  });

  test('a new key is learned of within a minute, a withdrawn one is forgotten with it', async () => {
    published = { keys: [jwk(first)] };
    await withKeys(async (read, asked) => {
      expect(await read(signed(first, 0), 0)).toBe(true);
      published = { keys: [jwk(second)] };
      expect(await read(signed(second, 59), 59)).toBe(false);
      expect(asked()).toBe(1);
      expect(await read(signed(second, 60), 60)).toBe(true);
      expect(asked()).toBe(2);
      expect(await read(signed(first, 61), 61)).toBe(false);
      expect(asked()).toBe(2);
    });
  });

  test('while the keys cannot be had nothing is said of a message, and known keys stay good', async () => {
    published = { keys: [] };
    await withKeys(async (read, asked) => {
      const unavailable = { vendor: 'PIKA', fault: 'UNAVAILABLE' };
      await expect(read(signed(first, 0), 0)).rejects.toMatchObject(unavailable);
      await expect(read(signed(first, 1), 1)).rejects.toMatchObject(unavailable);
      expect(asked()).toBe(1);
      published = { keys: [jwk(first)] };
      expect(await read(signed(first, 60), 60)).toBe(true);
      status = 503;
      expect(await read(signed(second, 200), 200)).toBe(false);
      expect(await read(signed(first, 201), 201)).toBe(true);
      await expect(read(signed(first, 90_000), 90_000)).rejects.toMatchObject(unavailable);
    });
  });
});
