import { types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Index, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime, Entity, Node } from './base.js';
import { PipelineRun } from './run.js';
import { StageRun } from './stage-run.js';
import { Stage, StageStatus } from './stage.js';
import type { AttentionRow, ErrorRow } from './trouble.js';
import type { VendorName } from './vendor.js';

/** What a task works at, when a stage has more than one kind of it: `SCENE`, or the `JOIN` that needs all scenes. */
export type TaskPart = 'WHOLE' | 'SCENE' | 'JOIN';

/**
 * One scene's part of a stage run. The row is the truth and its own outbox: who holds it (`owner`, `leaseUntil`),
 * which holder is the valid one (`fence`), and when it is due (`wakeAt`). Changed by guarded updates only, in
 * `jobs/claim.ts`.
 */
@ObjectType({
  implements: Node,
  description: "One scene's part of a stage; a stage that is not per scene has one task.",
})
@Table({ tableName: 'task' })
@Unique({
  name: 'task_position',
  expression: `create unique index "task_position" on "task" ("stage_run_id", "position")`,
})
@Index({ name: 'task_run', expression: `create index "task_run" on "task" ("run_id")` })
@Index({
  name: 'task_due',
  expression: `create index "task_due" on "task" ("priority" desc, "wake_at") where "status" in ('QUEUED', 'WAITING') and "lease_until" is null`,
})
@Index({
  name: 'task_leased',
  expression: `create index "task_leased" on "task" ("lease_until") where "lease_until" is not null`,
})
@Index({
  name: 'task_wanted_vendor',
  expression: `create index "task_wanted_vendor" on "task" ("wanted_vendor", "priority" desc, "wake_at") where "wanted_vendor" is not null`,
})
@Index({
  name: 'task_attention',
  expression: `create index "task_attention" on "task" ("run_id") where "status" = 'NEEDS_ATTENTION'`,
})
@Index({
  name: 'task_reusable',
  expression: `create index "task_reusable" on "task" ("input_digest") where "status" = 'SUCCEEDED'`,
})
export class StageTask extends Entity {
  @ManyToOne(() => PipelineRun, { ref: true, fieldName: 'run_id' })
  run!: Ref<PipelineRun>;

  @ManyToOne(() => StageRun, { ref: true, fieldName: 'stage_run_id' })
  stageRun!: Ref<StageRun>;

  @Property({ type: t.text })
  stage!: Stage;

  @Property({ type: t.text })
  part: TaskPart = 'WHOLE';

  @Field(() => ID, { nullable: true, description: 'The scene it works at; null for the whole episode.' })
  @Property({ type: t.text, nullable: true })
  sceneId: string | null = null;

  /** Place among the tasks of its stage, from 0. */
  @Property({ type: t.integer })
  position = 0;

  @Field(() => StageStatus, { description: 'Where it stands.' })
  @Property({ type: t.text })
  status: StageStatus = StageStatus.PENDING;

  @Field(() => Int, { description: 'Try it is at, from 1; grows when an error is answered by another try.' })
  @Property({ type: t.integer })
  attempt = 1;

  /** Leases lost in a row. */
  @Property({ type: t.integer })
  crashes = 0;

  /** Grows with each claim; a write with an older one changes nothing. */
  @Property({ type: t.integer })
  fence = 0;

  @Property({ type: t.text, nullable: true })
  owner: string | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  leaseUntil: Date | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  wakeAt: Date | null = null;

  @Field(() => DateTime, {
    name: 'wakeAt',
    nullable: true,
    description: 'When it is looked at again, while it waits.',
  })
  get shownWakeAt(): Date | null {
    return this.wakeAt?.getTime() === 0 ? null : this.wakeAt; // the very first look waits for nothing
  }

  /** The vendor whose slots were all taken: the next one that gets free wakes one of those that wait. */
  @Property({ type: t.text, nullable: true })
  wantedVendor: VendorName | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  rungAt: Date | null = null;

  /** Tasks it needs that are not done yet; at 0 it is queued. */
  @Property({ type: t.integer })
  openNeeds = 0;

  @Property({ type: t.integer })
  priority = 0;

  @Field(() => Float, { nullable: true, description: '0 to 1, as fact; null where nothing is known.' })
  @Property({ type: t.double, nullable: true })
  progress: number | null = null;

  @Field(() => String, { nullable: true, description: 'What it waits for, in words.' })
  @Property({ type: t.text, nullable: true })
  waitingFor: string | null = null;

  @Property({ type: t.json, nullable: true })
  attentionRow: AttentionRow | null = null;

  @Property({ type: t.json, nullable: true })
  errorRow: ErrorRow | null = null;

  /** Digest of what its output is made from. */
  @Property({ type: t.text, nullable: true })
  inputDigest: string | null = null;

  /** What it made, as plain data; what needs it reads it. */
  @Property({ type: t.json, nullable: true })
  output: unknown = null;

  /** When a person let it pass a review; null where none was asked for. */
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  approvedAt: Date | null = null;

  /** What reviewers asked for, one entry for each rejection. */
  @Property({ type: t.array, default: [] })
  reviewNotes: string[] = [];

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  startedAt: Date | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  finishedAt: Date | null = null;
}
