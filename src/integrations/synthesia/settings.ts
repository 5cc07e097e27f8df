import {
  commonSettings,
  flag,
  optionalAddress,
  priceMicroUsd,
  type SettingsOf,
  words,
} from '../vendor-settings.js';

export const SYNTHESIA_API = 'https://api.synthesia.io';
const SYNTHESIA_UPLOADS = 'https://upload.api.synthesia.io';

export const synthesiaSettings = {
  ...commonSettings('SYNTHESIA', {
    vendor: 'Synthesia',
    baseUrl: SYNTHESIA_API,
    concurrency: 3,
    requestsPerMinute: 60,
    answerSeconds: 120,
  }),
  uploadBaseUrl: optionalAddress(
    'SYNTHESIA_UPLOAD_BASE_URL',
    `Address for uploads; ${SYNTHESIA_UPLOADS} unless set, or SYNTHESIA_BASE_URL where that is set`,
  ),
  isTest: flag('SYNTHESIA_TEST', 'Make free videos with a watermark, 30 a day at most', false),
  background: words(
    'SYNTHESIA_BACKGROUND',
    'Behind the presenter: a preset, or the id of an uploaded picture; a colour cannot be had',
    'white_studio',
    /^[\w.-]{1,100}$/,
  ),
  microUsdPerMinute: priceMicroUsd(
    'SYNTHESIA_USD_PER_MINUTE',
    'What a minute of video costs on your plan in US dollars; 3 unless set',
  ),
};

export type SynthesiaSettings = SettingsOf<typeof synthesiaSettings>;

/** A base URL that was set leads to something that speaks the whole API, uploads included. */
export function uploadBaseUrl(settings: SynthesiaSettings): string {
  return (
    settings.uploadBaseUrl ?? (settings.baseUrl === SYNTHESIA_API ? SYNTHESIA_UPLOADS : settings.baseUrl)
  );
}
