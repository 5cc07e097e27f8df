import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobVendor, Vendors } from '../../src/integrations/contracts.js';
import { cannedVendors } from './canned-vendors.js';
import { DescribedApi } from './described-api.js';
import { type LocalServer, type SeenRequest, startLocalServer } from './local-server.js';
import {
  aCall,
  anAudioFile,
  anAvatarRequest,
  aFootageRequest,
  aSpeechRequest,
  aTextRequest,
  neverStopped,
} from './sample-requests.js';
import { PLANTED_KEY, vendorsAt } from './vendors-at.js';

const folder = process.env['ACOG_OPENAPI_DIR'] ?? resolve('..', 'shared', 'providers', 'openapi');
const isThere = existsSync(folder);
if (!isThere) {
  console.log(
    `Vendors' descriptions are not at ${folder}; conformance is skipped. Set ACOG_OPENAPI_DIR to their folder.`,
  );
}

let server: LocalServer;
let vendors: Vendors & { close(): Promise<void> };
/** The same ones, of an installation that can be called back. */
let reachable: typeof vendors;
let scratch: string;
let audio: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'acog-conformance-'));
  audio = await anAudioFile(scratch);
  server = await startLocalServer(cannedVendors);
  const baseUrlOf = (prefix: string) => `${server.origin}/${prefix.toLowerCase()}`;
  vendors = vendorsAt(baseUrlOf);
  reachable = vendorsAt(baseUrlOf, { PUBLIC_URL: 'https://acog.example.com' });
});

afterAll(async () => {
  await vendors.close();
  await reachable.close();
  await server.close();
  await rm(scratch, { recursive: true });
});

/** What a piece of work sends. */
async function requestsOf(work: () => Promise<unknown>): Promise<readonly SeenRequest[]> {
  const before = server.seen.length;
  await work();
  return server.seen.slice(before);
}

/** Prepares, submits, checks, looks for and cancels one job. */
async function wholeJob<Request>(vendor: JobVendor<Request>, request: Request): Promise<void> {
  let prepared = await vendor.prepare?.(request, null, neverStopped());
  while (prepared && !prepared.ready)
    prepared = await vendor.prepare?.(request, prepared.prepared, neverStopped());
  const { operation } = await vendor.submit(request, aCall(), prepared?.prepared);
  await vendor.check(operation, neverStopped());
  await vendor.find?.('nothing', neverStopped());
  await vendor.cancel?.(operation, neverStopped());
}

const UNDESCRIBED = new Set(['POST /v2/scriptAudio']);

const cases: readonly (readonly [string, string, string, number, () => Promise<unknown>])[] = [
  ['openai', 'a text', 'openai-subset', 1, () => vendors.text('OPENAI').write(aTextRequest(), aCall())],
  [
    'elevenlabs',
    'a speech',
    'elevenlabs-subset',
    1,
    () => vendors.speech('ELEVENLABS').speak(aSpeechRequest(), aCall()),
  ],
  [
    'elevenlabs',
    'a speech with everything',
    'elevenlabs-subset',
    1,
    () =>
      vendors.speech('ELEVENLABS').speak(
        aSpeechRequest({
          modelId: 'eleven_flash_v2_5',
          stability: 0,
          similarityBoost: 1,
          speed: 5,
          previousText: 'Before.',
          nextText: 'After.',
        }),
        aCall(),
      ),
  ],
  ['heygen', 'a whole job', 'heygen-v3', 4, () => wholeJob(vendors.avatar('HEYGEN'), anAvatarRequest(audio))],
  [
    'heygen',
    'a square job',
    'heygen-v3',
    4,
    () => wholeJob(vendors.avatar('HEYGEN'), anAvatarRequest(audio, { aspectRatio: '1:1' })),
  ],
  [
    'synthesia',
    'a whole job',
    'synthesia-subset',
    5,
    () => wholeJob(vendors.avatar('SYNTHESIA'), anAvatarRequest(audio)),
  ],
  ...['en', 'de-AT', 'pt', 'he', 'nl', 'zh-Hant-TW', 'it-IT', 'sq', 'sw', 'no'].map(
    (language) =>
      [
        'synthesia',
        `a job in ${language}`,
        'synthesia-subset',
        5,
        () => wholeJob(vendors.avatar('SYNTHESIA'), anAvatarRequest(audio, { language })),
      ] as const,
  ),
  ...['gen4.5', 'veo3.1', 'veo3.1_fast', 'seedance2'].flatMap((modelId) =>
    (['16:9', '9:16', '1:1'] as const).map(
      (aspectRatio) =>
        [
          'runway',
          `${modelId} in ${aspectRatio}, far too long`,
          'runway-subset',
          4,
          () =>
            wholeJob(
              vendors.footage('RUNWAY'),
              aFootageRequest({ modelId, aspectRatio, durationMs: 60_000, prompt: 'bee '.repeat(2000) }),
            ),
        ] as const,
    ),
  ),
  [
    'heygen',
    'a job it calls back about',
    'heygen-v3',
    4,
    () => wholeJob(reachable.avatar('HEYGEN'), anAvatarRequest(audio)),
  ],
  [
    'synthesia',
    'a job it calls back about',
    'synthesia-subset',
    5,
    () => wholeJob(reachable.avatar('SYNTHESIA'), anAvatarRequest(audio)),
  ],
  [
    'pika',
    'a job it calls back about',
    'fal-pika',
    4,
    () => wholeJob(reachable.footage('PIKA'), aFootageRequest()),
  ],
  ['pika', 'a whole job', 'fal-pika', 4, () => wholeJob(vendors.footage('PIKA'), aFootageRequest())],
  [
    'pika',
    'a long job of an older model',
    'fal-pika',
    4,
    () =>
      wholeJob(
        vendors.footage('PIKA'),
        aFootageRequest({
          modelId: 'fal-ai/pika/v2.1/text-to-video',
          durationMs: 9_000,
          aspectRatio: '9:16',
        }),
      ),
  ],
];

