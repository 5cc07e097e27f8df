import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signHeyGenBody } from '../../src/integrations/heygen/simulator-webhooks.js';
import { startServer, type TestServer } from '../support/server.js';
import { WEBHOOK_SECRET } from '../support/vendors.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const BODY = JSON.stringify({
  event_id: 'evt_1',
  event_data: { video_id: 'somebody-elses', callback_id: null },
});

const now = () => String(Math.floor(Date.now() / 1000));
const signed = (body: string) => ({
  'heygen-signature': signHeyGenBody(WEBHOOK_SECRET, body),
  'heygen-timestamp': now(),
});

async function post(
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer> = BODY,
) {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function eventsHeard(): Promise<unknown[]> {
  return server.orm.em.fork().execute('select * from webhook_event');
}

test.each(['openai', 'elevenlabs', 'runway', 'HEYGEN', 'unknown', '', 'heygen/', 'heygen/x', '__proto__'])(
  'there is nothing at /webhooks/%s',
  async (name) => {
    expect((await post(`/webhooks/${name}`, signed(BODY))).status).toBe(404);
  },
);

test('a good signature is enough: no key, and any content type', async () => {
  for (const type of ['application/json', 'text/plain', 'multipart/form-data']) {
    const answer = await post('/webhooks/heygen?x=1', { ...signed(BODY), 'content-type': type });
    expect([answer.status, answer.text]).toEqual([200, '{}']);
  }
});

test('a message about what is not ours leaves no trace', async () => {
  expect((await post('/webhooks/heygen', signed(BODY))).status).toBe(200);
  expect(await eventsHeard()).toEqual([]);
});

test.each([
  ['no signature', 'heygen', { 'heygen-timestamp': now() }],
  ['a wrong signature', 'heygen', { ...signed(BODY), 'heygen-signature': '0'.repeat(64) }],
  ['the signature of other bytes', 'heygen', signed(`${BODY} `)],
  ['a message of long ago', 'heygen', { ...signed(BODY), 'heygen-timestamp': '1790000000' }],
  ['a vendor whose secret is not set', 'synthesia', signed(BODY)],
  ['a vendor whose headers are missing', 'pika', signed(BODY)],
])('%s is answered 401, says nothing of why, and leaves no trace', async (_what, vendor, headers) => {
  const answer = await post(`/webhooks/${vendor}`, headers);
  expect(answer.status).toBe(401);
  expect(JSON.parse(answer.text)).toEqual({
    errors: [
      {
        message: `This is not signed as ${vendor.toUpperCase()} signs.`,
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  });
  expect(await eventsHeard()).toEqual([]);
});

test('an API key does not stand in for a signature', async () => {
  const key = await server.key('ADMIN');
  expect((await post('/webhooks/heygen', { authorization: `Bearer ${key}` })).status).toBe(401);
});

test('a refusal is in the log with its reason, and neither secret nor signature is', async () => {
  const headers = { ...signed(BODY), 'heygen-signature': '0'.repeat(64) };
  await post('/webhooks/heygen', headers);
  const line = server.log.findLast((each) => each.includes('a webhook was refused')) ?? '';
  expect(JSON.parse(line)).toMatchObject({ vendor: 'HEYGEN', reason: 'BAD_SIGNATURE' });
  expect(server.log.join('')).not.toContain(WEBHOOK_SECRET);
  expect(server.log.join('')).not.toContain('0'.repeat(64));
});

test('bytes are taken as they are: what is no UTF-8 has a signature of its own', async () => {
  const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x7b]);
  expect((await post('/webhooks/heygen', signed(Buffer.from(bytes).toString('utf8')), bytes)).status).toBe(
    401,
  );
});

test('at most 256 KiB are read', async () => {
  const largest = 'x'.repeat(256 * 1024);
  expect((await post('/webhooks/heygen', signed(largest), largest)).status).toBe(200);
  expect((await post('/webhooks/heygen', signed(`${largest}x`), `${largest}x`)).status).toBe(413);
});

test('other methods are told which one is right', async () => {
  const answer = await fetch(`${server.url}/webhooks/heygen`);
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
});

test('while fal’s keys cannot be had, it is asked to send again', async () => {
  const answer = await post('/webhooks/pika', {
    'x-fal-webhook-request-id': 'r1',
    'x-fal-webhook-user-id': 'u1',
    'x-fal-webhook-timestamp': now(),
    'x-fal-webhook-signature': '0'.repeat(128),
  });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await eventsHeard()).toEqual([]);
});
