import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { SimulatedSpeech, SimulatedWorld } from '../../simulator/contracts.js';
import type { Answer, Route, RoutedRequest } from '../../simulator/routes.js';
import type { Account, Plan } from './simulator-account.js';
import { alignmentOf, normalizedAlignmentOf, type Alignment } from './simulator-alignment.js';
import { findModel, findVoice, readOutputFormat, type OutputFormat } from './simulator-catalog.js';
import { bodyOf, legacyAnswer, refuse, refuseValidation } from './simulator-errors.js';

/** @see https://elevenlabs.io/docs/api-reference/text-to-speech/convert-with-timestamps */
const bodySchema = z.looseObject({
  text: z.string(),
  model_id: z.string().default('eleven_multilingual_v2'),
  language_code: z.string().nullish(),
  voice_settings: z
    .looseObject({
      stability: z.number().min(0).max(1).nullish(),
      similarity_boost: z.number().min(0).max(1).nullish(),
      style: z.number().min(0).max(1).nullish(),
      use_speaker_boost: z.boolean().nullish(),
      speed: z.number().min(0.7).max(1.2).nullish(),
    })
    .nullish(),
  seed: z.int().min(0).max(4_294_967_295).nullish(),
  previous_text: z.string().nullish(),
  next_text: z.string().nullish(),
  previous_request_ids: z.array(z.string()).max(3).nullish(),
  next_request_ids: z.array(z.string()).max(3).nullish(),
  pronunciation_dictionary_locators: z.array(z.looseObject({})).max(3).nullish(),
  apply_text_normalization: z.enum(['auto', 'on', 'off']).nullish(),
});

interface Asked {
  readonly text: string;
  readonly voiceId: string;
  readonly voiceName: string;
  readonly modelId: string;
  readonly language: string;
  readonly speed: number;
  readonly credits: number;
  readonly group: 'standard' | 'turbo';
  readonly formatName: string;
  readonly format: OutputFormat;
  readonly isLogged: boolean;
}

interface Spoken {
  readonly asked: Asked;
  readonly speech: SimulatedSpeech;
  readonly audioPath: string;
  readonly headers: Record<string, string>;
}

/** Dollars per credit on the simulated plan. */
const USD_PER_CREDIT = 0.00022;
const PIECES = 4;

export function speechRoutes(world: SimulatedWorld, account: Account): Route[] {
  const route = (
    ending: string,
    operation: string,
    answer: (spoken: Spoken) => Answer | Promise<Answer>,
  ): Route => ({
    ...{ method: 'POST', pattern: `/v1/text-to-speech/:voiceId${ending}`, operation },
    async handle(request) {
      const spoken = await speak(world, account, request);
      return 'speech' in spoken ? answer(spoken) : spoken;
    },
  });
  const sound = async ({ asked, audioPath, headers }: Spoken): Promise<Answer> => ({
    ...{
      status: 200,
      bytes: await readFile(audioPath),
      headers: { ...headers, 'content-type': asked.format.contentType },
    },
  });
  return [
    route('', 'speak', sound),
    route('/stream', 'speak', sound),
    route('/with-timestamps', 'speak', async ({ asked, speech, audioPath, headers }) => {
      const audio = (await readFile(audioPath)).toString('base64');
      const alignment = alignmentOf(asked.text, speech);
      return {
        status: 200,
        headers,
        json: { audio_base64: audio, alignment, normalized_alignment: normalizedAlignmentOf(alignment) },
      };
    }),
    route('/stream/with-timestamps', 'speak', async (spoken) => ({
      ...{
        status: 200,
        text: await linesOf(spoken),
        headers: { ...spoken.headers, 'content-type': 'application/json' },
      },
    })),
  ];
}

