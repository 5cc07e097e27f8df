import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunEventKind } from '../entities/run-event.js';
import type { Stage } from '../entities/stage.js';
import type { EpisodeContent, EpisodeRow, RunRow, StageRunRow } from './change-rows.js';
import type { Claim } from './claim.js';
import type { TaskEnding } from './release.js';

export interface EventFacts {
  readonly stage?: Stage;
  readonly taskId?: string | null;
  readonly assetId?: string | null;
  readonly message?: string | null;
}

/**
 * One change of a run, inside a transaction that holds the run's row: nobody else changes this run meanwhile. What is
 * said to be let go, to follow and to be summed up is done when the change is complete, in this order, together with
 * that of other runs' changes in the same transaction.
 */
export interface Change {
  readonly em: EntityManager;
  /** When the locks were ours, by the clock of the database. */
  readonly now: Date;
  readonly run: RunRow;
  /** It is SUCCEEDED, FAILED or CANCELLED: nothing of it changes any more. */
  readonly hasEnded: boolean;
  readonly episode: EpisodeRow;
  readonly stageRuns: ReadonlyMap<Stage, StageRunRow>;
  stageRun(stage: Stage): StageRunRow;
  /** Changes what the episode shows. */
  show(apply: (content: EpisodeContent) => void): Promise<void>;
  /** A task was taken up: with the first one the run has started. */
  begin(): void;
  /** Gives a held task its next status. When the claim was lost, nothing of the change is written. */
  release(held: Claim, ending: TaskEnding): void;
  /** The task is done: what needs nothing else may start. */
  follow(task: { readonly taskId: string }): void;
  /** Sums the tasks of these stages up into their stage runs, and says what that changed. */
  sumUp(stages: Iterable<Stage>): void;
  /** The run goes to its end: a stage whose tasks were never made ends with it. */
  endUnbegun(): void;
  /** Numbered and written when the change is complete, in the order of the calls. */
  emit(kind: RunEventKind, facts?: EventFacts): void;
  /** Rung after the commit. */
  ring(task: { id: string; stage: Stage }): void;
}

/** What is left to do once the transaction is committed. */
export interface Announcement {
  announce(): void;
}
