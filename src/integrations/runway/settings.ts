import { commonSettings, type SettingsOf, words } from '../vendor-settings.js';

export const runwaySettings = {
  ...commonSettings('RUNWAY', {
    vendor: 'Runway',
    baseUrl: 'https://api.dev.runwayml.com',
    concurrency: 3,
    requestsPerMinute: 60,
    answerSeconds: 60,
  }),
  model: words(
    'RUNWAY_MODEL',
    'Model that makes footage: gen4.5, veo3.1, veo3.1_fast or seedance2',
    'gen4.5',
    /^[\w.]{1,60}$/,
  ),
};

export type RunwaySettings = SettingsOf<typeof runwaySettings>;
