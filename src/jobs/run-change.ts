import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventMessage, Events } from '../events.js';
import type { Bell } from './bell.js';
import type { Announcement, Change } from './change.js';
import { lockRuns } from './change-rows.js';
import { Draft } from './draft.js';
import { endTasks } from './release.js';
import { writeSums } from './write-sums.js';

/** A change that is asked for. */
export interface Asked {
  readonly runId: string;
  readonly apply: (change: Change) => Promise<void>;
}

interface Parts {
  readonly events: Events;
  readonly bell: Bell;
}

/** As `changeRuns`, for one run, whose lock is waited for. */
export async function changeRun(
  parts: Parts,
  em: EntityManager,
  runId: string,
  apply: (change: Change) => Promise<void>,
): Promise<Announcement> {
  const done = await changeRuns(parts, em, [{ runId, apply }], 'WAIT');
  if (!done.runIds.has(runId)) throw new Error(`run ${runId} is not there`);
  return done;
}

/**
 * Locks runs, applies changes, sums the runs up, numbers their events without a gap, and writes all of it in the
 * caller's transaction. The row locks are held until the commit, so the order of the numbers is the order of the commits.
 *
 * @param lock `SKIP` leaves out runs that somebody else is changing
 * @returns the runs that were changed
 */
export async function changeRuns(
  parts: Parts,
  em: EntityManager,
  asked: readonly Asked[],
  lock: 'WAIT' | 'SKIP',
): Promise<Announcement & { runIds: ReadonlySet<string> }> {
  await em.flush(); // what the caller made and changed is read here
  const locked = await lockRuns(em, [...new Set(asked.map(({ runId }) => runId))], lock);
  const drafts = new Map(locked.map((one) => [one.run.id, new Draft(em, one)]));
  for (const { runId, apply } of asked) {
    const draft = drafts.get(runId);
    if (draft) await apply(draft);
  }
  await em.flush(); // what was made
  const all = [...drafts.values()];
  const { ready, counts } = await endTasks(em, {
    releases: all.flatMap((draft) => draft.releases),
    done: all.flatMap((draft) => draft.done),
    stageRunIds: all.flatMap((draft) => draft.stageRunIds),
  });
  for (const task of ready) drafts.get(task.runId)?.start(task);
  const countsOf = Map.groupBy(counts, ({ stageRunId }) => stageRunId);
  const messages: EventMessage[] = [];
  for (const draft of all) messages.push(...(await draft.close(countsOf)));
  await writeSums(
    em,
    all.flatMap((draft) => draft.changedSums),
    messages,
  );
  return {
    runIds: new Set(drafts.keys()),
    announce() {
      parts.events.publish(messages);
      for (const task of all.flatMap((draft) => draft.rings)) parts.bell.ring(task);
    },
  };
}
