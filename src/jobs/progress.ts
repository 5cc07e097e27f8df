import { StageRun } from '../entities/stage-run.js';
import { DONE_STATUSES } from '../entities/stage.js';
import { note } from './begin.js';
import type { Claim } from './claim.js';
import type { Engine } from './engine.js';
import { estimateEta } from './eta.js';
import { runProgressOf } from './roll-up.js';
import type { TaskInputs } from './task-inputs.js';

/** Tells others how far a task is: facts only, at most once a second, lost without harm. */
export interface ProgressTicker {
  /** 0..1; what goes back is ignored. */
  move(fraction: number, message?: string): void;
  /** Resolves when nothing is being written any more. */
  stop(): Promise<void>;
}

const LEAST_PAUSE_MS = 1_000;

export function createTicker(engine: Engine, held: Claim, { run, episode }: TaskInputs): ProgressTicker {
  let latest = 0;
  let text: string | null = null;
  let sentAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;

  async function write(): Promise<void> {
    const em = engine.orm.em.fork();
    await note(em, held, { progress: latest, waitingFor: text });
    await em.execute(
      `update stage_run set progress = (select sum(case when status = any(?) then 1 else coalesce(progress, 0) end) / count(*) from task where stage_run_id = ?), message = coalesce(?, message) where id = ?`,
      [`{${DONE_STATUSES.join(',')}}`, held.stageRunId, text, held.stageRunId],
    );
    const stageRuns = await em.find(StageRun, { run: run.id });
    const [row] = await em.execute<
      { progress: number; last_sequence: number; cost_micro_usd: string; now: string }[]
    >(
      `update pipeline_run set progress = greatest(progress, ?::float8) where id = ? and finished_at is null
       returning progress, last_sequence, cost_micro_usd, clock_timestamp() as now`,
      [runProgressOf(stageRuns), run.id],
    );
    if (!row || stopped) return;
    const now = new Date(row.now);
    run.progress = row.progress;
    const stageRun = stageRuns.find((one) => one.id === held.stageRunId);
    engine.events.publish([
      {
        runId: run.id,
        episodeId: episode.id,
        channelId: run.channelId,
        sequence: row.last_sequence,
        kind: 'STAGE_PROGRESS',
        occurredAt: now.toISOString(),
        message: text,
        stage: held.stage,
        progress: row.progress,
        stageProgress: stageRun?.progress ?? null,
        etaSeconds: await estimateEta(em, {
          now,
          run,
          episode,
          stageRuns: new Map(stageRuns.map((one) => [one.stage, one])),
        }),
        costMicroUsd: Number(row.cost_micro_usd),
        stageRunId: held.stageRunId,
        taskId: held.taskId,
        assetId: null,
      },
    ]);
  }

  function flush(): void {
    timer = null;
    sentAt = performance.now();
    writing = writing.then(write).catch((error: unknown) => {
      engine.logger.debug({ error, taskId: held.taskId }, 'progress was not written');
    });
  }

  return {
    move(fraction, message) {
      if (stopped) return;
      latest = Math.max(latest, Math.min(fraction, 1));
      text = message ?? text;
      timer ??= setTimeout(flush, Math.max(0, LEAST_PAUSE_MS - (performance.now() - sentAt)));
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await writing;
    },
  };
}
