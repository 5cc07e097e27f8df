import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../src/errors.js';
import { createVendors, readVendorSettings, vendorModules } from '../../src/integrations/index.js';
import { vendorsWithOneServer } from './one-vendor.js';
import { aCall, aFootageRequest, aTextRequest } from './sample-requests.js';
import { vendorErrorOf } from './vendor-errors.js';

const { behind } = vendorsWithOneServer();

describe('the settings of the vendors', () => {
  test('are complete without an environment: everyone is there and nobody can be called', async () => {
    const { settings, problems } = readVendorSettings({});
    const vendors = createVendors(settings);
    expect(problems).toEqual([]);
    expect(
      vendors.all.map(({ name, capability, configured, recreate }) => [
        name,
        capability,
        configured,
        recreate,
      ]),
    ).toEqual([
      ['OPENAI', 'TEXT', false, 'BLIND'],
      ['ELEVENLABS', 'SPEECH', false, 'BLIND'],
      ['HEYGEN', 'AVATAR', false, 'IDEMPOTENT'],
      ['SYNTHESIA', 'AVATAR', false, 'LOOKUP'],
      ['RUNWAY', 'FOOTAGE', false, 'BLIND'],
      ['PIKA', 'FOOTAGE', false, 'BLIND'],
    ]);
    await vendors.close();
  });

  test('take what is set: key, limits and address without a slash at its end', () => {
    const { settings } = readVendorSettings({
      RUNWAY_API_KEY: ' key_abc ',
      RUNWAY_BASE_URL: 'http://127.0.0.1:4010/runway/',
      RUNWAY_CONCURRENCY: '7',
      RUNWAY_REQUESTS_PER_MINUTE: '9',
      RUNWAY_ANSWER_SECONDS: '30',
      RUNWAY_WEBHOOK_SECRET: 'whsec_1',
      RUNWAY_MODEL: 'veo3.1',
    });
    expect(settings.get('RUNWAY')).toEqual({
      apiKey: 'key_abc',
      baseUrl: 'http://127.0.0.1:4010/runway',
      concurrency: 7,
      requestsPerMinute: 9,
      answerSeconds: 30,
      webhookSecret: 'whsec_1',
      model: 'veo3.1',
    });
  });

  test('say how long an answer is waited for', async () => {
    const all = await behind(() => undefined, { OPENAI_ANSWER_SECONDS: '5', RUNWAY_ANSWER_SECONDS: '5' });
    const answers = await Promise.all([
      vendorErrorOf(all.text('OPENAI').write(aTextRequest(), aCall())),
      vendorErrorOf(all.footage('RUNWAY').submit(aFootageRequest(), aCall())),
    ]);
    for (const { fault, message } of answers) {
      expect(fault).toBe('AMBIGUOUS');
      expect(message).toContain('no answer within 5000 ms');
    }
  });

  test('name every wrong value at once, each with what to do, and never show a key', () => {
    const { problems } = readVendorSettings({
      OPENAI_API_KEY: 'secret with blanks',
      OPENAI_BASE_URL: 'api.openai.com',
      OPENAI_REASONING_EFFORT: 'enormous',
      ELEVENLABS_CONCURRENCY: '0',
      HEYGEN_REQUESTS_PER_MINUTE: '-1',
      HEYGEN_RESOLUTION: '8k',
      SYNTHESIA_TEST: 'perhaps',
      SYNTHESIA_BASE_URL: 'https://user:pass@api.synthesia.io',
      SYNTHESIA_UPLOAD_BASE_URL: 'ftp://x',
      RUNWAY_MODEL: 'a b',
      PIKA_MODEL: '../x',
      PIKA_USD_PER_SECOND: 'cheap',
    });
    expect(problems.map((problem) => problem.split(' ', 1)[0])).toEqual([
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'OPENAI_REASONING_EFFORT',
      'ELEVENLABS_CONCURRENCY',
      'HEYGEN_REQUESTS_PER_MINUTE',
      'HEYGEN_RESOLUTION',
      'SYNTHESIA_BASE_URL',
      'SYNTHESIA_UPLOAD_BASE_URL',
      'SYNTHESIA_TEST',
      'RUNWAY_MODEL',
      'PIKA_MODEL',
      'PIKA_USD_PER_SECOND',
    ]);
    expect(problems.join('\n')).not.toMatch(/secret with blanks|user:pass/);
    for (const problem of problems) expect(problem).toMatch(/set it to|write it like|paste|leave them out/);
  });

  test('each have a variable of their own, under the prefix of their vendor', () => {
    const variables = vendorModules.flatMap(({ settings }) =>
      Object.values(settings).map(({ variable }) => variable),
    );
    expect(new Set(variables).size).toBe(variables.length);
    for (const { name, settings } of vendorModules) {
      for (const { variable } of Object.values(settings)) expect(variable.startsWith(`${name}_`)).toBe(true);
    }
  });

  test('lead to the vendor of a capability, and to no other', async () => {
    const vendors = createVendors(readVendorSettings({}).settings);
    expect(vendors.avatar('SYNTHESIA').name).toBe('SYNTHESIA');
    expect(() => vendors.avatar('OPENAI')).toThrow(ConfigError);
    expect(() => vendors.speech('PIKA')).toThrow('PIKA is no vendor of speech; choose one of ELEVENLABS');
    await vendors.close();
  });
});