async function speak(
  world: SimulatedWorld,
  account: Account,
  request: RoutedRequest,
): Promise<Spoken | Answer> {
  const plan = account.planOf(request);
  const asked = read(request, plan);
  if (account.spent + asked.credits > plan.characterLimit) {
    const left = plan.characterLimit - account.spent;
    return legacyAnswer(401, 'quota_exceeded', `This request exceeds your quota of ${plan.characterLimit}. You have ${left} credits remaining, while ${asked.credits} credits are required for this request.`); // prettier-ignore
  }
  const most = plan.atOnce[asked.group];
  if (account.running[asked.group] >= most) {
    refuse(429, { type: 'rate_limit_error', code: 'concurrent_limit_exceeded', message: `Too many concurrent requests. Your current subscription is associated with a maximum of ${most} concurrent requests (running in parallel).` }); // prettier-ignore
  }
  account.running[asked.group] += 1;
  const current = account.running[asked.group];
  try {
    const speech = await synthesise(world, asked);
    const { codec, sampleRate, kbps } = asked.format;
    const audioPath = await world.media.encodeAudio(speech.wavPath, {
      codec,
      sampleRate,
      ...(kbps === undefined ? {} : { kbps }),
    });
    const headers = keep(world, account, asked, audioPath);
    return {
      asked,
      speech,
      audioPath,
      headers: {
        ...headers,
        'current-concurrent-requests': String(current),
        'maximum-concurrent-requests': String(most),
      },
    };
  } finally {
    account.running[asked.group] -= 1;
  }
}

async function synthesise(world: SimulatedWorld, asked: Asked): Promise<SimulatedSpeech> {
  try {
    const { text, voiceId, language, speed } = asked;
    return await world.media.speak({ text, voiceId, language, speed });
  } catch (error) {
    // The media name their refusal by code, so that no class has to be shared between the folders.
    if (error instanceof Error && 'code' in error && error.code === 'UNSUPPORTED_LANGUAGE') {
      return refuse(400, { type: 'validation_error', code: 'unsupported_language', message: `Model '${asked.modelId}' does not support the language_code '${asked.language}'.`, param: 'language_code' }); // prettier-ignore
    }
    throw error;
  }
}

/** Counts, bills and writes the history. @returns headers of every synthesis */
function keep(
  world: SimulatedWorld,
  account: Account,
  asked: Asked,
  audioPath: string,
): Record<string, string> {
  const number = String(account.history.length + 1);
  const id = world
    .stableId('elevenlabs', 'history', asked.text, asked.voiceId, number)
    .replace(/-/g, '')
    .slice(0, 20);
  const requestId = world
    .stableId('elevenlabs', 'request', asked.text, number)
    .replace(/-/g, '')
    .slice(0, 20);
  const from = account.spent;
  account.spent += asked.credits;
  world.bill({
    ...{ vendor: 'elevenlabs', operation: 'speak', externalId: id, idempotencyKey: null },
    ...{ units: Array.from(asked.text).length, usd: Number((asked.credits * USD_PER_CREDIT).toFixed(6)) },
  });
  if (asked.isLogged)
    account.history.unshift({
      ...{
        id,
        requestId,
        voiceId: asked.voiceId,
        voiceName: asked.voiceName,
        modelId: asked.modelId,
        text: asked.text,
      },
      ...{
        dateUnix: Math.floor(Date.now() / 1000),
        from,
        to: account.spent,
        contentType: asked.format.contentType,
      },
      ...{ outputFormat: asked.formatName, audioPath },
    });
  return {
    ...{
      'request-id': requestId,
      'history-item-id': id,
      'character-cost': String(asked.credits),
      'x-region': 'sim',
    },
    'x-character-count': String(Array.from(asked.text).length),
  };
}

