import { choice, commonSettings, priceMicroUsd, type SettingsOf, words } from '../vendor-settings.js';

export const openAiSettings = {
  ...commonSettings('OPENAI', {
    vendor: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    concurrency: 8,
    requestsPerMinute: 120,
    answerSeconds: 180,
  }),
  model: words(
    'OPENAI_MODEL',
    'Model that writes; it must know strict JSON schemas',
    'gpt-5-mini',
    /^[\w.:/-]{1,100}$/,
  ),
  reasoningEffort: choice(
    'OPENAI_REASONING_EFFORT',
    "How long the model thinks; `default` leaves it to the model, which must be said for models that don't reason",
    ['default', 'none', 'minimal', 'low', 'medium', 'high'],
    'default',
  ),
  inputMicroUsdPerMillion: priceMicroUsd(
    'OPENAI_INPUT_USD_PER_MILLION',
    'Price of a million input tokens in US dollars, when it differs from the list',
  ),
  outputMicroUsdPerMillion: priceMicroUsd(
    'OPENAI_OUTPUT_USD_PER_MILLION',
    'Price of a million output tokens in US dollars, when it differs from the list',
  ),
};

export type OpenAiSettings = SettingsOf<typeof openAiSettings>;
