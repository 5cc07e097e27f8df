import type { EntityManager } from '@mikro-orm/postgresql';
import { ENDED_RUN_STATUSES } from '../entities/run.js';
import type { RunEventKind } from '../entities/run-event.js';
import type { Stage } from '../entities/stage.js';
import type { EventMessage } from '../events.js';
import type { Change, EventFacts } from './change.js';
import {
  readContent,
  writeContent,
  type EpisodeContent,
  type EpisodeRow,
  type LockedRun,
  type RunRow,
  type StageRunRow,
} from './change-rows.js';
import type { Claim } from './claim.js';
import { estimateEta } from './eta.js';
import type { ReadyTask, Release, StatusCount, TaskEnding } from './release.js';
import { rollUpRun, sumUpStage } from './roll-up.js';
import { sumsOf, type SumRow } from './write-sums.js';

/** A change of one run while it is made. */
export class Draft implements Change {
  readonly now: Date;
  readonly run: RunRow;
  readonly episode: EpisodeRow;
  readonly stageRuns: ReadonlyMap<Stage, StageRunRow>;
  readonly releases: Release[] = [];
  readonly done: string[] = [];
  readonly rings: { id: string; stage: Stage }[] = [];
  readonly #touched = new Set<Stage>();
  readonly #emitted: { kind: RunEventKind; facts: EventFacts }[] = [];
  readonly #before: ReadonlyMap<string, SumRow>;
  #begunAt: Date | null = null;
  #endsUnbegun = false;

  constructor(
    readonly em: EntityManager,
    { now, run, episode, stageRuns }: LockedRun,
  ) {
    this.now = now;
    this.run = run;
    this.episode = episode;
    this.stageRuns = new Map(stageRuns.map((row) => [row.stage, row]));
    this.#before = new Map(sumsOf(this).map((row) => [row.id, row]));
  }

  get hasEnded(): boolean {
    return ENDED_RUN_STATUSES.includes(this.run.status);
  }

  stageRun(stage: Stage): StageRunRow {
    const found = this.stageRuns.get(stage);
    if (!found) throw new Error(`run ${this.run.id} has no stage run for ${stage}`);
    return found;
  }

  async show(apply: (content: EpisodeContent) => void): Promise<void> {
    const content = await readContent(this.em, this.episode.id);
    apply(content);
    await writeContent(this.em, this.episode.id, content);
  }

  begin(): void {
    if (this.run.startedAt !== null || this.#begunAt !== null) return;
    this.#begunAt = this.now;
    this.emit('RUN_STARTED');
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

  endUnbegun(): void {
    this.#endsUnbegun = true;
  }

  emit(kind: RunEventKind, facts: EventFacts = {}): void {
    this.#emitted.push({ kind, facts });
  }

  ring({ id, stage }: { id: string; stage: Stage }): void {
    this.rings.push({ id, stage });
  }

  /** Stage runs that are to be summed up. */
  get stageRunIds(): string[] {
    return [...this.#touched].map((stage) => this.stageRun(stage).id);
  }

  /** What is to be written of run, stage runs and episode. */
  get changedSums(): SumRow[] {
    return sumsOf(this).filter((row) => !isSame(row, this.#before.get(row.id)));
  }

  /** A task that became ready with this change. */
  start(task: ReadyTask): void {
    this.sumUp([task.stage]);
    this.ring(task);
  }

  /** Sums stages and run up. @returns its events, numbered */
  async close(counts: ReadonlyMap<string, readonly StatusCount[]>): Promise<EventMessage[]> {
    const { run } = this;
    run.startedAt ??= this.#begunAt;
    for (const stage of this.#touched) {
      const stageRun = this.stageRun(stage);
      const rows = counts.get(stageRun.id) ?? [];
      sumUpStage(this, stageRun, rows);
      if (rows.length === 0 && this.#endsUnbegun && stageRun.status === 'PENDING')
        stageRun.status = 'CANCELLED'; // its tasks were never made
    }
    await rollUpRun(this);
    const etaSeconds = this.hasEnded ? 0 : await estimateEta(this.em, this);
    return this.#emitted.map(({ kind, facts }) => this.#numbered(kind, facts, etaSeconds));
  }

  #numbered(kind: RunEventKind, facts: EventFacts, etaSeconds: number | null): EventMessage {
    const { run, episode } = this;
    run.lastSequence += 1;
    const stageRun = facts.stage === undefined ? null : this.stageRun(facts.stage);
    return {
      runId: run.id,
      episodeId: episode.id,
      channelId: run.channelId,
      sequence: run.lastSequence,
      kind,
      occurredAt: this.now.toISOString(),
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
}

/** Whoever changes a row gives it other values; what is in them is never changed. */
function isSame(row: SumRow, before: SumRow | undefined): boolean {
  const was: unknown[] = Object.values(before ?? {});
  return Object.values(row).every((value, place) => value === was[place]);
}
