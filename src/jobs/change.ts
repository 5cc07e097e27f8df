import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import type { PipelineRun } from '../entities/run.js';
import type { RunEventKind } from '../entities/run-event.js';
import type { StageRun } from '../entities/stage-run.js';
import type { Stage } from '../entities/stage.js';

export interface EventFacts {
  readonly stage?: Stage;
  readonly taskId?: string | null;
  readonly assetId?: string | null;
  readonly message?: string | null;
}

/** One change of a run, inside a transaction that holds the run's row: nobody else changes this run meanwhile. */
export interface Change {
  readonly em: EntityManager;
  readonly run: PipelineRun;
  readonly episode: Episode;
  readonly stageRuns: ReadonlyMap<Stage, StageRun>;
  stageRun(stage: Stage): StageRun;
  /** Numbered and written when the change is complete, in the order of the calls. */
  emit(kind: RunEventKind, facts?: EventFacts): void;
  /** Rung after the commit. */
  ring(task: { id: string; stage: Stage }): void;
}

/** What is left to do once the transaction is committed. */
export interface Announcement {
  announce(): void;
}
