import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type {
  HeardWebhook,
  JobVendor,
  WebhookReader,
  WebhookRequest,
} from '../../src/integrations/contracts.js';
import { signHeyGenBody } from '../../src/integrations/heygen/simulator-webhooks.js';
import type { createVendors } from '../../src/integrations/index.js';
import { signSynthesiaBody } from '../../src/integrations/synthesia/simulator-webhooks.js';
import { anAvatarRequest, aFootageRequest, neverStopped } from './sample-requests.js';
import { aTone } from './sounds.js';
import {
  aReceiver,
  aSimulator,
  caller,
  deliveryAt,
  type TestSimulator,
  textAt,
  until,
} from './simulated-server.js';
import { vendorsAt } from './vendors-at.js';

type AllVendors = ReturnType<typeof createVendors>;

/** One message as the simulator sent it, and what it must say. */
interface Delivered {
  readonly reader: WebhookReader;
  readonly request: WebhookRequest;
  readonly says: Omit<HeardWebhook, 'eventId'>;
  readonly headers: readonly string[];
  readonly signature: string;
}

const SIGNED = {
  HEYGEN: ['heygen-signature', 'heygen-timestamp'],
  SYNTHESIA: ['synthesia-signature', 'synthesia-timestamp'],
  PIKA: [
    'x-fal-webhook-signature',
    'x-fal-webhook-timestamp',
    'x-fal-webhook-request-id',
    'x-fal-webhook-user-id',
  ],
} as const;
const NAMES = ['HEYGEN', 'SYNTHESIA', 'PIKA'] as const;
const FIVE_MINUTES_MS = 5 * 60_000;

let simulator: TestSimulator;
let receiver: Awaited<ReturnType<typeof aReceiver>>;
let vendors: AllVendors;
let scratch: string;
let delivered: Readonly<Record<(typeof NAMES)[number], Delivered>>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'acog-webhooks-'));
  simulator = await aSimulator();
  receiver = await aReceiver();
  const heygen = caller(simulator.baseUrls.heygen, { 'x-api-key': 'key' });
  const synthesia = caller(simulator.baseUrls.synthesia, { authorization: 'key' });
  const endpoint = await heygen('POST', '/v3/webhooks/endpoints', { url: receiver.url });
  const events = ['video.completed', 'video.failed'];
  const webhook = await synthesia('POST', '/v2/webhooks', { url: receiver.url, events });
  vendors = vendorsAt(
    (prefix) => simulator.baseUrls[prefix.toLowerCase() as keyof typeof simulator.baseUrls],
    {
      HEYGEN_WEBHOOK_SECRET: textAt(endpoint.body, 'data.secret'),
      SYNTHESIA_WEBHOOK_SECRET: textAt(webhook.body, 'secret'),
      PUBLIC_URL: new URL(receiver.url).origin,
    },
  );
  const audio = join(scratch, 'narration.mp3');
  await writeFile(audio, await aTone(1.5, 'mp3'));
  const avatar = anAvatarRequest(audio, { avatarId: 'Anna_public_studio' });
  delivered = {
    HEYGEN: await deliveryOf(vendors.avatar('HEYGEN'), avatar),
    SYNTHESIA: await deliveryOf(vendors.avatar('SYNTHESIA'), {
      ...avatar,
      avatarId: 'anna_costume1_cameraA',
    }),
    PIKA: await deliveryOf(vendors.footage('PIKA'), aFootageRequest()),
  };
}, 60_000);

afterAll(async () => {
  await vendors.close();
  await simulator.close();
  await receiver.close();
  await rm(scratch, { recursive: true });
});

/** Has a job made and waits for the message that it ended. */
async function deliveryOf<Request>(vendor: JobVendor<Request>, wanted: Request): Promise<Delivered> {
  const name = vendor.name as (typeof NAMES)[number]; // only those three are asked for
  const call = { callKey: `0198-task:${name}:1`, signal: neverStopped() };
  let prepared = await vendor.prepare?.(wanted, null, neverStopped());
  while (prepared?.ready === false) {
    prepared = await vendor.prepare?.(wanted, prepared.prepared, neverStopped());
  }
  const before = receiver.received.length;
  const { externalId } = await vendor.submit(wanted, call, prepared?.prepared);
  await until(
    () => Promise.resolve(receiver.received.length),
    (count) => count > before,
  );
  const { path, headers, body } = deliveryAt(receiver.received, before);
  const reader = vendors.webhooks.get(name);
  if (!reader) throw new Error(`${name} has no webhooks`);
  const { searchParams: query } = new URL(path, receiver.url);
  return {
    reader,
    request: { headers, rawBody: Buffer.from(body), query },
    says: { externalId, callKey: call.callKey },
    headers: SIGNED[name],
    signature: SIGNED[name][0],
  };
}

const refusedFor = (reason: string) => ({ genuine: false, reason });

