import type { EntityDictionary } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import type { RunEventKind } from '../entities/run-event.js';
import { StageRun } from '../entities/stage-run.js';
import type { Stage } from '../entities/stage.js';
import type { EventMessage, Events } from '../events.js';
import type { Bell } from './bell.js';
import type { Announcement, Change, EventFacts } from './change.js';
import { arrayText, type Claim } from './claim.js';
import { readRows } from './entity-rows.js';
import { estimateEta } from './eta.js';
import { endTasks, type ReadyTask, type Release, type StatusCount, type TaskEnding } from './release.js';
import { rollUpRun, sumUpStage } from './roll-up.js';

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
  await em.flush();
  await writeEvents(em, messages);
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
  const runs = await readRows(em, PipelineRun, locked, [arrayText(runIds)]);
  if (runs.length === 0) return new Map();
  // Read after the locks are ours. Stage runs are held, so that nobody takes a task of theirs unseen while they are summed
  // up; episodes are not: who starts a run holds the episode first.
  const rows = await em.execute<
    { stage_run: EntityDictionary<StageRun>; episode: EntityDictionary<Episode> | null }[]
  >(
    `select to_jsonb(s) as stage_run,
            case when row_number() over (partition by s.run_id order by s.id) = 1 then to_jsonb(e) end as episode
       from (select * from stage_run where run_id = any(?) order by id for update) s
       join pipeline_run r on r.id = s.run_id join episode e on e.id = r.episode_id`,
    [arrayText(runs.map(({ id }) => id))],
  );
  const stageRunsOf = Map.groupBy(
    rows.map((row) => em.map(StageRun, row.stage_run)),
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

/** A change while it is made. */
class Draft implements Change {
  readonly stageRuns: ReadonlyMap<Stage, StageRun>;
  readonly releases: Release[] = [];
  readonly done: string[] = [];
  readonly #touched = new Set<Stage>();
  readonly rings: { id: string; stage: Stage }[] = [];
  readonly #emitted: { kind: RunEventKind; facts: EventFacts }[] = [];
  #endsUnbegun = false;

  constructor(
    readonly em: EntityManager,
    readonly run: PipelineRun,
    readonly episode: Episode,
    stageRuns: readonly StageRun[],
  ) {
    this.stageRuns = new Map(stageRuns.map((row) => [row.stage, row]));
  }

  stageRun(stage: Stage): StageRun {
    const found = this.stageRuns.get(stage);
    if (!found) throw new Error(`run ${this.run.id} has no stage run for ${stage}`);
    return found;
  }

  release(held: Claim, ending: TaskEnding): void {
    this.releases.push({ held, ending });
  }

  follow({ taskId }: { readonly taskId: string }): void {
    this.done.push(taskId);
  }

  sumUp(stages: Iterable<Stage>): void {
    for (const stage of stages) this.#touched.add(stage);
  }

  get stageRunIds(): string[] {
    return [...this.#touched].map((stage) => this.stageRun(stage).id);
  }

  endUnbegun(): void {
    this.#endsUnbegun = true;
  }

  /** A task that became ready with this change. */
  start(task: ReadyTask): void {
    this.sumUp([task.stage]);
    this.ring(task);
  }

  emit(kind: RunEventKind, facts: EventFacts = {}): void {
    this.#emitted.push({ kind, facts });
  }

  ring({ id, stage }: { id: string; stage: Stage }): void {
    this.rings.push({ id, stage });
  }

  /** Sums stages and run up. @returns its events, numbered */
  async close(counts: ReadonlyMap<string, readonly StatusCount[]>): Promise<EventMessage[]> {
    const { run } = this;
    for (const stage of this.#touched) {
      const stageRun = this.stageRun(stage);
      const rows = counts.get(stageRun.id) ?? [];
      sumUpStage(this, stageRun, rows);
      if (rows.length === 0 && this.#endsUnbegun && stageRun.status === 'PENDING')
        stageRun.status = 'CANCELLED'; // its tasks were never made
    }
    await rollUpRun(this);
    const etaSeconds = run.hasEnded ? 0 : await estimateEta(this.em, this);
    return this.#emitted.map(({ kind, facts }) => numbered(this, kind, facts, etaSeconds));
  }
}

function numbered(
  change: Change,
  kind: RunEventKind,
  facts: EventFacts,
  etaSeconds: number | null,
): EventMessage {
  const { run, episode } = change;
  run.lastSequence += 1;
  const stageRun = facts.stage === undefined ? null : change.stageRun(facts.stage);
  return {
    runId: run.id,
    episodeId: episode.id,
    channelId: run.channelId,
    sequence: run.lastSequence,
    kind,
    occurredAt: new Date().toISOString(),
    message: facts.message ?? null,
    stage: facts.stage ?? null,
    progress: run.progress,
    stageProgress: stageRun?.progress ?? null,
    etaSeconds,
    costMicroUsd: run.costMicroUsd,
    stageRunId: stageRun?.id ?? null,
    taskId: facts.taskId ?? null,
    assetId: facts.assetId ?? null,
  };
}

async function writeEvents(em: EntityManager, messages: readonly EventMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await em.execute(
    `insert into run_event (run_id, sequence, channel_id, kind, occurred_at, message, stage, progress, stage_progress,
       eta_seconds, cost_micro_usd, stage_run_id, task_id, asset_id)
     select * from jsonb_to_recordset(?::jsonb) as e("runId" uuid, sequence int, "channelId" uuid, kind text,
       "occurredAt" timestamptz, message text, stage text, progress double precision, "stageProgress" double precision,
       "etaSeconds" int, "costMicroUsd" bigint, "stageRunId" uuid, "taskId" uuid, "assetId" uuid)`,
    [JSON.stringify(messages)],
  );
}
