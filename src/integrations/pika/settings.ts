import { choice, commonSettings, priceMicroUsd, secret, type SettingsOf, words } from '../vendor-settings.js';

const FAL_QUEUE = 'https://queue.fal.run';
const FAL_REST = 'https://rest.fal.ai';

export const pikaSettings = {
  ...commonSettings('PIKA', {
    vendor: "fal's queue, where Pika's models run",
    baseUrl: FAL_QUEUE,
    concurrency: 2,
    requestsPerMinute: 20,
    answerSeconds: 60,
  }),
  // fal signs with keys it publishes; this one is for what its signature leaves out.
  webhookSecret: secret(
    'PIKA_WEBHOOK_SECRET',
    'Secret that marks the address which fal calls back as made here; PIKA_API_KEY unless set',
  ),
  model: words(
    'PIKA_MODEL',
    "Model id in fal's queue that makes a clip of a text",
    'fal-ai/pika/v2.2/text-to-video',
    /^[\w-]+(?:\/\w[\w.-]*){1,5}$/,
  ),
  resolution: choice('PIKA_RESOLUTION', 'Size of the picture', ['720p', '1080p'], '1080p'),
  microUsdPerSecond: priceMicroUsd(
    'PIKA_USD_PER_SECOND',
    'What a second of footage costs in US dollars; 0.04 at 720p and 0.09 at 1080p unless set',
  ),
};

export type PikaSettings = SettingsOf<typeof pikaSettings>;

/** Where fal publishes the keys it signs with. A base URL that was set leads to something that speaks all of fal. */
export function keysAddress({ baseUrl }: Pick<PikaSettings, 'baseUrl'>): string {
  return `${baseUrl === FAL_QUEUE ? FAL_REST : baseUrl}/.well-known/jwks.json`;
}
