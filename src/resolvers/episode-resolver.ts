import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import { OutputFormat } from '../entities/channel-choices.js';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { assetList, AssetWhere } from '../services/asset-reads.js';
import * as inputs from '../services/episode-inputs.js';
import { episodeList, EpisodeOrder, EpisodeWhere } from '../services/episode-reads.js';
import type { EpisodeService } from '../services/episode-service.js';
import { findNode } from '../services/find.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { payload } from '../services/payload.js';
import { finishedFiles, latestRuns } from '../services/run-parts.js';
import { runList } from '../services/run-reads.js';
import { sql } from '../services/sql.js';
import { below } from './below.js';
import { ConnectionArguments } from './connection.js';
import { AssetConnection, EpisodeConnection, PipelineRunConnection } from './connections.js';
import { Context } from './context.js';
import * as payloads from './episode-payloads.js';

@Resolver(() => Episode)
export class EpisodeResolver {
  constructor(private readonly episodes: EpisodeService) {}

  @Query(() => Episode, { nullable: true, description: 'One episode; null when there is none.' })
  episode(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Episode | null> {
    return findNode(scope, 'Episode', id);
  }

  @Query(() => EpisodeConnection, {
    name: 'episodes',
    description: 'All episodes, newest first unless orderBy says otherwise.',
  })
  listEpisodes(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => EpisodeWhere, { nullable: true, description: 'Which ones.' })
    where?: EpisodeWhere | null,
    @Arg('orderBy', () => EpisodeOrder, { nullable: true, description: 'In which order.' })
    orderBy?: EpisodeOrder | null,
  ): Promise<Page<Episode>> {
    return pageOf(scope, episodeList(scope.viewer, where, orderBy), page);
  }

  @FieldResolver(() => Channel, { description: 'The channel it belongs to.' })
  channel(@Root() episode: Episode): Promise<Channel> {
    return episode.channel.loadOrFail();
  }

  @FieldResolver(() => PipelineRun, { nullable: true, description: 'The newest run; null before the first.' })
  latestRun(@Root() { id }: Episode, @Ctx() context: Context): Promise<PipelineRun | null> {
    return context.batched('latestRun', id, (ids) => latestRuns(context.scope, ids));
  }

  @FieldResolver(() => PipelineRunConnection, { description: 'All runs, newest first.' })
  runs(
    @Root() { id }: Episode,
    @Ctx() context: Context,
    @Args() page: ConnectionArguments,
  ): Promise<Page<PipelineRun>> {
    const parent = { column: sql`t.episode_id`, id };
    return below(context, 'episode.runs', parent, runList(context.scope.viewer), page);
  }

  @FieldResolver(() => AssetConnection, { description: 'All files made for it, newest first.' })
  assets(
    @Root() { id }: Episode,
    @Ctx() context: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => AssetWhere, { nullable: true, description: 'Which ones.' }) where?: AssetWhere | null,
  ): Promise<Page<Asset>> {
    const parent = { column: sql`t.episode_id`, id };
    return below(context, 'episode.assets', parent, assetList(context.scope.viewer, where), page, where);
  }

  @FieldResolver(() => Asset, {
    nullable: true,
    description:
      'The finished file of the latest successful run, in the main format unless another is named.',
  })
  async video(
    @Root() episode: Episode,
    @Ctx() context: Context,
    @Arg('format', () => OutputFormat, { nullable: true, description: 'Which format.' })
    format?: OutputFormat | null,
  ): Promise<Asset | null> {
    const files = await finished(context, episode);
    const wanted = format ?? episode.formats[0];
    return files.findLast((file) => file.kind === 'EPISODE_VIDEO' && file.format === wanted) ?? null;
  }

  @FieldResolver(() => Asset, { nullable: true, description: 'A still of the latest successful run.' })
  async thumbnail(@Root() episode: Episode, @Ctx() context: Context): Promise<Asset | null> {
    const files = await finished(context, episode);
    const stills = files.filter((file) => file.kind === 'THUMBNAIL');
    return stills.findLast((file) => file.format === episode.formats[0]) ?? stills.at(-1) ?? null;
  }

  @Mutation(() => payloads.CreateEpisodePayload, {
    description: 'Makes an episode, and starts its pipeline at once when `start` says so.',
  })
  createEpisode(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.CreateEpisodeInput, { description: 'What it is.' })
    input: inputs.CreateEpisodeInput,
  ): Promise<payloads.CreateEpisodePayload> {
    return payload({ episode: null, run: null, eventCursor: null }, () => this.episodes.create(scope, input));
  }

  @Mutation(() => payloads.UpdateEpisodePayload, {
    description: 'Changes an episode. WRONG_STATE while a run is active.',
  })
  updateEpisode(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.UpdateEpisodeInput, { description: 'What changes.' })
    input: inputs.UpdateEpisodeInput,
  ): Promise<payloads.UpdateEpisodePayload> {
    return payload({ episode: null }, async () => ({ episode: await this.episodes.update(scope, input) }));
  }

  @Mutation(() => payloads.DeleteEpisodePayload, {
    description: 'Removes an episode; the account of its cost stays. WRONG_STATE while a run is active.',
  })
  deleteEpisode(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.DeleteEpisodeInput, { description: 'Which one.' })
    input: inputs.DeleteEpisodeInput,
  ): Promise<payloads.DeleteEpisodePayload> {
    return payload({ deletedEpisodeId: null }, async () => ({
      deletedEpisodeId: await this.episodes.delete(scope, input),
    }));
  }
}

function finished(context: Context, { id }: Episode): Promise<readonly Asset[]> {
  return context.batched('finishedFiles', id, (ids) => finishedFiles(context.scope, ids));
}
