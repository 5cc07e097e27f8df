import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { QueuedJob } from '../../simulator/jobs.js';
import type { Answer, Route, RoutedRequest } from '../../simulator/routes.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { errorHeaders, modelError, refuse, requestError } from './simulator-errors.js';

/** A result can be fetched for an hour. */
const RESULT_KEPT_MS = 60 * 60 * 1000;
const STREAM_EVERY_MS = 200;
const LOG_STEPS = 10;

export interface ClipDetail {
  readonly gatewayRequestId: string;
  /** From the lifecycle header. */
  readonly expiresInSeconds: number | undefined;
}
export type Clip = QueuedJob<ClipDetail>;

export function addressesOf(world: JobVendorWorld, id: string) {
  const response_url = `${world.origin()}/fal/fal-ai/pika/requests/${id}`;
  return { response_url, status_url: `${response_url}/status`, cancel_url: `${response_url}/cancel` };
}

/** The model's own answer, as the result call gives it and the webhook carries it. */
export function resultOf(
  world: JobVendorWorld,
  clip: Clip,
): { status: number; body: unknown; type: string | null } {
  if (clip.state === 'DONE' && clip.media) {
    const { expiresInSeconds } = clip.detail;
    const lifetime = expiresInSeconds === undefined ? {} : { expiresInSeconds };
    const url = world.jobs.resultUrl('pika', clip.id, { ...lifetime, fileName: 'output.mp4' });
    const file_size = statSync(clip.media.path).size;
    const video = { url, content_type: 'video/mp4', file_name: 'output.mp4', file_size };
    return { status: 200, body: { video }, type: null };
  }
  if (clip.state === 'CANCELLED') {
    return { status: 499, body: requestError(499, 'The request was cancelled'), type: 'client_cancelled' };
  }
  const planted = clip.plantedFailure;
  if (typeof planted === 'object' && planted !== null) {
    const { status, error_type, detail, ...rest } = planted as Record<string, unknown>; // checked above
    const type = typeof error_type === 'string' ? error_type : 'content_policy_violation';
    const issue = { loc: ['body', 'prompt'], msg: 'The content could not be processed', type };
    const body =
      detail === undefined
        ? modelError([issue])
        : { detail, ...(error_type === undefined ? {} : { error_type }), ...rest };
    return { status: typeof status === 'number' ? status : 422, body, type };
  }
  const message = clip.failure ?? 'The model failed';
  return {
    status: 500,
    body: requestError(500, message, 'runner_server_error'),
    type: 'runner_server_error',
  };
}

function logsOf(clip: Clip) {
  const steps = clip.state === 'QUEUED' ? 0 : Math.floor(clip.progress * LOG_STEPS);
  return Array.from({ length: steps }, (_, index) => ({
    message: `Rendered ${((index + 1) * 100) / LOG_STEPS} %`,
    level: 'INFO',
    source: 'RUNNER',
    timestamp: new Date(clip.createdAtMs + index).toISOString(),
  }));
}

function statusOf(world: JobVendorWorld, clip: Clip, withLogs: boolean) {
  const shared = {
    request_id: clip.id,
    gateway_request_id: clip.detail.gatewayRequestId,
    ...addressesOf(world, clip.id),
  };
  const logs = withLogs ? logsOf(clip) : null;
  if (clip.state === 'QUEUED') return { status: 'IN_QUEUE', ...shared, queue_position: clip.queuePosition };
  if (clip.state === 'RUNNING') return { status: 'IN_PROGRESS', ...shared, logs };
  const inference_time = ((clip.endedAtMs ?? clip.createdAtMs) - clip.createdAtMs) / 1000;
  const { type } = clip.state === 'DONE' ? { type: null } : resultOf(world, clip);
  const failed = type === null ? {} : { error: 'The request failed', error_type: type };
  return { status: 'COMPLETED', ...shared, logs, metrics: { inference_time }, ...failed };
}

/** Status, its stream, the result and cancelling: the same for every model. */
export function queueRoutes(world: JobVendorWorld): Route[] {
  const base = '/fal-ai/pika/requests/:requestId';
  const known = ({ parameters }: RoutedRequest) =>
    world.jobs.get<ClipDetail>('pika', parameters['requestId'] ?? '');
  const find = (request: RoutedRequest): Clip => known(request) ?? refuse(404, 'Request not found');
  const named = (clip: Clip) => ({ 'x-fal-request-id': clip.id });

  const statusAnswer = (request: RoutedRequest): Answer => {
    const clip = find(request);
    const json = statusOf(world, clip, request.query.get('logs') === '1');
    return { status: json.status === 'COMPLETED' ? 200 : 202, headers: named(clip), json };
  };
  async function* statusEvents(request: RoutedRequest): AsyncGenerator<string> {
    let last = '';
    while (!request.signal.aborted && !world.stopSignal.aborted) {
      const clip = known(request);
      if (!clip) return;
      const status = statusOf(world, clip, request.query.get('logs') === '1');
      const event = JSON.stringify(status);
      if (event !== last) yield `data: ${event}\n\n`;
      if (status.status === 'COMPLETED') return;
      last = event;
      await pause(STREAM_EVERY_MS, undefined, { signal: request.signal });
    }
  }
  const result = (request: RoutedRequest): Answer => {
    const clip = find(request);
    if (clip.state === 'QUEUED' || clip.state === 'RUNNING')
      return refuse(400, 'Request is still in progress');
    if ((clip.endedAtMs ?? 0) + RESULT_KEPT_MS < Date.now())
      return refuse(404, 'The result is no longer kept');
    const { status, body, type } = resultOf(world, clip);
    const headers = type === null ? named(clip) : { ...named(clip), ...errorHeaders(status, type) };
    return { status, headers, json: body };
  };
  const cancel = (request: RoutedRequest): Answer => {
    const clip = known(request);
    if (!clip) return { status: 404, json: { status: 'NOT_FOUND' } };
    if (clip.state === 'QUEUED' && world.jobs.cancel('pika', clip.id)) {
      world.unbill('pika', clip.id);
      return { status: 200, json: { status: 'OK' } };
    }
    // a running clip is asked to stop and, as at fal, may be finished and charged all the same
    if (clip.state === 'RUNNING') return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } };
    return { status: 400, json: { status: 'ALREADY_COMPLETED' } };
  };

  return [
    { method: 'GET', pattern: `${base}/status`, operation: 'getStatus', handle: statusAnswer },
    {
      method: 'GET',
      pattern: `${base}/status/stream`,
      operation: 'streamStatus',
      handle: (request) => ({ status: 200, headers: named(find(request)), events: statusEvents(request) }),
    },
    { method: 'GET', pattern: base, operation: 'getResult', handle: result },
    { method: 'PUT', pattern: `${base}/cancel`, operation: 'cancel', handle: cancel },
  ];
}
