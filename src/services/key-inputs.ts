import { Field, ID, InputType } from 'type-graphql';
import { Role } from '../entities/api-key.js';
import { DateTime } from '../entities/base.js';

@InputType({ description: 'A new API key.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  name!: string;

  @Field(() => Role, { description: 'What it may do.' })
  role!: Role;

  @Field(() => [ID], {
    nullable: true,
    description: 'The channels it is limited to; absent or null for all.',
  })
  channelIds?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; absent or null for never.' })
  expiresAt?: Date | null;
}

@InputType({ description: 'Which key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'The key.' })
  id!: string;
}
