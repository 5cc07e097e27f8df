import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventMessage, Events } from '../events.js';
import type { Bell } from './bell.js';
import type { Announcement, Change } from './change.js';
import { lockRuns } from './change-rows.js';
import { claim, type Claim, type Claimant } from './claim.js';
import { Draft } from './draft.js';
import { endTasks } from './release.js';
import { writeSums } from './write-sums.js';

/** A change that is asked for. */
export interface Asked {
  readonly runId: string;
  /** A task of the run that is taken up with the change. */
  readonly taking?: { readonly taskId: string; readonly by: Claimant } | undefined;
  /** @param held what was taken; null where nothing was to be, or somebody else was quicker */
  readonly apply: (change: Change, held: Claim | null) => Promise<void>;
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
  apply: Asked['apply'],
  taking?: Asked['taking'],
): Promise<Announcement> {
  const done = await changeRuns(parts, em, [{ runId, apply, taking }], 'WAIT');
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
  const taken = await takeAll(
    em,
    asked.filter(({ runId }) => drafts.has(runId)),
  );
  for (const { runId, taking, apply } of asked) {
    const draft = drafts.get(runId);
    if (draft) await apply(draft, (taking && taken.get(taking.taskId)) ?? null);
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

/** In one statement for each claimant. @returns what could be taken, by the id of its task */
async function takeAll(em: EntityManager, asked: readonly Asked[]): Promise<ReadonlyMap<string, Claim>> {
  const taken = new Map<string, Claim>();
  const wanted = asked.flatMap(({ taking }) => taking ?? []);
  for (const [by, same] of Map.groupBy(wanted, (one) => one.by)) {
    const ids = same.map(({ taskId }) => taskId);
    for (const held of await claim(em, ids, by)) taken.set(held.taskId, held);
  }
  return taken;
}