function read(request: RoutedRequest, plan: Plan): Asked {
  const body = bodyOf(bodySchema, request.body);
  const voiceId = request.parameters['voiceId'] ?? '';
  const voice = findVoice(voiceId);
  if (!voice) return refuse(404, { type: 'not_found', code: 'voice_not_found', message: `A voice with voice_id '${voiceId}' was not found.`, param: 'voice_id' }); // prettier-ignore
  const model = findModel(body.model_id);
  if (!model) return refuse(400, { type: 'validation_error', code: 'model_not_found', message: `A model with model ID ${body.model_id} does not exist.`, param: 'model_id' }); // prettier-ignore
  if (body.text === '')
    refuseValidation([
      { type: 'string_too_short', loc: ['body', 'text'], msg: 'String should have at least 1 character' },
    ]);
  const characters = Array.from(body.text).length;
  if (characters > model.mostCharacters) refuse(400, { type: 'validation_error', code: 'max_character_limit_exceeded', message: `The text has ${characters} characters; ${model.id} takes at most ${model.mostCharacters} per request.`, param: 'text' }); // prettier-ignore
  const stitches = [...(body.previous_request_ids ?? []), ...(body.next_request_ids ?? [])].length > 0;
  if (stitches && model.id === 'eleven_v3') refuse(400, { type: 'validation_error', code: 'invalid_parameters', message: 'Providing previous or next request ids is not supported for the eleven_v3 model.', param: 'previous_request_ids' }); // prettier-ignore
  if (body.language_code != null && model.id === 'eleven_multilingual_v2') refuse(400, { type: 'validation_error', code: 'invalid_parameters', message: `Model '${model.id}' does not support language_code.`, param: 'language_code' }); // prettier-ignore
  const formatName = request.query.get('output_format') ?? 'mp3_44100_128';
  const format = readOutputFormat(formatName);
  if (!format) return refuse(400, { type: 'validation_error', code: 'invalid_parameters', message: `Output format ${formatName} is not supported.`, param: 'output_format' }); // prettier-ignore
  const isPaid =
    format.kbps === 192 || (['pcm', 'wav'].includes(format.codec) && format.sampleRate >= 44_100);
  if (isPaid && plan.tier === 'free') refuse(402, { type: 'payment_required', code: 'paid_plan_required', message: `Output format ${formatName} needs a paid plan.`, param: 'output_format' }); // prettier-ignore
  return {
    ...{
      text: body.text,
      voiceId,
      voiceName: voice.name,
      modelId: model.id,
      group: model.group,
      formatName,
      format,
    },
    ...{
      language: languageOf(body.language_code, body.text, model.languages),
      speed: body.voice_settings?.speed ?? 1,
    },
    ...{
      credits: Math.ceil(characters * model.creditsPerCharacter),
      isLogged: request.query.get('enable_logging') !== 'false',
    },
  };
}

const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Greek}/u, 'el'],
];

/** A code the model does not know is ignored; without one the script tells, where no letter is Latin. */
function languageOf(code: string | null | undefined, text: string, known: readonly string[]): string {
  const base = code?.toLowerCase().split('-')[0];
  if (base !== undefined && known.includes(base)) return base;
  if (/\p{Script=Latin}/u.test(text)) return latinLanguageOf(text);
  return SCRIPTS.find(([script]) => script.test(text))?.[1] ?? 'en';
}

const FUNCTION_WORDS: Readonly<Record<string, RegExp>> = {
  en: /^(the|and|of|to|is|in|that|it|for|with|are|we|you|a|this|can)$/u,
  es: /^(el|la|los|las|que|y|un|una|por|con|para|del|es|muy|sin)$/u,
  de: /^(der|die|das|und|ist|ein|eine|nicht|mit|für|von|wir|auf|zu)$/u,
  fr: /^(le|la|les|et|un|une|des|que|pour|avec|est|dans|du|sur|nous)$/u,
};

/** Models without a language code hear it from the text; here from its small words. */
function latinLanguageOf(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const hits = Object.entries(FUNCTION_WORDS).map(([language, small]) => ({
    language,
    count: words.filter((word) => small.test(word)).length,
  }));
  const english = hits[0]?.count ?? 0;
  const [best] = hits.slice(1).sort((a, b) => b.count - a.count);
  return best && best.count >= 3 && best.count > english * 2 ? best.language : 'en';
}

/** The same sound in pieces, each with the alignment of what it says. */
async function linesOf({ asked, speech, audioPath }: Spoken): Promise<string> {
  const audio = await readFile(audioPath);
  const whole = alignmentOf(asked.text, speech);
  const durationSeconds = speech.durationMs / 1000;
  const lines: string[] = [];
  for (let piece = 0; piece < PIECES; piece += 1) {
    const bytes = audio.subarray(
      Math.floor((audio.length * piece) / PIECES),
      Math.floor((audio.length * (piece + 1)) / PIECES),
    );
    const [from, to] = [
      (durationSeconds * piece) / PIECES,
      piece === PIECES - 1 ? Infinity : (durationSeconds * (piece + 1)) / PIECES,
    ];
    const part = (index: number): boolean => {
      const start = whole.character_start_times_seconds[index] ?? 0;
      return start >= from && start < to;
    };
    const alignment: Alignment = {
      characters: whole.characters.filter((_, index) => part(index)),
      character_start_times_seconds: whole.character_start_times_seconds.filter((_, index) => part(index)),
      character_end_times_seconds: whole.character_end_times_seconds.filter((_, index) => part(index)),
    };
    lines.push(
      JSON.stringify({
        audio_base64: bytes.toString('base64'),
        alignment,
        normalized_alignment: normalizedAlignmentOf(alignment),
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}
