import { VendorError } from '../../errors.js';
import { ApiVendor } from '../api-vendor.js';
import type {
  Answered,
  CallContext,
  Charge,
  Estimate,
  Speech,
  SpeechRequest,
  SpeechVendor,
} from '../contracts.js';
import type { Http } from '../http.js';
import { sniffKind } from '../media-kind.js';
import type { ApiAnswer } from '../vendor-api.js';
import { defineVendor } from '../vendor-module.js';
import { timedCharacters } from './alignment.js';
import { explainElevenLabs } from './errors.js';
import { speechModel } from './models.js';
import { elevenLabsSettings, type ElevenLabsSettings } from './settings.js';
import { speechSchema } from './wire.js';

/** The longest text is some 45 minutes of mp3 in base64, and a time for each character. */
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;
/** Creator plan: 22 USD for 100,000 credits. @see https://elevenlabs.io/pricing, as known on 2026-11-22 */
const MICRO_USD_PER_1000_CREDITS = 220_000;
const OUTPUT_FORMAT = 'mp3_44100_128';

/** Speaks with ElevenLabs and gets the time of every character in the same answer. */
export class ElevenLabsSpeech extends ApiVendor<'ELEVENLABS', ElevenLabsSettings> implements SpeechVendor {
  readonly capability = 'SPEECH';
  readonly recreate = 'BLIND';

  constructor(settings: ElevenLabsSettings, http: Http) {
    super(settings, http, {
      name: 'ELEVENLABS',
      headers: (key) => ({ 'xi-api-key': key }),
      explain: explainElevenLabs,
    });
  }

  estimate(request: SpeechRequest): Estimate {
    return this.charge(
      Math.ceil(request.text.length * speechModel(this.modelOf(request)).creditsPerCharacter),
    );
  }

  async speak(request: SpeechRequest, call: CallContext): Promise<Answered<Speech>> {
    this.refuseUnspeakable(request);
    const voice = this.api.part(request.voiceId, 'voice');
    const answer = await this.api.request({
      method: 'POST',
      path: `/v1/text-to-speech/${voice}/with-timestamps?output_format=${OUTPUT_FORMAT}`,
      effect: 'CREATE',
      json: bodyOf(request, this.modelOf(request)),
      signal: call.signal,
      maxBytes: MAX_ANSWER_BYTES,
    });
    const spoken = this.api.read(speechSchema, answer, 'the speech');
    const audio = Buffer.from(spoken.audio_base64, 'base64');
    if (sniffKind(audio) !== 'audio/mpeg') {
      throw new VendorError(this.name, 'BAD_ANSWER', 'ELEVENLABS answered with audio that is not mp3', {
        requestId: answer.requestId ?? undefined,
      });
    }
    return {
      value: {
        audio,
        contentType: 'audio/mpeg',
        characters: timedCharacters(spoken.alignment, request.text),
      },
      externalId: answer.header('history-item-id') ?? null,
      requestId: answer.requestId,
      charge: this.chargeOf(answer, request),
    };
  }

  /** What would be refused or billed for nothing is not sent. */
  private refuseUnspeakable(request: SpeechRequest): void {
    const model = this.modelOf(request);
    const { maxCharacters } = speechModel(model);
    if (request.text.trim() === '') {
      throw new VendorError(
        this.name,
        'REFUSED_INPUT',
        'There is no text to speak; give the scene a narration',
        {
          vendorCode: 'empty_text',
        },
      );
    }
    if (request.text.length > maxCharacters) {
      throw new VendorError(
        this.name,
        'REFUSED_INPUT',
        `The text has ${request.text.length} characters and ${model} speaks ${maxCharacters} at once; split the scene`,
        { vendorCode: 'max_character_limit_exceeded' },
      );
    }
  }

  private chargeOf(answer: ApiAnswer, request: SpeechRequest): Charge {
    const credits = Number(answer.header('character-cost') ?? NaN);
    return Number.isFinite(credits) && credits >= 0 ? this.charge(credits) : this.estimate(request);
  }

  private charge(credits: number): Charge {
    const rate = this.settings.microUsdPer1000Credits ?? MICRO_USD_PER_1000_CREDITS;
    return { units: credits, unit: 'credit', costMicroUsd: Math.ceil((credits * rate) / 1000) };
  }

  private modelOf(request: SpeechRequest): string {
    return request.modelId ?? this.settings.model;
  }
}

function bodyOf(request: SpeechRequest, modelId: string) {
  const model = speechModel(modelId);
  const language = request.language.split('-', 1)[0]?.toLowerCase() ?? '';
  const stability = request.stability === undefined ? undefined : clamp(request.stability, 0, 1);
  const settings = {
    ...(stability === undefined
      ? {}
      : { stability: model.hasStepsOfStability ? Math.round(stability * 2) / 2 : stability }),
    ...(request.similarityBoost === undefined
      ? {}
      : { similarity_boost: clamp(request.similarityBoost, 0, 1) }),
    ...(request.speed === undefined ? {} : { speed: clamp(request.speed, 0.7, 1.2) }),
  };
  return {
    text: request.text,
    model_id: modelId,
    // The field is ISO 639-1, which has no three-letter codes.
    ...(model.takesLanguage && /^[a-z]{2}$/.test(language) ? { language_code: language } : {}),
    ...(Object.keys(settings).length > 0 ? { voice_settings: settings } : {}),
    ...(model.takesNeighbours && request.previousText ? { previous_text: request.previousText } : {}),
    ...(model.takesNeighbours && request.nextText ? { next_text: request.nextText } : {}),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

export const elevenLabs = defineVendor({
  name: 'ELEVENLABS',
  capability: 'SPEECH',
  settings: elevenLabsSettings,
  create: (settings, http) => new ElevenLabsSpeech(settings, http),
});