describe.each(NAMES)('a message of %s', (name) => {
  test('that is genuine names its event, the job and our call', async () => {
    const { reader, request, says } = delivered[name];
    expect(await reader.read(request)).toEqual({
      genuine: true,
      eventId: expect.stringMatching(/./),
      ...says,
    });
  });

  test('whose signature is made up is refused, whatever its length', async () => {
    const { reader, request, signature } = delivered[name];
    const made = [randomBytes(32), randomBytes(64)].map((bytes) => bytes.toString('hex'));
    for (const wrong of [...made, 'a', 'no hex at all', `${String(request.headers[signature])}00`]) {
      const headers = { ...request.headers, [signature]: wrong };
      expect(await reader.read({ ...request, headers })).toEqual(refusedFor('BAD_SIGNATURE'));
    }
  });

  test('that was changed by a single byte anywhere is refused', async () => {
    const { reader, request } = delivered[name];
    const size = request.rawBody.byteLength;
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const rawBody = Uint8Array.from(request.rawBody);
        rawBody[at] = (rawBody[at] ?? 0) ^ change;
        expect(await reader.read({ ...request, rawBody })).toEqual(refusedFor('BAD_SIGNATURE'));
      }),
      { numRuns: 60 },
    );
    for (const rawBody of [request.rawBody.slice(1), Buffer.concat([request.rawBody, Buffer.from(' ')])]) {
      expect(await reader.read({ ...request, rawBody })).toEqual(refusedFor('BAD_SIGNATURE'));
    }
  });

  test('is good for five minutes around its time', async () => {
    const { reader, request, headers } = delivered[name];
    const timestamp = headers.find((header) => header.endsWith('timestamp')) ?? '';
    const signedMs = Number(request.headers[timestamp]) * 1000;
    for (const nowMs of [signedMs - FIVE_MINUTES_MS, signedMs + FIVE_MINUTES_MS]) {
      expect(await reader.read(request, nowMs)).toMatchObject({ genuine: true });
    }
    for (const nowMs of [signedMs - FIVE_MINUTES_MS - 1, signedMs + FIVE_MINUTES_MS + 1]) {
      expect(await reader.read(request, nowMs)).toEqual(refusedFor('STALE'));
    }
  });

  test('without one of its headers is refused', async () => {
    const { reader, request, headers } = delivered[name];
    for (const missing of headers) {
      for (const value of [undefined, '']) {
        const without = { ...request, headers: { ...request.headers, [missing]: value } };
        expect(await reader.read(without)).toEqual(refusedFor('MISSING_HEADER'));
      }
    }
  });

  test('of another vendor is refused', async () => {
    const { reader } = delivered[name];
    for (const other of NAMES.filter((one) => one !== name)) {
      expect(await reader.read(delivered[other].request)).toMatchObject({ genuine: false });
    }
  });
});

/** A message with these bytes, signed now. */
function signedBy(name: 'HEYGEN' | 'SYNTHESIA', secret: string, body: string): WebhookRequest {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers =
    name === 'HEYGEN'
      ? { 'heygen-signature': signHeyGenBody(secret, body), 'heygen-timestamp': timestamp }
      : {
          'synthesia-signature': signSynthesiaBody(secret, timestamp, body),
          'synthesia-timestamp': timestamp,
        };
  return { headers, rawBody: Buffer.from(body), query: new URLSearchParams() };
}

describe.each(['HEYGEN', 'SYNTHESIA'] as const)('%s', (name) => {
  test('is not believed while its secret is not set', async () => {
    const without = vendorsAt(() => simulator.origin);
    const reading = await without.webhooks.get(name)?.read(delivered[name].request);
    await without.close();
    expect(reading).toEqual(refusedFor('NO_SECRET'));
  });

  test.each(['', 'no JSON', 'null', '[]', '{"event_data":7,"data":[]}', '{"data":{"id":"a b\\u0000"}}'])(
    'may sign what we do not understand, and then it is about nothing: %s',
    async (body) => {
      const known = vendorsAt(() => simulator.origin, { [`${name}_WEBHOOK_SECRET`]: 'a-secret' });
      const reading = await known.webhooks.get(name)?.read(signedBy(name, 'a-secret', body));
      await known.close();
      expect(reading).toEqual({
        genuine: true,
        eventId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        externalId: null,
        callKey: null,
      });
    },
  );
});

test.each([
  [
    'HEYGEN',
    'whsec_test_secret',
    {
      'heygen-signature': 'fe301dfe943ee0aa11ef5f74e680f2f2a4e0babff7821f1ad97f827640fe6bc2',
      'heygen-timestamp': '1790000000',
    },
  ],
  [
    'SYNTHESIA',
    'test_secret',
    {
      'synthesia-signature': '9997d5222951234f07c98b2560434468876c6d9e01c02b3974ab91359f54766a',
      'synthesia-timestamp': '1790000000',
    },
  ],
] as const)('%s’s written scheme, worked out apart from us, is accepted', async (name, secret, headers) => {
  const known = vendorsAt(() => simulator.origin, { [`${name}_WEBHOOK_SECRET`]: secret });
  const request = { headers, rawBody: Buffer.from('{"hello":"world"}'), query: new URLSearchParams() };
  const reading = await known.webhooks.get(name)?.read(request, 1_790_000_000_000);
  await known.close();
  expect(reading).toMatchObject({ genuine: true, externalId: null });
});

test('HeyGen’s event is told apart by what is signed: another event id in the headers does not make it new', async () => {
  const { reader, request } = delivered.HEYGEN;
  const headers = { ...request.headers, 'heygen-event-id': 'evt_another' };
  expect(await reader.read({ ...request, headers })).toEqual(await reader.read(request));
});

test('the vendors that send nothing of their jobs have no reader', () => {
  expect([...vendors.webhooks.keys()].sort()).toEqual([...NAMES].sort());
});

test('the key of a call counts only in an address that was made here', async () => {
  const { reader, request, says } = delivered.PIKA;
  const proof = request.query.get('proof') ?? '';
  expect(proof).toMatch(/^[0-9a-f]{64}$/);
  const stolen = [
    { call: `${says.callKey}0`, proof },
    { call: says.callKey ?? '' },
    { call: says.callKey ?? '', proof: `${proof.slice(0, -1)}${proof.endsWith('0') ? '1' : '0'}` },
    {},
  ];
  for (const query of stolen) {
    const reading = await reader.read({ ...request, query: new URLSearchParams(query) });
    expect(reading).toMatchObject({ genuine: true, externalId: says.externalId, callKey: null });
  }
});
