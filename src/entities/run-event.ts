import { BigIntType, PrimaryKeyProp, types as t, type Opt } from '@mikro-orm/core';
import { Entity as Table, PrimaryKey, Property, Index } from '@mikro-orm/decorators/legacy';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from './base.js';
import { toEventCursor } from './event-cursor.js';
import { decimalFromMicro, Decimal } from './scalars.js';
import { Stage } from './stage.js';

export const RunEventKind = {
  SNAPSHOT: 'SNAPSHOT',
  STREAM_RESET: 'STREAM_RESET',
  STAGE_PROGRESS: 'STAGE_PROGRESS',
  RUN_QUEUED: 'RUN_QUEUED',
  RUN_STARTED: 'RUN_STARTED',
  STAGE_QUEUED: 'STAGE_QUEUED',
  STAGE_STARTED: 'STAGE_STARTED',
  STAGE_WAITING: 'STAGE_WAITING',
  STAGE_RETRYING: 'STAGE_RETRYING',
  STAGE_SUCCEEDED: 'STAGE_SUCCEEDED',
  STAGE_REUSED: 'STAGE_REUSED',
  STAGE_SKIPPED: 'STAGE_SKIPPED',
  STAGE_FAILED: 'STAGE_FAILED',
  STAGE_CANCELLED: 'STAGE_CANCELLED',
  REVIEW_REQUESTED: 'REVIEW_REQUESTED',
  REVIEW_DECIDED: 'REVIEW_DECIDED',
  ATTENTION_REQUIRED: 'ATTENTION_REQUIRED',
  ATTENTION_RESOLVED: 'ATTENTION_RESOLVED',
  ASSET_CREATED: 'ASSET_CREATED',
  LOG: 'LOG',
  RUN_SUCCEEDED: 'RUN_SUCCEEDED',
  RUN_FAILED: 'RUN_FAILED',
  RUN_CANCELLED: 'RUN_CANCELLED',
} as const;
export type RunEventKind = (typeof RunEventKind)[keyof typeof RunEventKind];

/** Never stored: they repeat sequence and cursor of the last durable event. */
export const TRANSIENT_KINDS: readonly RunEventKind[] = ['SNAPSHOT', 'STREAM_RESET', 'STAGE_PROGRESS'];
/** After one of these nothing follows in a run. */
export const FINAL_KINDS: readonly RunEventKind[] = ['RUN_SUCCEEDED', 'RUN_FAILED', 'RUN_CANCELLED'];

registerEnumType(RunEventKind, {
  name: 'RunEventKind',
  description: 'What happened in a run.',
  valuesConfig: {
    SNAPSHOT: {
      description: 'Transient. Where things stand now; sent first to whoever asks without a cursor.',
    },
    STREAM_RESET: { description: 'Transient. The cursor is of no use; a SNAPSHOT follows.' },
    STAGE_PROGRESS: { description: 'Transient. A task moved; at most one a second per task.' },
    RUN_QUEUED: { description: 'A run was asked for.' },
    RUN_STARTED: { description: 'Its first task was taken up.' },
    STAGE_QUEUED: { description: 'A task can start.' },
    STAGE_STARTED: { description: 'A worker took a task up.' },
    STAGE_WAITING: { description: 'A vendor works at it.' },
    STAGE_RETRYING: { description: 'A try failed; another one follows.' },
    STAGE_SUCCEEDED: { description: 'All tasks of the stage are done.' },
    STAGE_REUSED: { description: 'The stage was made from the same inputs before.' },
    STAGE_SKIPPED: { description: 'The stage is not needed.' },
    STAGE_FAILED: { description: 'The stage could not be made.' },
    STAGE_CANCELLED: { description: 'The stage was stopped with its run.' },
    REVIEW_REQUESTED: { description: 'A person decides whether the run goes on.' },
    REVIEW_DECIDED: { description: 'A person decided.' },
    ATTENTION_REQUIRED: { description: 'A person must mend something.' },
    ATTENTION_RESOLVED: { description: 'It was mended; the task goes on.' },
    ASSET_CREATED: { description: 'A file was stored.' },
    LOG: { description: 'Something worth reading; nothing changed.' },
    RUN_SUCCEEDED: { description: 'Final: all that was asked for is there.' },
    RUN_FAILED: { description: 'Final: it could not be made.' },
    RUN_CANCELLED: { description: 'Final: somebody stopped it.' },
  },
});

/** Something that happened in a run. Durable ones are rows, numbered 1, 2, 3 … without a gap. */
@ObjectType({ description: 'Something that happened in a run.' })
@Table({ tableName: 'run_event' })
@Index({
  name: 'run_event_channel',
  expression: `create index "run_event_channel" on "run_event" ("channel_id", "transaction_id")`,
})
@Index({
  name: 'run_event_transaction',
  expression: `create index "run_event_transaction" on "run_event" ("transaction_id")`,
})
export class RunEvent {
  [PrimaryKeyProp]?: ['runId', 'sequence'];

  @PrimaryKey({ type: t.uuid })
  runId!: string;

  @Field(() => Int, {
    description: 'Place in the run: 1, 2, 3 …; a transient event repeats that of the last durable one.',
  })
  @PrimaryKey({ type: t.integer })
  sequence!: number;

  @Property({ type: t.uuid })
  channelId!: string;

  /** The transaction that wrote it, so that `channelEvents` can tell what may still be missing. */
  @Property({ type: new BigIntType('number'), defaultRaw: '((pg_current_xact_id())::text)::bigint' })
  transactionId!: Opt<number>;

  @Field(() => RunEventKind, { description: 'What happened.' })
  @Property({ type: t.text })
  kind!: RunEventKind;

  @Field(() => DateTime, { description: 'When it happened.' })
  @Property({ type: t.datetime, columnType: 'timestamptz' })
  occurredAt!: Date;

  @Field(() => String, { nullable: true, description: 'In words.' })
  @Property({ type: t.text, nullable: true })
  message: string | null = null;

  @Field(() => Stage, { nullable: true, description: 'The stage it happened in.' })
  @Property({ type: t.text, nullable: true })
  stage: Stage | null = null;

  @Field(() => Float, { description: 'Progress of the run as of the event, 0 to 1.' })
  @Property({ type: t.double })
  progress = 0;

  @Field(() => Float, {
    nullable: true,
    description: 'Progress of the stage as of the event, 0 to 1; null where nothing is known.',
  })
  @Property({ type: t.double, nullable: true })
  stageProgress: number | null = null;

  @Field(() => Int, {
    nullable: true,
    description: 'Expected seconds to the end as of the event; null where nothing was measured yet.',
  })
  @Property({ type: t.integer, nullable: true })
  etaSeconds: number | null = null;

  @Property({ type: new BigIntType('number') })
  costMicroUsd = 0;

  @Property({ type: t.uuid, nullable: true })
  stageRunId: string | null = null;

  @Property({ type: t.uuid, nullable: true })
  taskId: string | null = null;

  @Property({ type: t.uuid, nullable: true })
  assetId: string | null = null;

  @Field(() => String, { description: 'Subscribe with it and get what follows.' })
  get cursor(): string {
    return toEventCursor(this.runId, this.sequence);
  }

  @Field(() => Decimal, { description: 'Settled cost of the run as of the event, in US dollars.' })
  get costUsd(): string {
    return decimalFromMicro(this.costMicroUsd);
  }
}
