import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { ApiKey } from '../entities/api-key.js';
import { Channel } from '../entities/channel.js';
import { findRows } from '../services/find.js';
import { CreateApiKeyInput, RevokeApiKeyInput } from '../services/key-inputs.js';
import type { KeyService } from '../services/key-service.js';
import type { Page } from '../services/page.js';
import { payload } from '../services/payload.js';
import { ConnectionArguments } from './connection.js';
import { ApiKeyConnection } from './connections.js';
import { Context } from './context.js';
import { Payload } from './payload.js';

@ObjectType({ description: 'What came of createApiKey.' })
class CreateApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable: true, description: 'The new key; null when nothing was done.' })
  apiKey!: ApiKey | null;

  @Field(() => String, { nullable: true, description: 'The key itself, shown this once.' })
  secret!: string | null;
}

@ObjectType({ description: 'What came of revokeApiKey.' })
class RevokeApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable: true, description: 'The key; null when nothing was done.' })
  apiKey!: ApiKey | null;
}

@Resolver(() => ApiKey)
export class KeyResolver {
  constructor(private readonly keys: KeyService) {}

  @Query(() => ApiKeyConnection, { description: 'All API keys, newest first. For ADMIN.' })
  apiKeys(@Ctx() { scope }: Context, @Args() page: ConnectionArguments): Promise<Page<ApiKey>> {
    return this.keys.list(scope, page);
  }

  @FieldResolver(() => [Channel], {
    nullable: true,
    description: 'The channels it is limited to; null for all.',
  })
  async channels(@Root() { channelIds }: ApiKey, @Ctx() context: Context): Promise<Channel[] | null> {
    if (channelIds === null) return null;
    const found = await Promise.all(
      channelIds.map((channelId) =>
        context.batched('channel', channelId, async (ids) => {
          const channels = await findRows(context.scope, 'Channel', ids);
          return ids.map((id) => channels.get(id) ?? null);
        }),
      ),
    );
    return found.filter((channel) => channel !== null);
  }

  @Mutation(() => CreateApiKeyPayload, { description: 'Makes an API key. For ADMIN.' })
  createApiKey(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateApiKeyInput, { description: 'What it may do.' }) input: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload> {
    return payload({ apiKey: null, secret: null }, () => this.keys.create(scope, input));
  }

  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Ends an API key: requests are refused at once, open sockets within seconds. For ADMIN.',
  })
  revokeApiKey(
    @Ctx() { scope }: Context,
    @Arg('input', () => RevokeApiKeyInput, { description: 'Which one.' }) input: RevokeApiKeyInput,
  ): Promise<RevokeApiKeyPayload> {
    return payload({ apiKey: null }, async () => ({ apiKey: await this.keys.revoke(scope, input) }));
  }
}
