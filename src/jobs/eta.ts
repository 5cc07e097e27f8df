import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import type { PipelineRun } from '../entities/run.js';
import type { StageRun } from '../entities/stage-run.js';
import { ENDED_STATUSES, STAGES, type Stage } from '../entities/stage.js';
import { needsOf } from './pipeline.js';

interface Measured {
  stage: Stage;
  vendor: string | null;
  /** Seconds of work per second of video. */
  rate: number;
}

const SAMPLES = 50;
const FRESH_FOR_MS = 15_000;
/** Below this share an extrapolation says nothing. */
const LEAST_PROGRESS = 0.1;

let cache: { em: object; measured: Promise<Measured[]>; at: number } | null = null;

/**
 * Seconds to the end, by what stages of the same vendor took per second of video before, along the longest path of
 * what is left. Before anything was measured: by the progress of this run itself; null while that says nothing.
 */
export async function estimateEta(
  em: EntityManager,
  given: {
    /** By the clock of the database, as the times of the rows. */
    readonly now: Date;
    readonly run: Pick<PipelineRun, 'startedAt' | 'progress'>;
    readonly episode: Pick<Episode, 'targetSeconds'>;
    readonly stageRuns: ReadonlyMap<Stage, Pick<StageRun, 'status' | 'vendor' | 'startedAt' | 'progress'>>;
  },
): Promise<number | null> {
  const { now, run, episode, stageRuns } = given;
  const measured = await measuredRates(em);
  const rates = new Map(measured.map((row) => [`${row.stage} ${row.vendor ?? ''}`, row.rate]));
  const remaining = new Map<Stage, number>();
  for (const stage of STAGES) {
    const row = stageRuns.get(stage);
    const before = Math.max(0, ...needsOf(stage).map((need) => remaining.get(need) ?? 0));
    if (!row || ENDED_STATUSES.includes(row.status)) {
      remaining.set(stage, before);
      continue;
    }
    const rate = rates.get(`${stage} ${row.vendor ?? ''}`);
    if (rate === undefined) return extrapolated(run, now);
    const whole = rate * episode.targetSeconds;
    const elapsed = row.startedAt ? (now.getTime() - row.startedAt.getTime()) / 1000 : 0;
    const left = row.progress === null ? Math.max(whole - elapsed, whole * 0.05) : whole * (1 - row.progress);
    remaining.set(stage, before + left);
  }
  return Math.ceil(Math.max(0, ...remaining.values()));
}

function extrapolated(run: Pick<PipelineRun, 'startedAt' | 'progress'>, now: Date): number | null {
  if (!run.startedAt || run.progress < LEAST_PROGRESS) return null;
  const elapsed = (now.getTime() - run.startedAt.getTime()) / 1000;
  return Math.ceil((elapsed * (1 - run.progress)) / run.progress);
}

/** Read at most every 15 s in a process: an expectation need not be newer. */
async function measuredRates(em: EntityManager): Promise<Measured[]> {
  const connection = em.getConnection();
  // whoever asked first may fail with its own transaction; that is no failure of ours
  if (cache?.em === connection && Date.now() - cache.at < FRESH_FOR_MS) return cache.measured.catch(() => []);
  const measured = em.execute<Measured[]>(
    `select stage, vendor, avg(seconds / target_seconds)::float8 as rate from (
       select s.stage, s.vendor, extract(epoch from s.finished_at - s.started_at) as seconds, e.target_seconds,
              row_number() over (partition by s.stage, s.vendor order by s.finished_at desc) as age
         from stage_run s join pipeline_run r on r.id = s.run_id join episode e on e.id = r.episode_id
        where s.status = 'SUCCEEDED' and s.started_at is not null
          and not exists (select from task t where t.stage_run_id = s.id and t.approved_at is not null)) recent
      where age <= ? group by stage, vendor`,
    [SAMPLES],
  );
  cache = { em: connection, measured, at: Date.now() };
  measured.catch(() => (cache = null));
  return measured;
}
