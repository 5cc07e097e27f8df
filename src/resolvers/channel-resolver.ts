import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Channel } from '../entities/channel.js';
import * as inputs from '../services/channel-inputs.js';
import type { BrandChoice } from '../entities/channel-choices.js';
import { Episode } from '../entities/episode.js';
import { Budget, spentOf } from '../services/budget.js';
import { channelByHandle, channelList, ChannelOrder, ChannelWhere } from '../services/channel-reads.js';
import { episodeList, EpisodeOrder, EpisodeWhere } from '../services/episode-reads.js';
import type { ChannelService } from '../services/channel-service.js';
import { badUserInput } from '../services/cursor.js';
import { findNode } from '../services/find.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { payload } from '../services/payload.js';
import { sql } from '../services/sql.js';
import { below } from './below.js';
import { Brand } from './brand-resolver.js';
import * as payloads from './channel-payloads.js';
import { ConnectionArguments } from './connection.js';
import { ChannelConnection, EpisodeConnection } from './connections.js';
import { Context } from './context.js';

const NOTHING = { channel: null };

@Resolver(() => Channel)
export class ChannelResolver {
  constructor(private readonly channels: ChannelService) {}

  @Query(() => Channel, { nullable: true, description: 'One channel, by exactly one of id and handle.' })
  channel(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { nullable: true, description: 'Its id.' }) id: string | null | undefined,
    @Arg('handle', () => String, { nullable: true, description: 'Its handle.' })
    handle: string | null | undefined,
  ): Promise<Channel | null> {
    if (id != null && handle == null) return findNode(scope, 'Channel', id);
    if (handle != null && id == null) return channelByHandle(scope, handle);
    throw badUserInput('Give exactly one of id and handle.');
  }

  @Query(() => ChannelConnection, {
    name: 'channels',
    description: 'All channels, newest first unless orderBy says otherwise.',
  })
  listChannels(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => ChannelWhere, { nullable: true, description: 'Which ones.' })
    where?: ChannelWhere | null,
    @Arg('orderBy', () => ChannelOrder, { nullable: true, description: 'In which order.' })
    orderBy?: ChannelOrder | null,
  ): Promise<Page<Channel>> {
    return pageOf(scope, channelList(scope.viewer, where, orderBy), page);
  }

  @FieldResolver(() => Brand, { description: 'How videos look.' })
  brand(@Root() { brand }: Channel): BrandChoice {
    return brand;
  }

  @FieldResolver(() => Budget, { description: 'Limits of spending, and what was spent.' })
  async budget(@Root() channel: Channel, @Ctx() context: Context): Promise<Budget> {
    return new Budget(
      channel,
      await context.batched('spent', channel.id, (ids) => spentOf(context.scope, ids)),
    );
  }

  @FieldResolver(() => EpisodeConnection, {
    description: 'Its episodes, newest first unless orderBy says otherwise.',
  })
  episodes(
    @Root() { id }: Channel,
    @Ctx() context: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => EpisodeWhere, { nullable: true, description: 'Which ones.' })
    where?: EpisodeWhere | null,
    @Arg('orderBy', () => EpisodeOrder, { nullable: true, description: 'In which order.' })
    orderBy?: EpisodeOrder | null,
  ): Promise<Page<Episode>> {
    const list = episodeList(context.scope.viewer, where, orderBy);
    return below(context, 'channel.episodes', { column: sql`t.channel_id`, id }, list, page, where, orderBy);
  }

  @Mutation(() => payloads.CreateChannelPayload, { description: 'Makes a channel.' })
  createChannel(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.CreateChannelInput, { description: 'What it is.' })
    input: inputs.CreateChannelInput,
  ): Promise<payloads.CreateChannelPayload> {
    return payload(NOTHING, async () => ({ channel: await this.channels.create(scope, input) }));
  }

  @Mutation(() => payloads.UpdateChannelPayload, {
    description: 'Changes a channel. A run that is under way goes on with what it began with.',
  })
  updateChannel(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.UpdateChannelInput, { description: 'What changes.' })
    input: inputs.UpdateChannelInput,
  ): Promise<payloads.UpdateChannelPayload> {
    return payload(NOTHING, async () => ({ channel: await this.channels.update(scope, input) }));
  }

  @Mutation(() => payloads.ArchiveChannelPayload, {
    description:
      'Puts a channel away: it can be read, nothing can be started. WRONG_STATE while a run is active.',
  })
  archiveChannel(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.ArchiveChannelInput, { description: 'Which one.' })
    input: inputs.ArchiveChannelInput,
  ): Promise<payloads.ArchiveChannelPayload> {
    return payload(NOTHING, async () => ({ channel: await this.channels.archive(scope, input) }));
  }

  @Mutation(() => payloads.UnarchiveChannelPayload, { description: 'Takes a channel out of the archive.' })
  unarchiveChannel(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.UnarchiveChannelInput, { description: 'Which one.' })
    input: inputs.UnarchiveChannelInput,
  ): Promise<payloads.UnarchiveChannelPayload> {
    return payload(NOTHING, async () => ({ channel: await this.channels.unarchive(scope, input) }));
  }

  @Mutation(() => payloads.DeleteChannelPayload, {
    description:
      'Removes a channel for good; the account of its cost stays. WRONG_STATE while a run is active. For ADMIN.',
  })
  deleteChannel(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.DeleteChannelInput, { description: 'Which one.' })
    input: inputs.DeleteChannelInput,
  ): Promise<payloads.DeleteChannelPayload> {
    return payload({ deletedChannelId: null }, async () => ({
      deletedChannelId: await this.channels.delete(scope, input),
    }));
  }
}
