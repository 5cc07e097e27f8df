import { Field, ID, InputType } from 'type-graphql';
import { Stage } from '../entities/stage.js';

const KEY = '1 to 255 characters; a repeat with the same key within 24 hours gets the same answer.';

@InputType({ description: 'Which episode to produce, and which part of the pipeline.' })
export class StartPipelineInput {
  @Field(() => ID, { description: 'The episode.' })
  episodeId!: string;

  @Field(() => Stage, {
    nullable: true,
    description: 'First stage to make; earlier ones are taken from before.',
  })
  from?: Stage | null;

  @Field(() => Stage, { nullable: true, description: 'Last stage to make.' })
  until?: Stage | null;

  @Field(() => [Stage], {
    nullable: true,
    description: 'Stages to make anew although their inputs are unchanged.',
  })
  force?: Stage[] | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which run to stop.' })
export class CancelPipelineInput {
  @Field(() => ID, { description: 'The run.' })
  runId!: string;

  @Field(() => String, { nullable: true, description: 'Why, up to 500 characters.' })
  reason?: string | null;
}

@InputType({ description: 'Which stage to try again.' })
export class RetryStageInput {
  @Field(() => ID, { description: 'The stage run.' })
  stageRunId!: string;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}
