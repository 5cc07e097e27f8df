import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createElevenLabsSimulator } from '../../src/integrations/elevenlabs/simulator.js';
import type { SimulatedReply, VendorSimulator } from '../../src/simulator/contracts.js';
import { aSimulatedWorld, ask, publishedDescription } from '../support/simulated-world.js';

const KEY = { 'xi-api-key': 'test-key' };
const VOICE = 'simVoiceAda000000001';
const SPEECH = `/v1/text-to-speech/${VOICE}`;
const published = publishedDescription('elevenlabs-subset.openapi.json');
let home: Awaited<ReturnType<typeof aSimulatedWorld>>;
let elevenlabs: VendorSimulator;

beforeAll(async () => {
  home = await aSimulatedWorld();
  elevenlabs = createElevenLabsSimulator(home.world);
});
afterAll(() => home.close());

const post = (path: string, json: unknown, headers: Record<string, string> = KEY) => ask(elevenlabs, 'POST', path, { headers, json }); // prettier-ignore
const get = (path: string, headers: Record<string, string> = KEY) =>
  ask(elevenlabs, 'GET', path, { headers });

interface Timed {
  audio_base64: string;
  alignment: {
    characters: string[];
    character_start_times_seconds: number[];
    character_end_times_seconds: number[];
  };
}
const timed = (reply: SimulatedReply): Timed => reply.json as Timed; // checked against the description where it is read first

