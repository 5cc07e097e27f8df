import { Field, ID, ObjectType } from 'type-graphql';
import { Channel } from '../entities/channel.js';
import { Payload } from './payload.js';

@ObjectType()
abstract class ChannelPayload extends Payload {
  @Field(() => Channel, {
    nullable: true,
    description: 'The channel as it is now; null when nothing was done.',
  })
  channel!: Channel | null;
}

@ObjectType({ description: 'What came of createChannel.' })
export class CreateChannelPayload extends ChannelPayload {}

@ObjectType({ description: 'What came of updateChannel.' })
export class UpdateChannelPayload extends ChannelPayload {}

@ObjectType({ description: 'What came of archiveChannel.' })
export class ArchiveChannelPayload extends ChannelPayload {}

@ObjectType({ description: 'What came of unarchiveChannel.' })
export class UnarchiveChannelPayload extends ChannelPayload {}

@ObjectType({ description: 'What came of deleteChannel.' })
export class DeleteChannelPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'The channel that is gone; null when nothing was done.' })
  deletedChannelId!: string | null;
}
