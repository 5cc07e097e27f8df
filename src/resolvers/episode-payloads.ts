import { Field, ID, ObjectType } from 'type-graphql';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { Payload } from './payload.js';

const CURSOR = 'Subscribe with it right after and miss nothing; null when nothing was started.';

@ObjectType({ description: 'What came of createEpisode.' })
export class CreateEpisodePayload extends Payload {
  @Field(() => Episode, { nullable: true, description: 'The new episode; null when nothing was done.' })
  episode!: Episode | null;

  @Field(() => PipelineRun, { nullable: true, description: 'The run, where one was started.' })
  run!: PipelineRun | null;

  @Field(() => String, { nullable: true, description: CURSOR })
  eventCursor!: string | null;
}

@ObjectType({ description: 'What came of updateEpisode.' })
export class UpdateEpisodePayload extends Payload {
  @Field(() => Episode, { nullable: true, description: 'As it is now; null when nothing was done.' })
  episode!: Episode | null;
}

@ObjectType({ description: 'What came of deleteEpisode.' })
export class DeleteEpisodePayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The episode that is gone; null when nothing was done.' })
  deletedEpisodeId!: string | null;
}

@ObjectType()
abstract class StartedPayload extends Payload {
  @Field(() => PipelineRun, { nullable: true, description: 'The run; null when nothing was done.' })
  run!: PipelineRun | null;

  @Field(() => String, { nullable: true, description: CURSOR })
  eventCursor!: string | null;
}

@ObjectType({ description: 'What came of startPipeline.' })
export class StartPipelinePayload extends StartedPayload {}

@ObjectType({ description: 'What came of retryStage.' })
export class RetryStagePayload extends StartedPayload {}

@ObjectType({ description: 'What came of cancelPipeline.' })
export class CancelPipelinePayload extends Payload {
  @Field(() => PipelineRun, { nullable: true, description: 'The run; null when nothing was done.' })
  run!: PipelineRun | null;
}

@ObjectType({ description: 'What came of deleteAsset.' })
export class DeleteAssetPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The asset that is gone; null when nothing was done.' })
  deletedAssetId!: string | null;
}
