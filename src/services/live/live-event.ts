import { RunEvent } from '../../entities/run-event.js';
import type { PipelineRun } from '../../entities/run.js';
import type { EventMessage } from '../../events.js';

const made = new WeakMap<EventMessage, RunEvent>();
const forAll = new WeakSet();

/** A durable event or a tick as it came over Redis: the same as its row, and one for all who hear the message. */
export function eventOf(message: EventMessage): RunEvent {
  const known = made.get(message);
  if (known) return known;
  const { episodeId: _, occurredAt, ...rest } = message;
  const event = Object.assign(new RunEvent(), rest, { occurredAt: new Date(occurredAt) });
  made.set(message, event);
  return shared(event);
}

/** Says of an event that all who hear it get this very object. */
export function shared<Event extends RunEvent>(event: Event): Event {
  forAll.add(event);
  return event;
}

/** Whether others get the same object: what is made of it may be made once. */
export function isShared(event: unknown): event is RunEvent {
  return event instanceof RunEvent && forAll.has(event);
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
