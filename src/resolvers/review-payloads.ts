import { Field, ObjectType } from 'type-graphql';
import { Episode } from '../entities/episode.js';
import { StageRun } from '../entities/stage-run.js';
import { Payload } from './payload.js';

@ObjectType()
abstract class DecidedPayload extends Payload {
  @Field(() => StageRun, {
    nullable: true,
    description: 'The stage as it is now; null when nothing was done.',
  })
  stageRun!: StageRun | null;

  @Field(() => String, {
    nullable: true,
    description: 'Subscribe with it right after and miss nothing; null when nothing was done.',
  })
  eventCursor!: string | null;
}

@ObjectType({ description: 'What came of approveStage.' })
export class ApproveStagePayload extends DecidedPayload {}

@ObjectType({ description: 'What came of rejectStage.' })
export class RejectStagePayload extends DecidedPayload {}

@ObjectType({ description: 'What came of updateScript.' })
export class UpdateScriptPayload extends Payload {
  @Field(() => Episode, {
    nullable: true,
    description: 'The episode with its current script; with CONFLICT too. Null when nothing else was done.',
  })
  episode!: Episode | null;
}
