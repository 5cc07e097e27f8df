import type { EntityManager } from '@mikro-orm/postgresql';
import type { Episode } from '../entities/episode.js';
import type { PipelineRun } from '../entities/run.js';
import type { StageRun } from '../entities/stage-run.js';
import type { Stage } from '../entities/stage.js';
import type { VendorCall } from '../entities/vendor-call.js';
import type { EditedScript } from './edit-script.js';
import type { ReviewNote } from './review.js';
import type { Capability, VendorName } from '../entities/vendor.js';
import type { HeardWebhook } from '../integrations/contracts.js';

/** Which part of the pipeline is asked for. */
export interface RunRequest {
  /** First stage to make; what comes before is taken from earlier runs. Null: from the start. */
  readonly from: Stage | null;
  /** Last stage to make; null: to the end. */
  readonly until: Stage | null;
  /** Stages to make anew although their inputs are unchanged. */
  readonly force: readonly Stage[];
}

/** Something was changed inside the caller's transaction. Call `announce` once it is committed: it rings and publishes. */
export interface RunChange {
  readonly run: PipelineRun;
  announce(): void;
}

/** What a stage is, for people who look at the pipeline. */
export interface StageDescription {
  readonly stage: Stage;
  readonly needs: readonly Stage[];
  readonly perScene: boolean;
  readonly capability: Capability | null;
}

/** A vendor as operators see it. */
export interface VendorDescription {
  readonly name: VendorName;
  readonly capability: Capability;
  readonly configured: boolean;
  readonly simulated: boolean;
  readonly slots: number;
}

/** What a person found out about a call whose answer was lost. */
export interface CallDecision {
  /** `ADOPT` the vendor has it under `externalId`. `REFUTE` it never took it. `WRITE_OFF` count it as spent. */
  readonly decision: 'ADOPT' | 'REFUTE' | 'WRITE_OFF';
  readonly externalId: string | null;
  readonly note: string | null;
}

/** A genuine message of a vendor: who sent it, and which ids it names. */
export interface VendorEvent extends HeardWebhook {
  readonly vendor: VendorName;
}

/** `BUSY`: the vendor shall send it again, a worker is just deciding about that call. */
export interface HeardEvent extends Pick<RunChange, 'announce'> {
  readonly outcome: 'HEARD' | 'HEARD_BEFORE' | 'FOREIGN' | 'BUSY';
}

/** What services may ask of the pipeline. Every call works inside the transaction of `em`, which the caller opened. */
export interface RunControl {
  readonly pipeline: readonly StageDescription[];
  readonly vendors: readonly VendorDescription[];
  /** @throws {ConflictError} WRONG_STATE, naming the run, when one is active; @throws {InvalidInputError} for `until` before `from` */
  start(em: EntityManager, episode: Episode, request: RunRequest): Promise<RunChange>;
  /** Cancelling what is already being cancelled changes nothing. @throws {ConflictError} when the run has ended */
  cancel(em: EntityManager, run: PipelineRun, reason: string | null): Promise<RunChange>;
  /**
   * On an active run: failed and waiting tasks of the stage are readied again. On an ended one: a new run that takes
   * finished work as REUSED. @throws {ConflictError} when nothing of the stage failed or waits
   */
  retry(em: EntityManager, stageRun: StageRun): Promise<RunChange>;
  /**
   * Settles an uncertain call; the task that waited for it goes on.
   * @throws {ConflictError} when it is not uncertain; @throws {InvalidInputError} for an id that is none or another call's
   */
  resolveCall(em: EntityManager, call: VendorCall, decided: CallDecision): Promise<RunChange>;
  /** A genuine message of a vendor: wakes what waits for its job. Never changes what a job made or cost. */
  hearWebhook(em: EntityManager, event: VendorEvent): Promise<HeardEvent>;
  /** Lets what waits in a stage pass its review. @throws {ConflictError} when nothing waits */
  approve(em: EntityManager, stageRun: StageRun, said: ReviewNote): Promise<RunChange>;
  /** Has what waits in a stage made anew. @throws {ConflictError} when nothing waits */
  reject(em: EntityManager, stageRun: StageRun, said: ReviewNote): Promise<RunChange>;
  /** To be called before the episode is held: every change of a run holds the run first and its episode then. */
  holdActiveRun(em: EntityManager, episodeId: string): Promise<void>;
  /**
   * Puts a script that a person wrote in the place of the current one; the caller holds the episode.
   * @throws {ConflictError} while a run works from the current one
   */
  editScript(em: EntityManager, episode: Episode, edited: EditedScript): Promise<Pick<RunChange, 'announce'>>;
  /** Seconds to the end by measured durations; null where nothing was measured. */
  etaSeconds(em: EntityManager, run: PipelineRun): Promise<number | null>;
}
