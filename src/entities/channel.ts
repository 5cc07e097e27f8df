import { BigIntType, types as t } from '@mikro-orm/core';
import { Entity as Table, Property, Index, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { ConflictError } from '../errors.js';
import { DateTime, Entity, Node } from './base.js';
import {
  AvatarChoice,
  BudgetEnforcement,
  FootageChoice,
  OutputFormat,
  Persona,
  StyleGuide,
  VoiceChoice,
  type BrandChoice,
} from './channel-choices.js';
import { LanguageTag } from './scalars.js';
import { Stage } from './stage.js';

/** A show: its voice, its look, its budget. It has episodes. */
@ObjectType({ implements: Node, description: 'A show with its voice, look and budget. It has episodes.' })
@Table({ tableName: 'channel' })
@Unique({
  name: 'channel_handle',
  expression: `create unique index "channel_handle" on "channel" ("handle") where "deleted_at" is null`,
})
@Index({
  name: 'channel_created',
  expression: `create index "channel_created" on "channel" ("created_at", "id")`,
})
export class Channel extends Entity {
  @Field(() => String, {
    description: 'Short name for addresses: a-z, 0-9 and hyphens, unique among living channels.',
  })
  @Property({ type: t.text })
  handle!: string;

  @Field(() => String, { description: 'The name that people see.' })
  @Property({ type: t.text })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What the channel is about.' })
  @Property({ type: t.text, nullable: true })
  description: string | null = null;

  @Field(() => LanguageTag, { description: 'Language of new episodes.' })
  @Property({ type: t.text })
  language = 'en';

  @Field(() => Persona, { description: 'Who speaks.' })
  @Property({ type: t.json })
  persona!: Persona;

  @Field(() => StyleGuide, { description: 'How it is written.' })
  @Property({ type: t.json })
  styleGuide!: StyleGuide;

  @Field(() => VoiceChoice, { description: 'The voice that speaks.' })
  @Property({ type: t.json })
  voice!: VoiceChoice;

  @Field(() => AvatarChoice, {
    nullable: true,
    description: 'The presenter that is seen; null for voice-over only.',
  })
  @Property({ type: t.json, nullable: true })
  avatar: AvatarChoice | null = null;

  @Field(() => FootageChoice, { description: 'Where footage comes from.' })
  @Property({ type: t.json })
  footage!: FootageChoice;

  @Property({ type: t.json })
  brand!: BrandChoice;

  @Field(() => [OutputFormat], { description: 'Formats of new episodes; the first one is the main one.' })
  @Property({ type: t.array })
  formats: OutputFormat[] = [OutputFormat.LANDSCAPE_1080P];

  @Field(() => [Stage], { description: 'Stages after which a person decides whether the run goes on.' })
  @Property({ type: t.array })
  reviewStages: Stage[] = [];

  /** Millionths of a US dollar; null for no limit. */
  @Property({ type: new BigIntType('number'), nullable: true })
  perEpisodeMicroUsd: number | null = null;

  /** Millionths of a US dollar in one calendar month (UTC); null for no limit. */
  @Property({ type: new BigIntType('number'), nullable: true })
  perMonthMicroUsd: number | null = null;

  @Property({ type: t.text })
  budgetEnforcement: BudgetEnforcement = BudgetEnforcement.OBSERVE;

  /** Number of the next episode; numbers are never given twice. */
  @Property({ type: t.integer })
  nextEpisodeNumber = 1;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Set while the channel is archived: it can be read, nothing can be started.',
  })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  archivedAt: Date | null = null;

  /** Soft: the account of what it spent stays. */
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  deletedAt: Date | null = null;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', onUpdate: () => new Date() })
  updatedAt: Date = new Date();

  /** @throws {ConflictError} when the channel is archived and nothing may be started in it */
  assertOpen(path: readonly string[]): void {
    if (this.archivedAt)
      throw new ConflictError(`Channel ${this.handle} is archived; unarchive it first.`, path);
  }
}
