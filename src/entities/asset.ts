import { BigIntType, types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Index } from '@mikro-orm/decorators/legacy';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Node } from './base.js';
import { OutputFormat } from './channel-choices.js';
import { Episode } from './episode.js';
import { ByteCount, LanguageTag } from './scalars.js';
import { Stage } from './stage.js';

export const AssetKind = {
  PLAN: 'PLAN',
  SCRIPT: 'SCRIPT',
  METADATA: 'METADATA',
  VOICE: 'VOICE',
  AVATAR_VIDEO: 'AVATAR_VIDEO',
  BROLL_VIDEO: 'BROLL_VIDEO',
  CAPTIONS: 'CAPTIONS',
  THUMBNAIL: 'THUMBNAIL',
  EPISODE_VIDEO: 'EPISODE_VIDEO',
  BRAND: 'BRAND',
} as const;
export type AssetKind = (typeof AssetKind)[keyof typeof AssetKind];

registerEnumType(AssetKind, {
  name: 'AssetKind',
  description: 'What a stored file is.',
  valuesConfig: {
    PLAN: { description: 'The plan, as JSON.' },
    SCRIPT: { description: 'The script, as JSON.' },
    METADATA: { description: 'What is published beside the video, as JSON.' },
    VOICE: { description: 'The narration of one scene.' },
    AVATAR_VIDEO: { description: 'The presenter in one scene.' },
    BROLL_VIDEO: { description: 'Footage of one scene.' },
    CAPTIONS: { description: 'Captions of the whole video, SRT or WebVTT.' },
    THUMBNAIL: { description: 'A still for the list of videos.' },
    EPISODE_VIDEO: { description: 'The finished video in one format.' },
    BRAND: { description: 'A logo, intro, outro or music of a channel.' },
  },
});

/** A stored file that a task made or a person uploaded. The file stands before the row does. */
@ObjectType({ implements: Node, description: 'A stored file that a task made or a person uploaded.' })
@Table({ tableName: 'asset' })
@Index({ name: 'asset_episode', expression: `create index "asset_episode" on "asset" ("episode_id")` })
@Index({
  name: 'asset_channel',
  expression: `create index "asset_channel" on "asset" ("channel_id", "created_at", "id")`,
})
@Index({ name: 'asset_created', expression: `create index "asset_created" on "asset" ("created_at", "id")` })
@Index({
  name: 'asset_storage_key',
  expression: `create index "asset_storage_key" on "asset" ("storage_key")`,
})
export class Asset extends Entity {
  @Property({ type: t.uuid })
  channelId!: string;

  @ManyToOne(() => Episode, { ref: true, nullable: true, fieldName: 'episode_id' })
  episode: Ref<Episode> | null = null;

  /** The run that made it; one that reuses it does not change this. */
  @Property({ type: t.uuid, nullable: true })
  runId: string | null = null;

  @Field(() => AssetKind, { description: 'What it is.' })
  @Property({ type: t.text })
  kind!: AssetKind;

  /** Key in the asset store. */
  @Property({ type: t.text })
  storageKey!: string;

  @Field(() => String, { description: 'Media type, as probed.' })
  @Property({ type: t.text })
  contentType!: string;

  @Field(() => ByteCount, { description: 'Size in bytes.' })
  @Property({ type: new BigIntType('number') })
  sizeBytes!: number;

  @Field(() => String, { description: 'SHA-256 of the content, in hex.' })
  @Property({ type: t.text })
  sha256!: string;

  @Field(() => Int, { nullable: true, description: 'Length of sound or video in ms, as measured.' })
  @Property({ type: t.integer, nullable: true })
  durationMs: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Width in pixels.' })
  @Property({ type: t.integer, nullable: true })
  width: number | null = null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels.' })
  @Property({ type: t.integer, nullable: true })
  height: number | null = null;

  @Field(() => Float, { nullable: true, description: 'Frames per second.' })
  @Property({ type: t.double, nullable: true })
  fps: number | null = null;

  @Field(() => OutputFormat, { nullable: true, description: 'The format it was made for.' })
  @Property({ type: t.text, nullable: true })
  format: OutputFormat | null = null;

  @Field(() => LanguageTag, { nullable: true, description: 'The language that is spoken or written in it.' })
  @Property({ type: t.text, nullable: true })
  language: string | null = null;

  @Field(() => Int, {
    description: 'Counts the assets of this kind, scene and format in the episode, from 1.',
  })
  @Property({ type: t.integer })
  version = 1;

  @Field(() => ID, { nullable: true, description: 'The scene it belongs to.' })
  @Property({ type: t.text, nullable: true })
  sceneId: string | null = null;

  @Field(() => Stage, { nullable: true, description: 'The stage that made it.' })
  @Property({ type: t.text, nullable: true })
  stage: Stage | null = null;

  /** What the person who uploaded it calls it; null for what a task made. */
  @Property({ type: t.text, nullable: true })
  fileName: string | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  deletedAt: Date | null = null;
}
