import { z } from 'zod';
import { isTitleOf, keyedTitle } from '../call-key.js';
import type {
  AvatarRequest,
  AvatarVendor,
  CallContext,
  Charge,
  Estimate,
  JobState,
  JsonObject,
  Preparation,
  Submitted,
} from '../contracts.js';
import type { Http } from '../http.js';
import { readOperation, waiting } from '../job-state.js';
import { ApiJobVendor } from '../job-vendor.js';
import { defineVendor } from '../vendor-module.js';
import { explainSynthesia, failureOf } from './errors.js';
import { scriptLanguage } from './languages.js';
import { prepareAudio, preparedAudioSchema } from './script-audio.js';
import { synthesiaSettings, type SynthesiaSettings, uploadBaseUrl } from './settings.js';
import { synthesiaWebhooks } from './webhook.js';
import {
  createdSchema,
  readDurationSeconds,
  type SynthesiaVideo,
  videoListSchema,
  videoSchema,
} from './wire.js';

/** Forty seconds of video take about three minutes. */
const ASK_AGAIN_MS = 15_000;
/** Plans sell minutes, for some 3 USD each. @see https://www.synthesia.io/pricing, as known on 2026-11-22 */
const MICRO_USD_PER_MINUTE = 3_000_000;
const LIST_PAGES = 5;
const NO_ADDRESS = 'completed the video and named no address of it';

const operationSchema = z.object({ videoId: z.string().min(1) });

/** Presenters by Synthesia v2. It has no idempotency key; a lost create is found again by the title. */
export class SynthesiaAvatar extends ApiJobVendor<'SYNTHESIA', SynthesiaSettings> implements AvatarVendor {
  readonly capability = 'AVATAR';
  readonly recreate = 'LOOKUP';
  protected readonly jobNoun = 'video';

  /** @param webhookUrl where Synthesia can call us back; null: nothing for it goes along */
  constructor(
    settings: SynthesiaSettings,
    http: Http,
    private readonly webhookUrl: string | null,
  ) {
    super(settings, http, {
      name: 'SYNTHESIA',
      headers: (key) => ({ authorization: key }),
      explain: explainSynthesia,
    });
  }

  estimate(request: AvatarRequest): Estimate {
    return this.price(request.audio.durationMs / 1000);
  }

  prepare(request: AvatarRequest, prepared: JsonObject | null, signal: AbortSignal): Promise<Preparation> {
    return prepareAudio(this.api, uploadBaseUrl(this.settings), request.audio, prepared, signal);
  }

  async submit(request: AvatarRequest, call: CallContext, prepared?: JsonObject): Promise<Submitted> {
    const { assetId } = readOperation(preparedAudioSchema, prepared ?? {}, this.name);
    const answer = await this.api.request({
      method: 'POST',
      path: '/v2/videos',
      effect: 'CREATE',
      json: {
        test: this.settings.isTest,
        title: keyedTitle(call.callKey, request.title),
        // Comes back in the messages to the registered webhook; Synthesia takes no address for one video.
        ...(this.webhookUrl === null ? {} : { callbackId: call.callKey }),
        visibility: 'private',
        aspectRatio: request.aspectRatio,
        input: [
          {
            avatar: request.avatarId,
            background: this.settings.background,
            scriptAudio: assetId,
            scriptLanguage: scriptLanguage(request.language),
          },
        ],
      },
      signal: call.signal,
    });
    return this.submitted(this.api.read(createdSchema, answer, 'the new video', 'AMBIGUOUS').id, answer);
  }

  protected async look(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    const { videoId } = readOperation(operationSchema, operation, this.name);
    const path = `/v2/videos/${this.api.part(videoId, 'video')}`;
    const answer = await this.get(path, signal);
    return this.stateOf(this.api.read(videoSchema, answer, 'the state of a video'));
  }

  async find(callKey: string, signal: AbortSignal): Promise<Submitted | null> {
    let offset = 0;
    for (let page = 0; page < LIST_PAGES; page += 1) {
      const answer = await this.get(`/v2/videos?limit=100&offset=${offset}&source=my_videos`, signal);
      const list = this.api.read(videoListSchema, answer, 'the list of videos');
      const found = list.videos.find((video) => isTitleOf(video.title, callKey));
      if (found !== undefined) return this.submitted(found.id, answer);
      if (typeof list.nextOffset !== 'number' || list.nextOffset <= offset) return null;
      offset = list.nextOffset;
    }
    return null;
  }

  protected operationFor(videoId: string): JsonObject {
    return { videoId };
  }

  private stateOf(video: SynthesiaVideo): JobState {
    if (['error', 'rejected', 'deleted'].includes(video.status)) {
      return { state: 'FAILED', error: failureOf(video), charge: null };
    }
    if (video.status !== 'complete') return waiting(video.status.slice(0, 60), ASK_AGAIN_MS);
    const seconds = readDurationSeconds(video.duration);
    const charge = seconds === null ? null : this.price(seconds);
    return this.done(video.download, charge, NO_ADDRESS);
  }

  private price(seconds: number): Charge {
    const rate = this.settings.isTest ? 0 : (this.settings.microUsdPerMinute ?? MICRO_USD_PER_MINUTE);
    return { units: seconds, unit: 'second', costMicroUsd: Math.ceil((seconds * rate) / 60) };
  }
}

export const synthesia = defineVendor({
  name: 'SYNTHESIA',
  capability: 'AVATAR',
  settings: synthesiaSettings,
  create: (settings, http, webhookUrl) => new SynthesiaAvatar(settings, http, webhookUrl),
  webhooks: synthesiaWebhooks,
});
