import { Field, InputType, registerEnumType } from 'type-graphql';
import type { Asset } from '../entities/asset.js';
import { AssetKindComparator, DateTimeComparator, IDComparator, OrderDirection } from './comparators.js';
import type { SortKey } from './cursor.js';
import { compareEnum, compareId, compareTime, filter } from './filter.js';
import type { List } from './page-query.js';
import type { Viewer } from './scope.js';
import { every, sql } from './sql.js';
import { nodeTables } from './visibility.js';

export const AssetOrderField = { CREATED_AT: 'CREATED_AT', SIZE: 'SIZE' } as const;
export type AssetOrderField = (typeof AssetOrderField)[keyof typeof AssetOrderField];

registerEnumType(AssetOrderField, {
  name: 'AssetOrderField',
  description: 'What assets are sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'By the time they were made.' },
    SIZE: { description: 'By size in bytes.' },
  },
});

@InputType({ description: 'How assets are sorted.' })
export class AssetOrder {
  @Field(() => AssetOrderField, { description: 'By what.' })
  field!: AssetOrderField;

  @Field(() => OrderDirection, { description: 'Which end first.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Which assets. All that is given must hold.' })
export class AssetWhere {
  @Field(() => IDComparator, { nullable: true, description: 'By channel.' })
  channel?: IDComparator | null;

  @Field(() => IDComparator, { nullable: true, description: 'By episode.' })
  episode?: IDComparator | null;

  @Field(() => AssetKindComparator, { nullable: true, description: 'By kind.' })
  kind?: AssetKindComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'By the time they were made.' })
  createdAt?: DateTimeComparator | null;

  @Field(() => [AssetWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: AssetWhere[] | null;

  @Field(() => [AssetWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: AssetWhere[] | null;
}

const KEYS: Record<AssetOrderField, Omit<SortKey, 'name' | 'tie'>> = {
  CREATED_AT: { expression: sql`t.created_at`, type: 'time' },
  SIZE: { expression: sql`t.size_bytes`, type: 'number' },
};

/** Newest first unless an order is given. */
export function assetList(viewer: Viewer, where?: AssetWhere | null, order?: AssetOrder | null): List<Asset> {
  const { entity, table, visible } = nodeTables.Asset;
  const { field = 'CREATED_AT', direction = 'DESC' } = order ?? {};
  const wanted = filter(where, (own) => [
    compareId(sql`t.channel_id`, 'Channel', own.channel),
    compareId(sql`t.episode_id`, 'Episode', own.episode),
    compareEnum(sql`t.kind`, own.kind),
    compareTime(sql`t.created_at`, own.createdAt),
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: `asset:${field}`, tie: sql`t.id`, ...KEYS[field] },
    descending: direction === 'DESC',
  };
}
