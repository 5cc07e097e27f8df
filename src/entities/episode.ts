import { BigIntType, types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Index, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ConflictError } from '../errors.js';
import { DateTime, Entity, Node } from './base.js';
import { OutputFormat } from './channel-choices.js';
import { Channel } from './channel.js';
import { EpisodeMetadata, Plan, Script } from './episode-content.js';
import { decimalFromMicro, Decimal, LanguageTag } from './scalars.js';

export const EpisodeStatus = {
  DRAFT: 'DRAFT',
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  AWAITING_REVIEW: 'AWAITING_REVIEW',
  NEEDS_ATTENTION: 'NEEDS_ATTENTION',
  READY: 'READY',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type EpisodeStatus = (typeof EpisodeStatus)[keyof typeof EpisodeStatus];

registerEnumType(EpisodeStatus, {
  name: 'EpisodeStatus',
  description: 'Where an episode stands.',
  valuesConfig: {
    DRAFT: { description: 'Never started.' },
    QUEUED: { description: 'A run was asked for and has not begun.' },
    RUNNING: { description: 'A run is under way.' },
    AWAITING_REVIEW: { description: 'A run waits for a decision.' },
    NEEDS_ATTENTION: { description: 'A run waits until a person mends something.' },
    READY: { description: 'The latest run succeeded.' },
    FAILED: { description: 'The latest run failed.' },
    CANCELLED: { description: 'The latest run was cancelled.' },
  },
});

/** One video of a channel. */
@ObjectType({ implements: Node, description: 'One video of a channel.' })
@Table({ tableName: 'episode' })
@Unique({
  name: 'episode_number',
  expression: `create unique index "episode_number" on "episode" ("channel_id", "number")`,
})
@Index({
  name: 'episode_created',
  expression: `create index "episode_created" on "episode" ("created_at", "id")`,
})
@Index({
  name: 'episode_channel',
  expression: `create index "episode_channel" on "episode" ("channel_id", "created_at", "id")`,
})
@Index({
  name: 'episode_numbers',
  expression: `create index "episode_numbers" on "episode" ("number", "id")`,
})
@Index({
  name: 'episode_priority',
  expression: `create index "episode_priority" on "episode" ("priority", "id")`,
})
@Index({
  name: 'episode_updated',
  expression: `create index "episode_updated" on "episode" ("updated_at", "id")`,
})
@Index({
  name: 'episode_status',
  expression: `create index "episode_status" on "episode" ("status", "created_at", "id")`,
})
@Index({
  name: 'episode_title',
  expression: `create index "episode_title" on "episode" (left(coalesce("given_title", "metadata" ->> 'title', "topic"), 200), "id")`,
})
export class Episode extends Entity {
  @ManyToOne(() => Channel, { ref: true, fieldName: 'channel_id' })
  channel!: Ref<Channel>;

  @Field(() => Int, { description: 'Number within the channel, from 1; never given twice.' })
  @Property({ type: t.integer })
  number!: number;

  /** What a person called it; null until then. */
  @Property({ type: t.text, nullable: true })
  givenTitle: string | null = null;

  @Field(() => String, { description: 'What the episode is about.' })
  @Property({ type: t.text })
  topic!: string;

  @Field(() => String, { nullable: true, description: 'What else the writers should know.' })
  @Property({ type: t.text, nullable: true })
  brief: string | null = null;

  @Field(() => EpisodeStatus, { description: 'Where it stands.' })
  @Property({ type: t.text })
  status: EpisodeStatus = EpisodeStatus.DRAFT;

  @Field(() => Int, { description: 'Length that is aimed at, 10 to 1800 seconds.' })
  @Property({ type: t.integer })
  targetSeconds!: number;

  @Field(() => [OutputFormat], { description: 'Videos to make; the first one is the main one.' })
  @Property({ type: t.array })
  formats!: OutputFormat[];

  @Field(() => LanguageTag, { description: 'Language that is spoken.' })
  @Property({ type: t.text })
  language!: string;

  @Field(() => Int, { description: '-100 to 100; higher starts first.' })
  @Property({ type: t.integer })
  priority = 0;

  @Field(() => Plan, { nullable: true, description: 'Of the latest run that made one.' })
  @Property({ type: t.json, nullable: true })
  plan: Plan | null = null;

  @Field(() => Script, { nullable: true, description: 'The current script.' })
  @Property({ type: t.json, nullable: true })
  script: Script | null = null;

  /** A person wrote the current script: the script stage takes it as it is. */
  @Property({ type: t.boolean })
  scriptIsEdited = false;

  @Field(() => EpisodeMetadata, { nullable: true, description: 'Of the latest run that made it.' })
  @Property({ type: t.json, nullable: true })
  metadata: EpisodeMetadata | null = null;

  /** Number of the next run. */
  @Property({ type: t.integer })
  nextRunNumber = 1;

  /** Settled cost of all runs, in millionths of a US dollar. */
  @Property({ type: new BigIntType('number') })
  costMicroUsd = 0;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  deletedAt: Date | null = null;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', onUpdate: () => new Date() })
  updatedAt: Date = new Date();

  @Field(() => String, {
    description: 'The title a person gave, else the one that was written, else the topic.',
  })
  get title(): string {
    return this.givenTitle ?? this.metadata?.title ?? this.topic;
  }

  @Field(() => Decimal, { description: 'Settled cost of all runs, in US dollars.' })
  get costUsd(): string {
    return decimalFromMicro(this.costMicroUsd);
  }

  get isUnderWay(): boolean {
    return ['QUEUED', 'RUNNING', 'AWAITING_REVIEW', 'NEEDS_ATTENTION'].includes(this.status);
  }

  /** @throws {ConflictError} while a run is active: it works from what is written here */
  assertIdle(path: readonly string[]): void {
    if (this.isUnderWay) {
      throw new ConflictError(
        `Episode ${this.number} has a run under way; cancel it or wait for its end.`,
        path,
        'WRONG_STATE',
        { activeRunOf: this.id },
      );
    }
  }
}
