import { commonSettings, priceMicroUsd, type SettingsOf, words } from '../vendor-settings.js';

export const elevenLabsSettings = {
  ...commonSettings('ELEVENLABS', {
    vendor: 'ElevenLabs',
    baseUrl: 'https://api.elevenlabs.io',
    concurrency: 3,
    requestsPerMinute: 120,
    answerSeconds: 180,
  }),
  model: words('ELEVENLABS_MODEL', 'Model that speaks', 'eleven_multilingual_v2', /^[\w.-]{1,100}$/),
  microUsdPer1000Credits: priceMicroUsd(
    'ELEVENLABS_USD_PER_1000_CREDITS',
    'What a thousand credits cost on your plan in US dollars; 0.22 unless set',
  ),
};

export type ElevenLabsSettings = SettingsOf<typeof elevenLabsSettings>;
