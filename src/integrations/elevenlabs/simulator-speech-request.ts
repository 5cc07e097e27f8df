import { z } from 'zod';
import type { RoutedRequest } from '../../simulator/routes.js';
import type { Plan } from './simulator-account.js';
import { findModel, findVoice, readOutputFormat, type OutputFormat } from './simulator-catalog.js';
import { bodyOf, refuse, refuseValidation } from './simulator-errors.js';
import { languageOf } from './simulator-language.js';

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

/** One synthesis as it was asked for, with everything checked and filled in. */
export interface AskedSpeech {
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

/** @throws what the vendor answers to a request it does not take */
export function readSpeechRequest(request: RoutedRequest, plan: Plan): AskedSpeech {
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
