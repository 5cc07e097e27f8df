import { Field, ID, InputType, Int } from 'type-graphql';
import { OutputFormat } from '../entities/channel-choices.js';
import { LanguageTag } from '../entities/scalars.js';

/** What both making and changing an episode may say. */
@InputType()
export abstract class EpisodeChoicesInput {
  @Field(() => String, {
    nullable: true,
    description: 'Up to 200 characters; written by the pipeline when absent.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What else the writers should know, up to 5,000 characters.',
  })
  brief?: string | null;

  @Field(() => Int, { nullable: true, description: 'Length to aim at, 10 to 1800 seconds.' })
  targetSeconds?: number | null;

  @Field(() => [OutputFormat], { nullable: true, description: 'Videos to make, the main one first.' })
  formats?: OutputFormat[] | null;

  @Field(() => LanguageTag, { nullable: true, description: 'Language that is spoken.' })
  language?: string | null;

  @Field(() => Int, { nullable: true, description: '-100 to 100; higher starts first.' })
  priority?: number | null;
}

@InputType({ description: 'A new episode. What is absent comes from its channel.' })
export class CreateEpisodeInput extends EpisodeChoicesInput {
  @Field(() => ID, { description: 'The channel it belongs to.' })
  channelId!: string;

  @Field(() => String, { description: 'What it is about, 3 to 500 characters.' })
  topic!: string;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Start the pipeline at once.' })
  start?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: '1 to 255 characters; a repeat with the same key within 24 hours gets the same answer.',
  })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Changes to an episode: absent leaves a field as it is, null clears it.' })
export class UpdateEpisodeInput extends EpisodeChoicesInput {
  @Field(() => ID, { description: 'The episode.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What it is about, 3 to 500 characters.' })
  topic?: string | null;
}

@InputType({ description: 'Which episode to delete.' })
export class DeleteEpisodeInput {
  @Field(() => ID, { description: 'The episode.' })
  id!: string;
}
