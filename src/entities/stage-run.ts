import { BigIntType, types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTime, Entity, Node } from './base.js';
import { PipelineRun } from './run.js';
import { decimalFromMicro, Decimal } from './scalars.js';
import { Stage, StageStatus } from './stage.js';
import type { AttentionRow, ErrorRow } from './trouble.js';
import { VendorName } from './vendor.js';

/** One stage in a run: the sum of its tasks, written in the same transaction as they are. */
@ObjectType({ implements: Node, description: 'One stage in a run.' })
@Table({ tableName: 'stage_run' })
@Unique({
  name: 'stage_run_stage',
  expression: `create unique index "stage_run_stage" on "stage_run" ("run_id", "stage")`,
})
export class StageRun extends Entity {
  @ManyToOne(() => PipelineRun, { ref: true, fieldName: 'run_id' })
  run!: Ref<PipelineRun>;

  @Field(() => Stage, { description: 'Which stage.' })
  @Property({ type: t.text })
  stage!: Stage;

  @Field(() => StageStatus, { description: 'Where it stands: the sum of its tasks.' })
  @Property({ type: t.text })
  status: StageStatus = StageStatus.PENDING;

  @Field(() => Int, { description: 'The highest attempt of its tasks, from 1.' })
  @Property({ type: t.integer })
  attempt = 1;

  @Field(() => Float, { nullable: true, description: '0 to 1; null where nothing is known.' })
  @Property({ type: t.double, nullable: true })
  progress: number | null = null;

  @Field(() => String, { nullable: true, description: 'What is going on, in words.' })
  @Property({ type: t.text, nullable: true })
  message: string | null = null;

  @Property({ type: t.json, nullable: true })
  attentionRow: AttentionRow | null = null;

  @Property({ type: t.json, nullable: true })
  errorRow: ErrorRow | null = null;

  @Field(() => VendorName, { nullable: true, description: 'The vendor that does it; null where none does.' })
  @Property({ type: t.text, nullable: true })
  vendor: VendorName | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When its first task was taken up.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  startedAt: Date | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When its last task ended.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  finishedAt: Date | null = null;

  /** Settled cost in millionths of a US dollar. */
  @Property({ type: new BigIntType('number') })
  costMicroUsd = 0;

  @Field(() => Decimal, { description: 'Settled cost, in US dollars.' })
  get costUsd(): string {
    return decimalFromMicro(this.costMicroUsd);
  }
}
