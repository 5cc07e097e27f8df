import { z } from 'zod';
import { headerSafeKey, isTitleOf, keyedTitle } from '../call-key.js';
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
import { explainHeyGen, failureOf } from './errors.js';
import { heyGenSettings, type HeyGenSettings } from './settings.js';
import { uploadAudio } from './upload.js';
import { heyGenWebhooks } from './webhook.js';
import { createdSchema, type HeyGenVideo, videoListSchema, videoSchema } from './wire.js';

const ASK_AGAIN_MS = 10_000;
/** Avatar IV. @see https://developers.heygen.com/docs/pricing, read 2026-11-22 */
const MICRO_USD_PER_SECOND = 100_000;
const LIST_PAGES = 5;
const NO_ADDRESS = 'completed the video and named no address of it';

const preparedSchema = z.object({ audioAssetId: z.string().min(1) });
const operationSchema = z.object({ videoId: z.string().min(1) });

/** Presenters by HeyGen v3. A create with the same key within 24 h gives the same video. */
export class HeyGenAvatar extends ApiJobVendor<'HEYGEN', HeyGenSettings> implements AvatarVendor {
  readonly capability = 'AVATAR';
  readonly recreate = 'IDEMPOTENT';
  protected readonly jobNoun = 'video';

  /** @param webhookUrl where HeyGen can call us back; null: nothing for it goes along */
  constructor(
    settings: HeyGenSettings,
    http: Http,
    private readonly webhookUrl: string | null,
  ) {
    super(settings, http, {
      name: 'HEYGEN',
      headers: (key) => ({ 'x-api-key': key }),
      explain: explainHeyGen,
    });
  }

  estimate(request: AvatarRequest): Estimate {
    return this.price(request.audio.durationMs / 1000);
  }

  async prepare(
    request: AvatarRequest,
    prepared: JsonObject | null,
    signal: AbortSignal,
  ): Promise<Preparation> {
    const known = preparedSchema.safeParse(prepared);
    const audioAssetId = known.success
      ? known.data.audioAssetId
      : await uploadAudio(this.api, request.audio, signal);
    return { ready: true, prepared: { audioAssetId }, askAgainMs: 0 };
  }

  async submit(request: AvatarRequest, call: CallContext, prepared?: JsonObject): Promise<Submitted> {
    const { audioAssetId } = readOperation(preparedSchema, prepared ?? {}, this.name);
    const answer = await this.api.request({
      method: 'POST',
      path: '/v3/videos',
      effect: 'CREATE',
      headers: { 'idempotency-key': headerSafeKey(call.callKey) },
      json: {
        type: 'avatar',
        avatar_id: request.avatarId,
        audio_asset_id: audioAssetId,
        title: keyedTitle(call.callKey, request.title),
        aspect_ratio: request.aspectRatio,
        resolution: this.settings.resolution,
        background: { type: 'color', value: request.backgroundColor },
        // Comes back in the messages to the registered endpoint. Those to a video's own callback_url are not signed,
        // so none is named.
        ...(this.webhookUrl === null ? {} : { callback_id: call.callKey }),
      },
      signal: call.signal,
    });
    return this.submitted(
      this.api.read(createdSchema, answer, 'the new video', 'AMBIGUOUS').data.video_id,
      answer,
    );
  }

  protected async look(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    const { videoId } = readOperation(operationSchema, operation, this.name);
    const path = `/v3/videos/${this.api.part(videoId, 'video')}`;
    const answer = await this.get(path, signal);
    return this.stateOf(this.api.read(videoSchema, answer, 'the state of a video').data);
  }

  async find(callKey: string, signal: AbortSignal): Promise<Submitted | null> {
    let path = '/v3/videos?limit=100';
    for (let page = 0; page < LIST_PAGES; page += 1) {
      const answer = await this.get(path, signal);
      const list = this.api.read(videoListSchema, answer, 'the list of videos');
      const found = list.data.find((video) => isTitleOf(video.title, callKey));
      if (found !== undefined) return this.submitted(found.id, answer);
      if (list.has_more !== true || !list.next_token) return null;
      path = `/v3/videos?limit=100&token=${encodeURIComponent(list.next_token)}`;
    }
    return null;
  }

  protected operationFor(videoId: string): JsonObject {
    return { videoId };
  }

  private stateOf(video: HeyGenVideo): JobState {
    if (video.status === 'failed') return { state: 'FAILED', error: failureOf(video), charge: null };
    if (video.status !== 'completed') return waiting(video.status.slice(0, 60), ASK_AGAIN_MS);
    const charge = typeof video.duration === 'number' ? this.price(video.duration) : null;
    return this.done(video.video_url, charge, NO_ADDRESS);
  }

  private price(seconds: number): Charge {
    const rate = this.settings.microUsdPerSecond ?? MICRO_USD_PER_SECOND;
    return { units: seconds, unit: 'second', costMicroUsd: Math.ceil(seconds * rate) };
  }
}

export const heyGen = defineVendor({
  name: 'HEYGEN',
  capability: 'AVATAR',
  settings: heyGenSettings,
  create: (settings, http, webhookUrl) => new HeyGenAvatar(settings, http, webhookUrl),
  webhooks: heyGenWebhooks,
});
