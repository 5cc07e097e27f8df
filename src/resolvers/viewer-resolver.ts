import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Role } from '../entities/api-key.js';
import { Channel } from '../entities/channel.js';
import { findRows } from '../services/find.js';
import type { Viewer as KeyHolder } from '../services/scope.js';
import { Context } from './context.js';

@ObjectType({ description: 'Whoever asks.' })
class Viewer {
  @Field(() => String, { description: 'What the key is called.' })
  name!: string;

  @Field(() => Role, { description: 'What it may do.' })
  role!: Role;
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Whoever asks.' })
  viewer(@Ctx() { scope }: Context): KeyHolder {
    return scope.viewer;
  }

  @FieldResolver(() => [Channel], {
    nullable: true,
    description: 'The channels that the key is limited to; null means all channels.',
  })
  async channels(@Root() { channelIds }: KeyHolder, @Ctx() { scope }: Context): Promise<Channel[] | null> {
    return channelIds && [...(await findRows(scope, 'Channel', channelIds)).values()];
  }
}
