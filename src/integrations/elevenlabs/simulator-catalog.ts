/** What the simulated account can use: voices, models, output formats. */

interface Voice {
  readonly id: string;
  readonly name: string;
  readonly gender: string;
  readonly accent: string;
  readonly description: string;
}

/** The first two are the vendor's own premade voices; the other ids are invented. */
export const VOICES: readonly Voice[] = [
  {
    id: 'JBFqnCBsd6RMkjVDRZzb',
    name: 'George',
    gender: 'male',
    accent: 'british',
    description: 'Warm narrator',
  },
  {
    id: 'EXAVITQu4vr4xnSDxMaL',
    name: 'Sarah',
    gender: 'female',
    accent: 'american',
    description: 'Clear and calm',
  },
  {
    id: 'simVoiceAda000000001',
    name: 'Ada',
    gender: 'female',
    accent: 'american',
    description: 'Friendly presenter',
  },
  {
    id: 'simVoiceBruno0000002',
    name: 'Bruno',
    gender: 'male',
    accent: 'american',
    description: 'Deep documentary voice',
  },
  {
    id: 'simVoiceCleo00000003',
    name: 'Cleo',
    gender: 'female',
    accent: 'american',
    description: 'Lively storyteller',
  },
  {
    id: 'simVoiceDuncan000004',
    name: 'Duncan',
    gender: 'male',
    accent: 'scottish',
    description: 'Thoughtful and slow',
  },
  {
    id: 'simVoiceElla00000005',
    name: 'Ella',
    gender: 'female',
    accent: 'american',
    description: 'News reader',
  },
];

export function findVoice(id: string): Voice | null {
  return VOICES.find((voice) => voice.id === id) ?? null;
}

export const DEFAULT_SETTINGS = {
  stability: 0.5,
  similarity_boost: 0.75,
  style: 0,
  use_speaker_boost: true,
  speed: 1,
};

export function voiceBody(voice: Voice) {
  return {
    ...{ voice_id: voice.id, name: voice.name, category: 'premade', description: voice.description },
    labels: {
      gender: voice.gender,
      accent: voice.accent,
      age: 'middle_aged',
      use_case: 'narration',
      language: 'en',
    },
    ...{
      available_for_tiers: [],
      high_quality_base_model_ids: MODELS.map((model) => model.id),
      settings: DEFAULT_SETTINGS,
    },
    ...{
      samples: null,
      preview_url: null,
      is_owner: false,
      is_legacy: false,
      is_mixed: false,
      sharing: null,
    },
    verified_languages: [
      { language: 'en', model_id: 'eleven_multilingual_v2', accent: voice.accent, locale: 'en-US' },
    ],
  };
}

interface Model {
  readonly id: string;
  readonly name: string;
  readonly mostCharacters: number;
  readonly creditsPerCharacter: number;
  readonly group: 'standard' | 'turbo';
  readonly languages: readonly string[];
}

const MANY = [
  'en',
  'es',
  'de',
  'fr',
  'it',
  'pt',
  'pl',
  'nl',
  'hi',
  'ja',
  'zh',
  'ko',
  'ar',
  'ru',
  'tr',
  'sv',
  'uk',
];

export const MODELS: readonly Model[] = [
  { id: 'eleven_v3', name: 'Eleven v3', mostCharacters: 3000, creditsPerCharacter: 1, group: 'standard', languages: MANY },
  { id: 'eleven_multilingual_v2', name: 'Eleven Multilingual v2', mostCharacters: 10_000, creditsPerCharacter: 1, group: 'standard', languages: MANY },
  { id: 'eleven_flash_v2_5', name: 'Eleven Flash v2.5', mostCharacters: 40_000, creditsPerCharacter: 0.5, group: 'turbo', languages: MANY },
  { id: 'eleven_flash_v2', name: 'Eleven Flash v2', mostCharacters: 30_000, creditsPerCharacter: 0.5, group: 'turbo', languages: ['en'] },
  { id: 'eleven_turbo_v2_5', name: 'Eleven Turbo v2.5', mostCharacters: 40_000, creditsPerCharacter: 0.5, group: 'turbo', languages: MANY },
  { id: 'eleven_turbo_v2', name: 'Eleven Turbo v2', mostCharacters: 30_000, creditsPerCharacter: 0.5, group: 'turbo', languages: ['en'] },
]; // prettier-ignore

export function findModel(id: string): Model | null {
  return MODELS.find((model) => model.id === id) ?? null;
}

export function modelBody(model: Model) {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return {
    ...{ model_id: model.id, name: model.name, description: `${model.name}, simulated.` },
    ...{
      can_be_finetuned: false,
      can_do_text_to_speech: true,
      can_do_voice_conversion: false,
      can_use_style: true,
    },
    ...{
      can_use_speaker_boost: true,
      serves_pro_voices: false,
      token_cost_factor: 1,
      requires_alpha_access: false,
    },
    ...{
      max_characters_request_free_user: model.mostCharacters,
      max_characters_request_subscribed_user: model.mostCharacters,
    },
    maximum_text_length_per_request: model.mostCharacters,
    languages: model.languages.map((code) => ({ language_id: code, name: names.of(code) ?? code })),
    model_rates: { character_cost_multiplier: model.creditsPerCharacter, cost_discount_multiplier: 1 },
    concurrency_group: model.group,
  };
}

export interface OutputFormat {
  readonly codec: 'mp3' | 'opus' | 'pcm' | 'wav' | 'ulaw' | 'alaw';
  readonly sampleRate: number;
  readonly kbps?: number;
  readonly contentType: string;
}

const RATES = '8000|16000|22050|24000|32000|44100|48000';
const FORMAT = new RegExp(`^(?:(mp3)_(?:22050_32|24000_48|44100_(?:32|64|96|128|192))|(opus)_48000_(?:32|64|96|128|192)|(pcm|wav)_(?:${RATES})|(ulaw|alaw)_8000)$`); // prettier-ignore
const CONTENT_TYPES = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  pcm: 'audio/pcm',
  wav: 'audio/wav',
  ulaw: 'audio/basic',
  alaw: 'audio/basic',
};

/** `codec_samplerate[_kbps]`; null when the vendor has no such format. */
export function readOutputFormat(name: string): OutputFormat | null {
  if (!FORMAT.test(name)) return null;
  const [codec = '', rate = '', kbps] = name.split('_');
  const known = codec as OutputFormat['codec']; // the expression above allows no other
  return {
    ...{ codec: known, sampleRate: Number(rate), contentType: CONTENT_TYPES[known] },
    ...(kbps === undefined ? {} : { kbps: Number(kbps) }),
  };
}
