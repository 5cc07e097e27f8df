import { choice, commonSettings, priceMicroUsd, type SettingsOf } from '../vendor-settings.js';

export const heyGenSettings = {
  ...commonSettings('HEYGEN', {
    vendor: 'HeyGen',
    baseUrl: 'https://api.heygen.com',
    concurrency: 3,
    requestsPerMinute: 60,
    answerSeconds: 120,
  }),
  resolution: choice('HEYGEN_RESOLUTION', 'Size of the picture', ['720p', '1080p', '4k'], '1080p'),
  microUsdPerSecond: priceMicroUsd(
    'HEYGEN_USD_PER_SECOND',
    'What a second of video costs in US dollars; 0.1 unless set',
  ),
};

export type HeyGenSettings = SettingsOf<typeof heyGenSettings>;
