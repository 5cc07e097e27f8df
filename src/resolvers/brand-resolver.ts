import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import type { BrandChoice } from '../entities/channel-choices.js';
import { findRows } from '../services/find.js';
import { Context } from './context.js';

@ObjectType({ description: 'How videos of a channel look.' })
export class Brand {
  @Field(() => String, { description: '#RRGGBB.' })
  primaryColor!: string;

  @Field(() => String, { description: '#RRGGBB.' })
  accentColor!: string;

  @Field(() => String, { description: '"clean" or "bold".' })
  captionStyle!: string;
}

@Resolver(() => Brand)
export class BrandResolver {
  @FieldResolver(() => Asset, { nullable: true, description: 'Picture that is shown in a corner.' })
  logo(@Root() brand: BrandChoice, @Ctx() context: Context): Promise<Asset | null> {
    return assetOf(context, brand.logoAssetId);
  }

  @FieldResolver(() => Asset, { nullable: true, description: 'Video before the episode.' })
  intro(@Root() brand: BrandChoice, @Ctx() context: Context): Promise<Asset | null> {
    return assetOf(context, brand.introAssetId);
  }

  @FieldResolver(() => Asset, { nullable: true, description: 'Video after the episode.' })
  outro(@Root() brand: BrandChoice, @Ctx() context: Context): Promise<Asset | null> {
    return assetOf(context, brand.outroAssetId);
  }

  @FieldResolver(() => Asset, { nullable: true, description: 'Music under the narration.' })
  music(@Root() brand: BrandChoice, @Ctx() context: Context): Promise<Asset | null> {
    return assetOf(context, brand.musicAssetId);
  }
}

function assetOf(context: Context, id: string | null): Promise<Asset | null> {
  if (id === null) return Promise.resolve(null);
  return context.batched('asset', id, async (ids) => {
    const found = await findRows(context.scope, 'Asset', ids);
    return ids.map((each) => found.get(each) ?? null);
  });
}
