import { BigIntType, types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Index, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Entity, Node } from './base.js';
import { toEventCursor } from './event-cursor.js';
import { Episode } from './episode.js';
import { decimalFromMicro, Decimal } from './scalars.js';
import { Stage } from './stage.js';

export const RunStatus = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  AWAITING_REVIEW: 'AWAITING_REVIEW',
  NEEDS_ATTENTION: 'NEEDS_ATTENTION',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type RunStatus = (typeof RunStatus)[keyof typeof RunStatus];

registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where a run stands. SUCCEEDED, FAILED and CANCELLED are final.',
  valuesConfig: {
    QUEUED: { description: 'Nothing has begun yet.' },
    RUNNING: { description: 'At least one task is being worked at or can be.' },
    AWAITING_REVIEW: { description: 'A person decides whether it goes on.' },
    NEEDS_ATTENTION: { description: 'A person must mend something; then it goes on.' },
    SUCCEEDED: { description: 'Final: all that was asked for is there.' },
    FAILED: { description: 'Final: it could not be made.' },
    CANCELLED: { description: 'Final: somebody stopped it.' },
  },
});

export const ENDED_RUN_STATUSES: readonly RunStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** One production of an episode. */
@ObjectType({ implements: Node, description: 'One production of an episode.' })
@Table({ tableName: 'pipeline_run' })
@Unique({
  name: 'run_number',
  expression: `create unique index "run_number" on "pipeline_run" ("episode_id", "number")`,
})
@Unique({
  name: 'run_active',
  expression: `create unique index "run_active" on "pipeline_run" ("episode_id") where "status" not in ('SUCCEEDED', 'FAILED', 'CANCELLED')`,
})
@Index({
  name: 'run_created',
  expression: `create index "run_created" on "pipeline_run" ("created_at", "id")`,
})
@Index({
  name: 'run_channel',
  expression: `create index "run_channel" on "pipeline_run" ("channel_id", "created_at", "id")`,
})
export class PipelineRun extends Entity {
  @ManyToOne(() => Episode, { ref: true, fieldName: 'episode_id' })
  episode!: Ref<Episode>;

  @Property({ type: t.uuid })
  channelId!: string;

  @Field(() => Int, { description: 'Number within the episode, from 1.' })
  @Property({ type: t.integer })
  number!: number;

  @Field(() => RunStatus, { description: 'Where it stands.' })
  @Property({ type: t.text })
  status: RunStatus = RunStatus.QUEUED;

  @Field(() => Float, { description: '0 to 1, from finished work; never goes back.' })
  @Property({ type: t.double })
  progress = 0;

  /** Sequence of the latest durable event. */
  @Property({ type: t.integer })
  lastSequence = 0;

  /** First and last stage that were asked for; null for the whole pipeline. */
  @Property({ type: t.text, nullable: true })
  fromStage: Stage | null = null;

  @Property({ type: t.text, nullable: true })
  untilStage: Stage | null = null;

  /** Stages to make anew although their inputs are unchanged. */
  @Property({ type: t.array })
  force: Stage[] = [];

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  cancelRequestedAt: Date | null = null;

  @Property({ type: t.text, nullable: true })
  cancelReason: string | null = null;

  /** When its channel's budget was first passed; told once. */
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  budgetWarnedAt: Date | null = null;

  /** Settled cost in millionths of a US dollar. */
  @Property({ type: new BigIntType('number') })
  costMicroUsd = 0;

  @Property({ type: new BigIntType('number'), nullable: true })
  estimatedCostMicroUsd: number | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When the first task was taken up.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  startedAt: Date | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  finishedAt: Date | null = null;

  @Field(() => Decimal, { description: 'Settled cost so far, in US dollars.' })
  get costUsd(): string {
    return decimalFromMicro(this.costMicroUsd);
  }

  @Field(() => Decimal, {
    nullable: true,
    description: 'What the whole run was expected to cost, in US dollars.',
  })
  get estimatedCostUsd(): string | null {
    return this.estimatedCostMicroUsd === null ? null : decimalFromMicro(this.estimatedCostMicroUsd);
  }

  @Field(() => String, {
    description: 'Where the events of this run stand: subscribe with it and miss nothing that follows.',
  })
  get eventCursor(): string {
    return toEventCursor(this.id, this.lastSequence);
  }

  get hasEnded(): boolean {
    return ENDED_RUN_STATUSES.includes(this.status);
  }
}
