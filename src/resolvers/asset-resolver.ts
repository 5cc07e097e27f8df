import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import { Episode } from '../entities/episode.js';
import { UrlScalar } from '../entities/scalars.js';
import { assetList, AssetOrder, AssetWhere } from '../services/asset-reads.js';
import { DeleteAssetInput, type AssetService } from '../services/asset-service.js';
import { findNode } from '../services/find.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { payload } from '../services/payload.js';
import { ConnectionArguments } from './connection.js';
import { AssetConnection } from './connections.js';
import { Context } from './context.js';
import { DeleteAssetPayload } from './episode-payloads.js';

@Resolver(() => Asset)
export class AssetResolver {
  constructor(private readonly files: AssetService) {}

  @Query(() => Asset, { nullable: true, description: 'One asset; null when there is none.' })
  asset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Asset | null> {
    return findNode(scope, 'Asset', id);
  }

  @Query(() => AssetConnection, {
    name: 'assets',
    description: 'All assets, newest first unless orderBy says otherwise.',
  })
  listAssets(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => AssetWhere, { nullable: true, description: 'Which ones.' }) where?: AssetWhere | null,
    @Arg('orderBy', () => AssetOrder, { nullable: true, description: 'In which order.' })
    orderBy?: AssetOrder | null,
  ): Promise<Page<Asset>> {
    return pageOf(scope, assetList(scope.viewer, where, orderBy), page);
  }

  @FieldResolver(() => Episode, { nullable: true, description: 'The episode it was made for.' })
  episode(@Root() asset: Asset): Promise<Episode | null> {
    return asset.episode ? asset.episode.load() : Promise.resolve(null);
  }

  @FieldResolver(() => UrlScalar, {
    description: 'A signed link that works without a key, made anew each time.',
  })
  url(
    @Root() asset: Asset,
    @Arg('expiresInSeconds', () => Int, {
      nullable: true,
      defaultValue: 900,
      description: 'How long it works: 60 to 86400 seconds.',
    })
    expiresInSeconds: number | null,
  ): Promise<string> {
    return this.files.link(asset, expiresInSeconds ?? 900);
  }

  @Mutation(() => DeleteAssetPayload, {
    description: 'Removes an asset. WRONG_STATE while a run of its episode is active, or a brand shows it.',
  })
  deleteAsset(
    @Ctx() { scope }: Context,
    @Arg('input', () => DeleteAssetInput, { description: 'Which one.' }) input: DeleteAssetInput,
  ): Promise<DeleteAssetPayload> {
    return payload({ deletedAssetId: null }, async () => ({
      deletedAssetId: await this.files.delete(scope, input),
    }));
  }
}
