import type { EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import type { EventMessage, Events } from '../events.js';
import type { Bell } from './bell.js';
import type { Announcement, Change } from './change.js';
import { arrayText } from './claim.js';
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
): Promise<Announcement & { run: PipelineRun }> {
  const done = await changeRuns(parts, em, [{ runId, apply }], 'WAIT');
  const run = done.runs.get(runId);
  if (!run) throw new Error(`run ${runId} is not there`);
  return { run, announce: () => done.announce() };
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
): Promise<Announcement & { runs: ReadonlyMap<string, PipelineRun> }> {
  await em.flush(); // what the caller changed is not overwritten by what is read
  const drafts = await openDrafts(em, [...new Set(asked.map(({ runId }) => runId))], lock);
  for (const { runId, apply } of asked) {
    const draft = drafts.get(runId);
    if (draft) await apply(draft);
  }
  await em.flush(); // what was made and changed besides the sums
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
    runs: new Map(all.map(({ run }) => [run.id, run])),
    announce() {
      parts.events.publish(messages);
      for (const task of all.flatMap((draft) => draft.rings)) parts.bell.ring(task);
    },
  };
}

async function openDrafts(
  em: EntityManager,
  runIds: readonly string[],
  lock: 'WAIT' | 'SKIP',
): Promise<ReadonlyMap<string, Draft>> {
  const locked = `select * from pipeline_run where id = any(?) order by id for update${lock === 'SKIP' ? ' skip locked' : ''}`;
  const found = await em.execute<EntityDictionary<PipelineRun>[]>(locked, [arrayText(runIds)]);
  const runs = found.map((row) => em.map(PipelineRun, row)); // one that is known already is refreshed
  if (runs.length === 0) return new Map();
  // Read after the locks are ours. Stage runs are held, so that nobody takes a task of theirs unseen while they are summed
  // up; episodes are not: who starts a run holds the episode first.
  const rows = await em.execute<
    { stage_run: EntityDictionary<StageRun> | null; episode: EntityDictionary<Episode> | null }[]
  >(
    `select to_jsonb(s) as stage_run,
            case when row_number() over (partition by r.id order by s.id) = 1 then to_jsonb(e) end as episode
       from pipeline_run r join episode e on e.id = r.episode_id
       left join (select * from stage_run where run_id = any(?) order by id for update) s on s.run_id = r.id
      where r.id = any(?)`,
    [arrayText(runs.map(({ id }) => id)), arrayText(runs.map(({ id }) => id))],
  );
  const stageRunsOf = Map.groupBy(
    rows.flatMap(({ stage_run }) => (stage_run ? [em.map(StageRun, stage_run)] : [])),
    (row) => row.run.id,
  );
  const episodeOf = new Map(
    rows.flatMap(({ episode }) => (episode ? [em.map(Episode, episode)] : [])).map((one) => [one.id, one]),
  );
  return new Map(
    runs.map((run) => {
      const episode = episodeOf.get(run.episode.id);
      if (!episode) throw new Error(`episode ${run.episode.id} of run ${run.id} is not there`);
      return [run.id, new Draft(em, run, episode, stageRunsOf.get(run.id) ?? [])];
    }),
  );
}
