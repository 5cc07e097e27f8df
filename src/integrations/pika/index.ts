import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type {
  CallContext,
  Charge,
  Estimate,
  FootageRequest,
  FootageVendor,
  JobFacts,
  JobState,
  JsonObject,
  Submitted,
} from '../contracts.js';
import { footagePrompt } from '../footage-prompt.js';
import type { Http } from '../http.js';
import { readOperation, waiting } from '../job-state.js';
import { ApiJobVendor } from '../job-vendor.js';
import { redact } from '../redaction.js';
import { defineVendor } from '../vendor-module.js';
import { callbackFor, proofSecret } from './callback.js';
import { explainFal, jobFailure } from './errors.js';
import { pikaSettings, type PikaSettings } from './settings.js';
import { pikaWebhooks } from './webhook.js';
import { type FalStatus, resultSchema, statusSchema, submittedSchema } from './wire.js';

const ASK_AGAIN_MS = 5_000;
/** 0.20 and 0.45 USD for five seconds. @see https://fal.ai/models/fal-ai/pika/v2.2/text-to-video, read 2026-11-22 */
const MICRO_USD_PER_SECOND = { '720p': 40_000, '1080p': 90_000 };

const operationSchema = z.object({
  requestId: z.string().min(1),
  statusUrl: z.string().min(1),
  responseUrl: z.string().min(1),
  cancelUrl: z.string().min(1),
  /** Null: adopted by its id alone, so the charge is not known. */
  seconds: z.number().nullable(),
});

/** Footage by Pika's models in fal's queue. Nothing finds a lost create again, so one may be paid twice. */
export class PikaFootage extends ApiJobVendor<'PIKA', PikaSettings> implements FootageVendor {
  readonly capability = 'FOOTAGE';
  readonly recreate = 'BLIND';
  protected readonly jobNoun = 'request';

  /** @param webhookUrl where fal can call us back; null: it is not asked to */
  constructor(
    settings: PikaSettings,
    http: Http,
    private readonly webhookUrl: string | null,
  ) {
    super(settings, http, {
      name: 'PIKA',
      headers: (key) => ({ authorization: `Key ${key}` }),
      explain: explainFal,
    });
  }

  estimate(request: FootageRequest): Estimate {
    return this.price(secondsFor(request));
  }

  async submit(request: FootageRequest, call: CallContext): Promise<Submitted> {
    const prompt = footagePrompt(this.name, request.prompt);
    const seconds = secondsFor(request);
    const answer = await this.api.request({
      method: 'POST',
      path: `/${this.modelPath(request.modelId)}${this.callback(call.callKey)}`,
      effect: 'CREATE',
      // The queue would otherwise start a failed job again by itself.
      headers: { 'x-fal-no-retry': '1' },
      json: {
        prompt,
        aspect_ratio: request.aspectRatio,
        resolution: this.settings.resolution,
        duration: seconds,
        seed: request.seed,
      },
      signal: call.signal,
    });
    const queued = this.api.read(submittedSchema, answer, 'the new request', 'AMBIGUOUS');
    return {
      externalId: queued.request_id,
      requestId: answer.requestId,
      operation: {
        requestId: queued.request_id,
        statusUrl: queued.status_url,
        responseUrl: queued.response_url,
        cancelUrl: queued.cancel_url,
        seconds,
      },
    };
  }

  protected async look(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    const { statusUrl, responseUrl, seconds } = readOperation(operationSchema, operation, this.name);
    const asked = await this.get(withLogs(statusUrl), signal);
    const status = this.api.read(statusSchema, asked, 'the state of a request');
    if (status.status !== 'COMPLETED') return waiting(noteOf(status), ASK_AGAIN_MS);
    try {
      const answer = await this.get(responseUrl, signal);
      const { video } = this.api.read(resultSchema, answer, 'the result of a request');
      return {
        state: 'DONE',
        result: { url: video.url, charge: seconds === null ? null : this.price(seconds) },
      };
    } catch (error) {
      return { state: 'FAILED', error: jobFailure(error, status), charge: null };
    }
  }

  /** All versions of a model answer for their requests under the model's first two names. */
  protected operationFor(requestId: string, { modelId, units }: JobFacts): JsonObject {
    const app = this.modelPath(modelId).split('/').slice(0, 2).join('/');
    const responseUrl = `${this.settings.baseUrl}/${app}/requests/${encodeURIComponent(requestId)}`;
    return {
      requestId,
      statusUrl: `${responseUrl}/status`,
      responseUrl,
      cancelUrl: `${responseUrl}/cancel`,
      seconds: units ?? null,
    };
  }

  /** What waited is taken out of the queue; what runs is asked to stop, and may be finished and charged all the same. */
  async cancel(operation: JsonObject, signal: AbortSignal): Promise<boolean> {
    const { cancelUrl } = readOperation(operationSchema, operation, this.name);
    try {
      const answer = await this.api.request({
        method: 'PUT',
        path: cancelUrl,
        effect: 'READ',
        signal,
      });
      return answer.status === 200;
    } catch (error) {
      // Finished or forgotten already: 400 and 409 are both seen for the first.
      const status = error instanceof VendorError ? error.detail.status : undefined;
      if (status === 400 || status === 404 || status === 409) return false;
      throw error;
    }
  }

  /** Asks fal to call back; its message brings the id of a job whose answer was lost. */
  private callback(callKey: string): string {
    const secret = proofSecret(this.settings);
    if (this.webhookUrl === null || secret === null) return '';
    return `?fal_webhook=${encodeURIComponent(callbackFor(this.webhookUrl, callKey, secret))}`;
  }

  private price(seconds: number): Charge {
    const rate = this.settings.microUsdPerSecond ?? MICRO_USD_PER_SECOND[this.settings.resolution];
    return { units: seconds, unit: 'second', costMicroUsd: Math.ceil(seconds * rate) };
  }

  private modelPath(modelId: string | undefined): string {
    return (modelId ?? this.settings.model)
      .split('/')
      .map((part) => this.api.part(part, 'model'))
      .join('/');
  }
}

/** All versions make clips of five and ten seconds. */
function secondsFor(request: FootageRequest): number {
  return request.durationMs <= 5_000 ? 5 : 10;
}

function withLogs(statusUrl: string): string {
  return `${statusUrl}${statusUrl.includes('?') ? '&' : '?'}logs=1`;
}

function noteOf(status: FalStatus): string {
  if (status.status === 'IN_QUEUE') {
    return typeof status.queue_position === 'number' ? `queued, position ${status.queue_position}` : 'queued';
  }
  const last = status.logs?.at(-1)?.message;
  return last ? redact(last).slice(0, 120) : 'in progress';
}

export const pika = defineVendor({
  name: 'PIKA',
  capability: 'FOOTAGE',
  settings: pikaSettings,
  create: (settings, http, webhookUrl) => new PikaFootage(settings, http, webhookUrl),
  webhooks: pikaWebhooks,
});
