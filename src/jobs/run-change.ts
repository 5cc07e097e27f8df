import type { EntityManager } from '@mikro-orm/postgresql';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import type { RunEventKind } from '../entities/run-event.js';
import { StageRun } from '../entities/stage-run.js';
import type { Stage } from '../entities/stage.js';
import type { EventMessage, Events } from '../events.js';
import type { Bell } from './bell.js';
import type { Announcement, Change, EventFacts } from './change.js';
import { readRow, readRows } from './entity-rows.js';
import { estimateEta } from './eta.js';
import { rollUpRun } from './roll-up.js';

/**
 * Locks the run, applies a change, sums the run up, numbers its events without a gap, and writes all of it in the
 * caller's transaction. The row lock is held until the commit, so the order of the numbers is the order of the commits.
 */
export async function changeRun(
  parts: { events: Events; bell: Bell },
  em: EntityManager,
  runId: string,
  apply: (change: Change) => Promise<void>,
): Promise<Announcement & { run: PipelineRun }> {
  await em.flush(); // what the caller changed is not overwritten by what is read
  const run = await readRow(em, PipelineRun, `select * from pipeline_run where id = ? for update`, runId);
  // read after the lock is ours, and not locked itself: who starts a run holds the episode first
  const episode = await readRow(em, Episode, `select * from episode where id = ?`, run.episode.id);
  // held, so that nobody takes a task of theirs unseen while they are summed up
  const held = `select * from stage_run where run_id = ? order by id for update`;
  const rows = await readRows(em, StageRun, held, [runId]);
  const stageRuns = new Map(rows.map((row) => [row.stage, row]));
  const emitted: { kind: RunEventKind; facts: EventFacts }[] = [];
  const rings: { id: string; stage: Stage }[] = [];
  const change: Change = {
    em,
    run,
    episode,
    stageRuns,
    stageRun(stage) {
      const found = stageRuns.get(stage);
      if (!found) throw new Error(`run ${runId} has no stage run for ${stage}`);
      return found;
    },
    emit: (kind, facts = {}) => void emitted.push({ kind, facts }),
    ring: (task) => void rings.push(task),
  };
  await apply(change);
  await rollUpRun(change);
  const etaSeconds = run.hasEnded ? 0 : await estimateEta(em, change);
  const messages = emitted.map(({ kind, facts }) => numbered(change, kind, facts, etaSeconds));
  await em.flush();
  await writeEvents(em, messages);
  return {
    run,
    announce() {
      parts.events.publish(messages);
      for (const task of rings) parts.bell.ring(task);
    },
  };
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
