import { Field, ID, InputType, Int } from 'type-graphql';
import { Speaker } from '../entities/episode-content.js';

const KEY = '1 to 255 characters; a repeat with the same key within 24 hours gets the same answer.';

@InputType({ description: 'Which stage passes its review.' })
export class ApproveStageInput {
  @Field(() => ID, { description: 'The stage run.' })
  stageRunId!: string;

  @Field(() => String, { nullable: true, description: 'Shown in the events, up to 2,000 characters.' })
  note?: string | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which stage is sent back, and why.' })
export class RejectStageInput {
  @Field(() => ID, { description: 'The stage run.' })
  stageRunId!: string;

  @Field(() => String, {
    description: 'What to change, up to 2,000 characters: the next attempt is made from it.',
  })
  note!: string;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'One scene of an edited script.' })
export class SceneInput {
  @Field(() => ID, { nullable: true, description: 'Of a scene that stays; absent for a new one.' })
  id?: string | null;

  @Field(() => Speaker, { description: 'Who is heard and seen.' })
  speaker!: Speaker;

  @Field(() => String, { description: 'The words that are spoken, up to 1,500 characters.' })
  narration!: string;

  @Field(() => String, { nullable: true, description: 'Text of the lower third, up to 80 characters.' })
  onScreenText?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the footage shows, up to 1,000 characters; needed for VOICEOVER.',
  })
  brollPrompt?: string | null;

  @Field(() => String, { nullable: true, description: 'How it is said, up to 200 characters.' })
  tone?: string | null;
}

@InputType({ description: 'A script as a person wrote it.' })
export class UpdateScriptInput {
  @Field(() => ID, { description: 'The episode.' })
  episodeId!: string;

  @Field(() => Int, { description: 'The version that was edited; CONFLICT when there is a newer one.' })
  baseVersion!: number;

  @Field(() => [SceneInput], { description: 'All scenes in play order, 1 to 300.' })
  scenes!: SceneInput[];

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}