describe('ElevenLabs simulator', () => {
  test('speech with timestamps has real sound and one rising time for each character as sent', async () => {
    const text = 'Why 4.2 hearts? 🐙 "Because," said שלום.';
    const reply = await post(`${SPEECH}/with-timestamps?output_format=pcm_16000`, { text });
    expect(
      published?.answerFaults('post', '/v1/text-to-speech/{voice_id}/with-timestamps', reply.json) ?? [],
    ).toEqual([]);
    const { audio_base64, alignment } = timed(reply);
    expect(alignment.characters.join('')).toBe(text);
    const seconds = Buffer.from(audio_base64, 'base64').length / 2 / 16_000;
    const times = alignment.characters.flatMap((_, index) => [alignment.character_start_times_seconds[index] ?? -1, alignment.character_end_times_seconds[index] ?? -1]); // prettier-ignore
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(seconds + 0.001);
    expect(seconds).toBeGreaterThan(1.5);
  });

  test('the four calls answer with the same sound', async () => {
    const body = { text: 'Bees dance to tell the way.' };
    const plain = await post(`${SPEECH}?output_format=pcm_16000`, body);
    const streamed = await post(`${SPEECH}/stream?output_format=pcm_16000`, body);
    const lines =
      (await post(`${SPEECH}/stream/with-timestamps?output_format=pcm_16000`, body)).text
        ?.trim()
        .split('\n') ?? [];
    const pieces = lines.map((line) => JSON.parse(line) as Timed); // checked below
    const whole = Buffer.from(plain.bytes ?? []);
    expect(whole.length).toBeGreaterThan(16_000);
    expect(Buffer.from(streamed.bytes ?? []).equals(whole)).toBe(true);
    expect(
      Buffer.concat(pieces.map((piece) => Buffer.from(piece.audio_base64, 'base64'))).equals(whole),
    ).toBe(true);
    expect(pieces.flatMap((piece) => piece.alignment.characters).join('')).toBe(body.text);
  });

  test.each([
    ['mp3_44100_128', 'audio/mpeg', /^(?:ID3|\xff[\xe2-\xff])/u],
    ['wav_44100', 'audio/wav', /^RIFF/u],
    ['opus_48000_64', 'audio/ogg', /^OggS/u],
    ['ulaw_8000', 'audio/basic', /./su],
  ])('%s comes as %s', async (format, contentType, start) => {
    const reply = await post(`${SPEECH}?output_format=${format}`, { text: 'One.' });
    expect(reply.headers?.['content-type']).toBe(contentType);
    expect(Buffer.from(reply.bytes ?? []).toString('latin1')).toMatch(start);
  });

  test('speed really changes the length', async () => {
    const bytesAt = async (speed: number) => {
      const reply = await post(`${SPEECH}?output_format=pcm_16000`, { text: 'The answer begins in cold water.', voice_settings: { speed } }); // prettier-ignore
      return Buffer.from(reply.bytes ?? []).length;
    };
    expect((await bytesAt(0.7)) / (await bytesAt(1.2))).toBeGreaterThan(1.5);
  });

  test.each([
    ['an unknown voice', '/v1/text-to-speech/nobody', { text: 'x' }, KEY, 404, { code: 'voice_not_found' }],
    ['no key', SPEECH, { text: 'x' }, {}, 401, { code: 'invalid_api_key' }],
    ['a text over the limit', SPEECH, { text: 'x'.repeat(3001), model_id: 'eleven_v3' }, KEY, 400, { code: 'max_character_limit_exceeded' }],
    ['stitching with v3', SPEECH, { text: 'x', model_id: 'eleven_v3', previous_request_ids: ['a'] }, KEY, 400, { code: 'invalid_parameters' }],
    ['192 kbit/s on the free plan', `${SPEECH}?output_format=mp3_44100_192`, { text: 'x' }, { 'xi-api-key': 'free-1' }, 402, { code: 'paid_plan_required' }],
    ['the free quota', SPEECH, { text: 'x'.repeat(10_000) }, { 'xi-api-key': 'free-1' }, 401, { status: 'quota_exceeded' }],
  ])('%s is refused as the vendor does', async (_, path, body, headers, status, detail) => {
    if ('status' in detail) await post(SPEECH, { text: 'One.' });
    const reply = await post(path, body, headers);
    expect(reply).toMatchObject({ status, json: { detail } });
  }); // prettier-ignore

  test('a body that breaks the schema gets the validation list', async () => {
    for (const body of [
      {},
      { text: '' },
      { text: 'x', previous_request_ids: ['1', '2', '3', '4'] },
      { text: 'x', voice_settings: { speed: 3 } },
    ]) {
      const reply = await post(SPEECH, body);
      expect(reply.status).toBe(422);
      expect(published?.componentFaults('HTTPValidationError', reply.json) ?? []).toEqual([]);
    }
  });

  test('more requests at once than the plan allows are refused', async () => {
    const replies = await Promise.all(Array.from({ length: 4 }, (_, index) => post(SPEECH, { text: `Number ${index} speaks a longer sentence now.` }, { 'xi-api-key': 'free-2' }))); // prettier-ignore
    expect(replies.filter((reply) => reply.status === 429).map((reply) => reply.json)).toEqual([
      expect.objectContaining({
        detail: expect.objectContaining({ code: 'concurrent_limit_exceeded' }) as unknown,
      }),
      expect.anything(),
    ]);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(2);
  });

  test('a synthesis is billed once, counted, and can be recovered from the history', async () => {
    const before = home.ledger.length;
    const text = 'Recover me.';
    const reply = await post(SPEECH, { text });
    const id = reply.headers?.['history-item-id'] ?? '';
    expect(home.ledger.slice(before)).toEqual([
      { vendor: 'elevenlabs', operation: 'speak', externalId: id, idempotencyKey: null, units: text.length, usd: expect.any(Number) as unknown }, // prettier-ignore
    ]);
    expect(Object.keys(reply.headers ?? {})).toEqual(expect.arrayContaining(['request-id', 'character-cost', 'history-item-id', 'x-trace-id', 'current-concurrent-requests', 'maximum-concurrent-requests'])); // prettier-ignore
    const list = await get('/v1/history');
    expect(published?.answerFaults('get', '/v1/history', list.json) ?? []).toEqual([]);
    const { history } = list.json as { history: object[] }; // checked above
    expect(history[0]).toMatchObject({ history_item_id: id, text });
    const item = await get(`/v1/history/${id}`);
    expect(published?.answerFaults('get', '/v1/history/{history_item_id}', item.json) ?? []).toEqual([]);
    expect((await get(`/v1/history/${id}/audio`)).file).toMatch(/\.mp3$/u);
    expect((await get('/v1/history/none')).status).toBe(404);
    const subscription = await get('/v1/user/subscription');
    expect(published?.answerFaults('get', '/v1/user/subscription', subscription.json) ?? []).toEqual([]);
    expect(subscription.json).toMatchObject({ character_count: expect.any(Number) as unknown, tier: 'pro' });
  });

  test('voices and models are listed as described, page by page', async () => {
    const ids: string[] = [];
    let token: string | null = '';
    while (token !== null) {
      const page = await get(`/v2/voices?page_size=3&next_page_token=${token}`);
      expect(published?.answerFaults('get', '/v2/voices', page.json) ?? []).toEqual([]);
      const body = page.json as { voices: { voice_id: string }[]; next_page_token: string | null }; // checked above
      ids.push(...body.voices.map((voice) => voice.voice_id));
      token = body.next_page_token;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['JBFqnCBsd6RMkjVDRZzb', 'EXAVITQu4vr4xnSDxMaL', VOICE]));
    for (const path of ['/v1/voices', '/v1/models']) expect(published?.answerFaults('get', path, (await get(path)).json) ?? []).toEqual([]); // prettier-ignore
    const voice = await get(`/v1/voices/${VOICE}`);
    expect(published?.answerFaults('get', '/v1/voices/{voice_id}', voice.json) ?? []).toEqual([]);
  });
});
