import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Vendors } from '../../src/integrations/contracts.js';
import { answerJson, type Handler, type LocalServer, startLocalServer } from './local-server.js';
import {
  aCall,
  anAudioFile,
  anAvatarRequest,
  aFootageRequest,
  aSpeechRequest,
  aTextRequest,
  neverStopped,
} from './sample-requests.js';
import { everythingOf, vendorErrorOf } from './vendor-errors.js';
import { PLANTED_KEY, vendorsAt } from './vendors-at.js';

let scratch: string;
let audio: string;
let server: LocalServer | undefined;
let vendors: (Vendors & { close(): Promise<void> }) | undefined;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'acog-hostile-'));
  audio = await anAudioFile(scratch);
});

afterAll(() => rm(scratch, { recursive: true }));

afterEach(async () => {
  await vendors?.close();
  await server?.close();
});

async function behind(handle: Handler): Promise<Vendors> {
  const started = await startLocalServer(handle);
  server = started;
  vendors = vendorsAt(() => started.origin);
  return vendors;
}

const queued = { requestId: 'r1', responseUrl: 'x', cancelUrl: 'x', seconds: 5 };

/** Everything that asks a vendor: what it is, and what a lost answer means for it. */
const calls: readonly (readonly [string, 'ANSWER' | 'JOB' | 'READ', (all: Vendors) => Promise<unknown>])[] = [
  ['OpenAI writes', 'ANSWER', (all) => all.text('OPENAI').write(aTextRequest(), aCall())],
  ['ElevenLabs speaks', 'ANSWER', (all) => all.speech('ELEVENLABS').speak(aSpeechRequest(), aCall())],
  [
    'HeyGen takes a file',
    'READ',
    (all) =>
      all.avatar('HEYGEN').prepare?.(anAvatarRequest(audio), null, neverStopped()) ?? Promise.resolve(),
  ],
  [
    'HeyGen takes a job',
    'JOB',
    (all) => all.avatar('HEYGEN').submit(anAvatarRequest(audio), aCall(), { audioAssetId: 'a' }),
  ],
  ['HeyGen is asked', 'READ', (all) => all.avatar('HEYGEN').check({ videoId: 'v' }, neverStopped())],
  [
    'Synthesia takes a file',
    'READ',
    (all) =>
      all.avatar('SYNTHESIA').prepare?.(anAvatarRequest(audio), null, neverStopped()) ?? Promise.resolve(),
  ],
  [
    'Synthesia takes a job',
    'JOB',
    (all) =>
      all
        .avatar('SYNTHESIA')
        .submit(anAvatarRequest(audio), aCall(), { assetId: 'a', uploads: 1, ready: true }),
  ],
  ['Synthesia is asked', 'READ', (all) => all.avatar('SYNTHESIA').check({ videoId: 'v' }, neverStopped())],
  ['Runway takes a job', 'JOB', (all) => all.footage('RUNWAY').submit(aFootageRequest(), aCall())],
  ['Runway is asked', 'READ', (all) => all.footage('RUNWAY').check({ taskId: 't' }, neverStopped())],
  ['Pika takes a job', 'JOB', (all) => all.footage('PIKA').submit(aFootageRequest(), aCall())],
  [
    'Pika is asked',
    'READ',
    (all) => all.footage('PIKA').check({ ...queued, statusUrl: `${server?.origin ?? ''}/s` }, neverStopped()),
  ],
];

describe.each(calls)('when %s', (_name, kind, ask) => {
  const unreadable = kind === 'JOB' ? 'AMBIGUOUS' : 'BAD_ANSWER';
  const lost = kind === 'READ' ? 'UNAVAILABLE' : 'AMBIGUOUS';

  test.each([
    ['a page of HTML', 'text/html', '<html>Welcome to the hotel network</html>'],
    ['JSON of another shape', 'application/json', '{"hello":["world"]}'],
    ['half of a JSON document', 'application/json', '{"id":"abc","da'],
    ['nothing', 'application/json', ''],
    ['JSON that is no object', 'application/json', 'null'],
  ])('and 200 comes with %s, it is no answer', async (_what, type, body) => {
    const all = await behind((_seen, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const error = await vendorErrorOf(ask(all));
    expect(error.fault).toBe(unreadable);
    if (body !== '') expect(error.message).not.toContain(body);
  });

  test('and the connection is cut, it is lost', async () => {
    const all = await behind((_seen, _response, request) => request.socket.destroy());
    expect((await vendorErrorOf(ask(all))).fault).toBe(lost);
    expect(server?.seen).toHaveLength(1);
  });

  test('and 502 comes, it is lost; it is asked once only', async () => {
    const all = await behind((_seen, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect((await vendorErrorOf(ask(all))).fault).toBe(lost);
    expect(server?.seen).toHaveLength(1);
  });

  test('and 503 comes, nothing was started', async () => {
    const all = await behind((_seen, response) => answerJson(response, 503, {}, { 'retry-after': '3' }));
    expect(await vendorErrorOf(ask(all))).toMatchObject({
      fault: 'UNAVAILABLE',
      detail: { retryAfterMs: 3000 },
    });
  });

  test('and 429 comes, it waits as long as it is told', async () => {
    const all = await behind((_seen, response) => answerJson(response, 429, {}, { 'retry-after': '11' }));
    expect(await vendorErrorOf(ask(all))).toMatchObject({
      fault: 'RATE_LIMITED',
      detail: { retryAfterMs: 11_000 },
    });
  });

  test('and it is sent elsewhere, it does not go', async () => {
    const all = await behind((_seen, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    const error = await vendorErrorOf(ask(all));
    expect(error.fault).toBe('REFUSED_CONFIG');
    expect(server?.seen).toHaveLength(1);
  });

  test('and the vendor repeats our key to us, the key is in nothing that is thrown', async () => {
    const echo = `Incorrect API key provided: ${PLANTED_KEY}`;
    const all = await behind((_seen, response) =>
      answerJson(
        response,
        401,
        {
          error: { message: echo, code: echo, type: echo },
          detail: { message: echo, code: echo, status: echo },
          context: echo,
        },
        { 'x-request-id': echo },
      ),
    );
    const error = await vendorErrorOf(ask(all));
    expect(error.fault).toBe('REFUSED_CONFIG');
    expect(everythingOf(error)).not.toContain(PLANTED_KEY);
  });

  test('and there is no key, nothing is sent and the variable is named', async () => {
    const started = await startLocalServer((_seen, response) => answerJson(response, 200, {}));
    server = started;
    const prefixes = ['OPENAI', 'ELEVENLABS', 'HEYGEN', 'SYNTHESIA', 'RUNWAY', 'PIKA'];
    const noKeys = Object.fromEntries(prefixes.map((prefix) => [`${prefix}_API_KEY`, '']));
    vendors = vendorsAt(() => started.origin, noKeys);
    const error = await vendorErrorOf(ask(vendors));
    expect(error.fault).toBe('REFUSED_CONFIG');
    expect(error.message).toMatch(/set [A-Z]+_API_KEY$/);
    expect(started.seen).toHaveLength(0);
    expect(vendors.all.some(({ configured }) => configured)).toBe(false);
  });
});
