import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type {
  CallContext,
  Charge,
  CollectOptions,
  Estimate,
  FootageRequest,
  FootageVendor,
  JobResult,
  JobState,
  JsonObject,
  LocalFile,
  Submitted,
} from '../contracts.js';
import type { Http } from '../http.js';
import { goneJob, readOperation, waiting } from '../job-state.js';
import { redact } from '../redaction.js';
import { VendorApi } from '../vendor-api.js';
import { defineVendor } from '../vendor-module.js';
import { explainFal, jobFailure } from './errors.js';
import { pikaSettings, type PikaSettings } from './settings.js';
import { type FalStatus, resultSchema, statusSchema, submittedSchema } from './wire.js';

const DEADLINE_MS = 60_000;
const ASK_AGAIN_MS = 5_000;
const DOWNLOAD = { maxBytes: 1024 ** 3, deadlineMs: 5 * 60_000 };
/** 0.20 and 0.45 USD for five seconds. @see https://fal.ai/models/fal-ai/pika/v2.2/text-to-video, read 2026-11-22 */
const MICRO_USD_PER_SECOND = { '720p': 40_000, '1080p': 90_000 };

const operationSchema = z.object({
  requestId: z.string().min(1),
  statusUrl: z.string().min(1),
  responseUrl: z.string().min(1),
  cancelUrl: z.string().min(1),
  seconds: z.number(),
});

/** Footage by Pika's models in fal's queue. Nothing finds a lost create again, so one may be paid twice. */
export class PikaFootage implements FootageVendor {
  readonly name = 'PIKA';
  readonly capability = 'FOOTAGE';
  readonly recreate = 'BLIND';
  readonly configured: boolean;
  readonly slots: number;
  readonly requestsPerMinute: number;
  private readonly api: VendorApi;

  constructor(
    private readonly settings: PikaSettings,
    http: Http,
  ) {
    this.slots = settings.concurrency;
    this.requestsPerMinute = settings.requestsPerMinute;
    this.configured = settings.apiKey !== null;
    this.api = new VendorApi(http, {
      vendor: this.name,
      keyVariable: 'PIKA_API_KEY',
      apiKey: settings.apiKey,
      baseUrl: settings.baseUrl,
      headers: (key) => ({ authorization: `Key ${key}` }),
      explain: explainFal,
    });
  }

  estimate(request: FootageRequest): Estimate {
    return this.price(secondsFor(request));
  }

  async submit(request: FootageRequest, call: CallContext): Promise<Submitted> {
    const prompt = request.prompt.trim();
    if (prompt === '') {
      throw new VendorError(
        this.name,
        'REFUSED_INPUT',
        'There is nothing to show; give the scene a description',
        {
          vendorCode: 'empty_prompt',
        },
      );
    }
    const seconds = secondsFor(request);
    const answer = await this.api.request({
      method: 'POST',
      path: `/${this.modelOf(request)}`,
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
      deadlineMs: DEADLINE_MS,
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

  async check(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    const { statusUrl, responseUrl, seconds } = readOperation(operationSchema, operation, this.name);
    let status: FalStatus;
    try {
      const answer = await this.get(withLogs(statusUrl), signal);
      status = this.api.read(statusSchema, answer, 'the state of a request');
    } catch (error) {
      return goneJob(error);
    }
    if (status.status !== 'COMPLETED') return waiting(noteOf(status), ASK_AGAIN_MS);
    try {
      const answer = await this.get(responseUrl, signal);
      const { video } = this.api.read(resultSchema, answer, 'the result of a request');
      return { state: 'DONE', result: { url: video.url, charge: this.price(seconds) } };
    } catch (error) {
      return { state: 'FAILED', error: jobFailure(error, status), charge: null };
    }
  }

  collect(result: JobResult, toPath: string, options: CollectOptions): Promise<LocalFile> {
    return this.api.collectVideo(result, toPath, options, DOWNLOAD);
  }

  async cancel(operation: JsonObject, signal: AbortSignal): Promise<void> {
    const { cancelUrl } = readOperation(operationSchema, operation, this.name);
    try {
      await this.api.request({
        method: 'PUT',
        path: cancelUrl,
        effect: 'READ',
        deadlineMs: DEADLINE_MS,
        signal,
      });
    } catch (error) {
      // Finished or forgotten already: 400 and 409 are both seen for the first.
      const status = error instanceof VendorError ? error.detail.status : undefined;
      if (status !== 400 && status !== 404 && status !== 409) throw error;
    }
  }

  private get(path: string, signal: AbortSignal) {
    return this.api.request({ method: 'GET', path, effect: 'READ', deadlineMs: DEADLINE_MS, signal });
  }

  private price(seconds: number): Charge {
    const rate = this.settings.microUsdPerSecond ?? MICRO_USD_PER_SECOND[this.settings.resolution];
    return { units: seconds, unit: 'second', costMicroUsd: Math.ceil(seconds * rate) };
  }

  private modelOf(request: FootageRequest): string {
    const model = request.modelId ?? this.settings.model;
    return model
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
  create: (settings, http) => new PikaFootage(settings, http),
});
