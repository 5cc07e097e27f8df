import { RunEvent } from '../../entities/run-event.js';
import type { PipelineRun } from '../../entities/run.js';
import type { EventMessage } from '../../events.js';

/** A durable event as it came over Redis: the same as its row. */
export function eventOf(message: EventMessage): RunEvent {
  const { episodeId: _, occurredAt, ...rest } = message;
  return Object.assign(new RunEvent(), rest, { occurredAt: new Date(occurredAt) });
}

/** A tick repeats the number of the last durable event, so that its cursor is good for going on. */
export function tickOf(message: EventMessage, sequence: number): RunEvent {
  return Object.assign(eventOf(message), { sequence });
}

/** Where things stand: sent first to whoever comes without a cursor, or with one that is of no use. */
export function standOf(
  run: PipelineRun,
  kind: 'SNAPSHOT' | 'STREAM_RESET',
  etaSeconds: number | null,
): RunEvent {
  return Object.assign(new RunEvent(), {
    runId: run.id,
    channelId: run.channelId,
    sequence: run.lastSequence,
    kind,
    occurredAt: new Date(),
    message: kind === 'STREAM_RESET' ? 'The cursor is of no use here; a snapshot follows.' : null,
    progress: run.progress,
    etaSeconds,
    costMicroUsd: run.costMicroUsd,
  });
}
