import { describe, expect, test } from '@jest/globals';
import { jsonOf, vendorsWithOneServer } from './one-vendor.js';
import { aCall, aSpeechRequest } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { answering } = vendorsWithOneServer();
const mp3 = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(64)]);
const spoken = {
  audio_base64: mp3.toString('base64'),
  alignment: {
    characters: ['H', 'i', ' ', '!'],
    character_start_times_seconds: [0, 0.0805, 0.2, 0.25],
    character_end_times_seconds: [0.0805, 0.2, 0.25, 0.4],
  },
};

describe('ElevenLabs', () => {
  test('speaks, times every character and says what it cost', async () => {
    const headers = { 'request-id': 'req1', 'character-cost': '4', 'history-item-id': 'h1' };
    const all = await answering([{ body: spoken, headers }]);
    expect(await all.speech('ELEVENLABS').speak(aSpeechRequest({ text: 'Hi !' }), aCall())).toEqual({
      value: {
        audio: mp3,
        contentType: 'audio/mpeg',
        characters: [
          { character: 'H', startMs: 0, endMs: 81 },
          { character: 'i', startMs: 81, endMs: 200 },
          { character: ' ', startMs: 200, endMs: 250 },
          { character: '!', startMs: 250, endMs: 400 },
        ],
      },
      externalId: 'h1',
      requestId: 'req1',
      charge: { units: 4, unit: 'credit', costMicroUsd: 880 },
    });
    expect(all.server.seen[0]?.url).toBe(
      '/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/with-timestamps?output_format=mp3_44100_128',
    );
    expect(jsonOf(all.server)).toEqual({ text: 'Hi !', model_id: 'eleven_multilingual_v2' });
  });

  test('is told what stands around the text, the language and the voice’s settings, zero included', async () => {
    const all = await answering([{ body: spoken }]);
    const request = aSpeechRequest({
      modelId: 'eleven_flash_v2_5',
      language: 'de-AT',
      stability: 0,
      similarityBoost: 0,
      speed: 9,
      previousText: 'Before.',
      nextText: 'After.',
    });
    await all.speech('ELEVENLABS').speak(request, aCall());
    expect(jsonOf(all.server)).toMatchObject({
      language_code: 'de',
      voice_settings: { stability: 0, similarity_boost: 0, speed: 1.2 },
      previous_text: 'Before.',
      next_text: 'After.',
    });
  });

  test('v3 is not told what stands around the text, and takes stability in steps', async () => {
    const all = await answering([{ body: spoken }]);
    const request = aSpeechRequest({ modelId: 'eleven_v3', stability: 0.6, previousText: 'Before.' });
    await all.speech('ELEVENLABS').speak(request, aCall());
    expect(jsonOf(all.server)).toEqual({
      text: request.text,
      model_id: 'eleven_v3',
      language_code: 'en',
      voice_settings: { stability: 0.5 },
    });
  });

  test.each([
    ['null', null],
    ['lists of different length', { ...spoken.alignment, character_end_times_seconds: [1] }],
    ['other words than were sent', { ...spoken.alignment, characters: ['N', 'o', ' ', '!'] }],
    ['another shape', { words: [] }],
  ])('whose times are %s still gives the sound, which is paid', async (_, alignment) => {
    const all = await answering([{ body: { ...spoken, alignment } }]);
    const { value, charge } = await all.speech('ELEVENLABS').speak(aSpeechRequest({ text: 'Hi !' }), aCall());
    expect(value.characters).toBeNull();
    expect(value.audio).toEqual(mp3);
    expect(charge.units).toBe(4);
  });

  test('whose sound is no mp3 gives nothing', async () => {
    const all = await answering([
      { body: { ...spoken, audio_base64: Buffer.from('hello there').toString('base64') } },
    ]);
    const error = await vendorErrorOf(all.speech('ELEVENLABS').speak(aSpeechRequest(), aCall()));
    expect(error.fault).toBe('BAD_ANSWER');
  });

  test.each([
    ['no text', { text: ' \n ' }, 'empty_text'],
    ['more than its model speaks', { text: 'a'.repeat(10_001) }, 'max_character_limit_exceeded'],
    [
      'more than v3 speaks',
      { text: 'a'.repeat(3_001), modelId: 'eleven_v3' },
      'max_character_limit_exceeded',
    ],
    ['a voice that is a path', { voiceId: '../../v1/user' }, undefined],
    ['a voice that is dots', { voiceId: '..' }, undefined],
  ])('is not asked with %s', async (_, other, vendorCode) => {
    const all = await answering([{ body: spoken }]);
    const error = await vendorErrorOf(all.speech('ELEVENLABS').speak(aSpeechRequest(other), aCall()));
    expect(error.fault).toBe('REFUSED_INPUT');
    expect(error.detail.vendorCode).toBe(vendorCode);
    expect(all.server.seen).toHaveLength(0);
  });

  test.each([
    [401, { detail: { status: 'quota_exceeded', message: 'm' } }, 'OUT_OF_MONEY', 'quota_exceeded'],
    [
      402,
      { detail: { type: 'payment_required', code: 'paid_plan_required', message: 'm' } },
      'REFUSED_CONFIG',
      'paid_plan_required',
    ],
    [402, { detail: { code: 'payment_required', message: 'm' } }, 'OUT_OF_MONEY', 'payment_required'],
    [401, { detail: { status: 'invalid_api_key', message: 'm' } }, 'REFUSED_CONFIG', 'invalid_api_key'],
    [400, { detail: { status: 'voice_not_found', message: 'm' } }, 'REFUSED_CONFIG', 'voice_not_found'],
    [404, { detail: 'Not Found: m' }, 'REFUSED_CONFIG', undefined],
    [422, { detail: [{ loc: ['body', 'text'], msg: 'm', type: 'missing' }] }, 'REFUSED_INPUT', 'missing'],
    [
      429,
      { detail: { status: 'too_many_concurrent_requests', message: 'm' } },
      'RATE_LIMITED',
      'too_many_concurrent_requests',
    ],
    [429, { detail: { code: 'system_busy', message: 'm' } }, 'RATE_LIMITED', 'system_busy'],
    [500, { detail: 'm' }, 'AMBIGUOUS', undefined],
  ])('that answers %i %j means it', async (status, body, fault, vendorCode) => {
    const all = await answering([{ status, body, headers: { 'request-id': 'r3' } }]);
    const error = await vendorErrorOf(all.speech('ELEVENLABS').speak(aSpeechRequest(), aCall()));
    expect(error).toMatchObject({ fault, detail: { status, requestId: 'r3' } });
    expect(error.detail.vendorCode).toBe(vendorCode);
    expect(error.message).toMatch(/m$/);
  });

  test('costs half with flash, as estimated from the text', async () => {
    const all = await answering([{ body: spoken }], { ELEVENLABS_USD_PER_1000_CREDITS: '0.1' });
    const vendor = all.speech('ELEVENLABS');
    expect(vendor.estimate(aSpeechRequest({ text: 'abcd' }))).toEqual({
      units: 4,
      unit: 'credit',
      costMicroUsd: 400,
    });
    expect(vendor.estimate(aSpeechRequest({ text: 'abcd', modelId: 'eleven_flash_v2_5' })).units).toBe(2);
  });
});