(isThere ? describe : describe.skip)('what we send is what the vendor describes', () => {
  test.each(cases)('%s: %s', async (mount, _, file, count, work) => {
    const api = new DescribedApi(folder, `${file}.openapi.json`);
    const sent = await requestsOf(work);
    expect(sent).toHaveLength(count);
    for (const seen of sent) {
      const path = seen.url.slice(mount.length + 1);
      if (UNDESCRIBED.has(`${seen.method} ${path}`)) continue;
      expect({ request: `${seen.method} ${path}`, faults: api.faultsOf(path, seen) }).toEqual({
        request: `${seen.method} ${path}`,
        faults: [],
      });
    }
  });

  test('a description notices what it does not allow', async () => {
    const api = new DescribedApi(folder, 'runway-subset.openapi.json');
    const [seen] = await requestsOf(() => vendors.footage('RUNWAY').submit(aFootageRequest(), aCall()));
    const body: object = JSON.parse(seen?.body.toString() ?? '{}') as object; // we sent it a moment ago
    const wrong = { ...seen, body: Buffer.from(JSON.stringify({ ...body, ratio: '16:9' })) } as SeenRequest; // seen is there
    expect(api.faultsOf('/v1/text_to_video', wrong)).not.toEqual([]);
    expect(
      api.faultsOf('/v1/text_to_video', { ...wrong, headers: { 'content-type': 'application/json' } }),
    ).toContain('header X-Runway-Version is missing');
    expect(api.faultsOf('/v1/tasks', wrong)).toEqual(['POST /v1/tasks is not described']);
  });
});

test('every request carries its vendor’s key where that vendor looks for it, and nowhere else', () => {
  const places: Readonly<Record<string, readonly [string, string]>> = {
    openai: ['authorization', `Bearer ${PLANTED_KEY}`],
    elevenlabs: ['xi-api-key', PLANTED_KEY],
    heygen: ['x-api-key', PLANTED_KEY],
    synthesia: ['authorization', PLANTED_KEY],
    runway: ['authorization', `Bearer ${PLANTED_KEY}`],
    pika: ['authorization', `Key ${PLANTED_KEY}`],
  };
  for (const { url, headers, body } of server.seen) {
    const [header, value] = places[url.split('/')[1] ?? ''] ?? ['none', 'none'];
    expect(headers[header]).toBe(value);
    const others = Object.entries(headers).filter(([name]) => name !== header);
    expect(JSON.stringify(others)).not.toContain(PLANTED_KEY);
    expect(`${url}${body.toString('latin1')}`).not.toContain(PLANTED_KEY);
  }
  expect(server.seen.length).toBeGreaterThan(isThere ? 60 : -1);
});
