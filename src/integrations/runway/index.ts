import { z } from 'zod';
import { VendorError } from '../../errors.js';
import type {
  CallContext,
  Charge,
  Estimate,
  FootageRequest,
  FootageVendor,
  JobState,
  JsonObject,
  Submitted,
} from '../contracts.js';
import { footagePrompt } from '../footage-prompt.js';
import type { Http } from '../http.js';
import { readOperation, waiting } from '../job-state.js';
import { ApiJobVendor } from '../job-vendor.js';
import { defineVendor } from '../vendor-module.js';
import { explainRunway, failureOf } from './errors.js';
import { footageModel, secondsFor, shortened } from './models.js';
import { runwaySettings, type RunwaySettings } from './settings.js';
import { createdSchema, type RunwayTask, taskSchema } from './wire.js';

const API_VERSION = '2024-11-06';
/** The vendor asks for no more than one question in five seconds. */
const ASK_AGAIN_MS = 6_000;
const MICRO_USD_PER_CREDIT = 10_000;

const operationSchema = z.object({ taskId: z.string().min(1) });

/** Footage by Runway. Nothing finds a lost create again, so one may be paid twice. */
export class RunwayFootage extends ApiJobVendor<'RUNWAY', RunwaySettings> implements FootageVendor {
  readonly capability = 'FOOTAGE';
  readonly recreate = 'BLIND';
  protected readonly jobNoun = 'task';

  constructor(settings: RunwaySettings, http: Http) {
    super(settings, http, {
      name: 'RUNWAY',
      headers: (key) => ({ authorization: `Bearer ${key}`, 'x-runway-version': API_VERSION }),
      explain: explainRunway,
    });
  }

  estimate(request: FootageRequest): Estimate {
    const model = footageModel(this.modelOf(request));
    return price(secondsFor(model, request.durationMs) * model.creditsPerSecond);
  }

  async submit(request: FootageRequest, call: CallContext): Promise<Submitted> {
    const answer = await this.api.request({
      method: 'POST',
      path: '/v1/text_to_video',
      effect: 'CREATE',
      json: this.bodyOf(request),
      signal: call.signal,
    });
    const created = this.api.read(createdSchema, answer, 'the new task', 'AMBIGUOUS');
    const estimate = created.estimatedCost ? price(created.estimatedCost.credits) : undefined;
    return this.submitted(created.id, answer, estimate);
  }

  protected async look(operation: JsonObject, signal: AbortSignal): Promise<JobState> {
    return this.stateOf(await this.task(operation, signal));
  }

  /**
   * The same request deletes the output of a finished task, which is paid: it is only sent while the task is open. Of one
   * that has begun, and of one that is gone, Runway does not say what it costs.
   */
  async cancel(operation: JsonObject, signal: AbortSignal): Promise<boolean> {
    try {
      const { status } = await this.task(operation, signal);
      const waits = status === 'PENDING' || status === 'THROTTLED';
      if (!waits && status !== 'RUNNING') return false;
      await this.api.request({
        method: 'DELETE',
        path: this.pathOf(operation),
        effect: 'READ',
        signal,
      });
      return waits;
    } catch (error) {
      if (error instanceof VendorError && error.detail.status === 404) return false;
      throw error;
    }
  }

  private async task(operation: JsonObject, signal: AbortSignal): Promise<RunwayTask> {
    const answer = await this.get(this.pathOf(operation), signal);
    return this.api.read(taskSchema, answer, 'the state of a task');
  }

  private pathOf(operation: JsonObject): string {
    const { taskId } = readOperation(operationSchema, operation, this.name);
    return `/v1/tasks/${this.api.part(taskId, 'task')}`;
  }

  protected operationFor(taskId: string): JsonObject {
    return { taskId };
  }

  private stateOf(task: RunwayTask): JobState {
    const charge = task.cost ? price(task.cost.credits) : null;
    if (task.status === 'FAILED' || task.status === 'CANCELLED') {
      return { state: 'FAILED', error: failureOf(task), charge };
    }
    if (task.status === 'THROTTLED')
      return waiting('throttled: the account runs as many as it may', ASK_AGAIN_MS);
    if (task.status !== 'SUCCEEDED') {
      return waiting(task.status.toLowerCase().slice(0, 60), ASK_AGAIN_MS, task.progress ?? null);
    }
    return this.done(task.output?.[0], charge, 'finished the task and named no address of the clip');
  }

  private bodyOf(request: FootageRequest) {
    const modelId = this.modelOf(request);
    const model = footageModel(modelId);
    const promptText = shortened(footagePrompt(this.name, request.prompt), model.maxPrompt);
    return {
      model: modelId,
      promptText,
      ratio: model.ratios[request.aspectRatio],
      duration: secondsFor(model, request.durationMs),
      ...(model.takesSeed ? { seed: request.seed } : {}),
      ...(model.makesSound ? { audio: false } : {}),
    };
  }

  private modelOf(request: FootageRequest): string {
    return request.modelId ?? this.settings.model;
  }
}

function price(credits: number): Charge {
  return { units: credits, unit: 'credit', costMicroUsd: Math.ceil(credits * MICRO_USD_PER_CREDIT) };
}

export const runway = defineVendor({
  name: 'RUNWAY',
  capability: 'FOOTAGE',
  settings: runwaySettings,
  create: (settings, http) => new RunwayFootage(settings, http),
});
