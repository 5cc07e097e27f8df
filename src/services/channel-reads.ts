import { Field, InputType, registerEnumType } from 'type-graphql';
import { Channel } from '../entities/channel.js';
import { DateTimeComparator, OrderDirection, StringComparator } from './comparators.js';
import type { SortKey } from './cursor.js';
import { compareText, compareTime, filter } from './filter.js';
import { checkedPage } from './page.js';
import { readPage, type List } from './page-query.js';
import type { Scope, Viewer } from './scope.js';
import { every, sql } from './sql.js';
import { nodeTables } from './visibility.js';

export const ChannelOrderField = {
  NAME: 'NAME',
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
} as const;
export type ChannelOrderField = (typeof ChannelOrderField)[keyof typeof ChannelOrderField];

registerEnumType(ChannelOrderField, {
  name: 'ChannelOrderField',
  description: 'What channels are sorted by.',
  valuesConfig: {
    NAME: { description: 'By name.' },
    CREATED_AT: { description: 'By the time they were made.' },
    UPDATED_AT: { description: 'By the time of the last change.' },
  },
});

@InputType({ description: 'How channels are sorted.' })
export class ChannelOrder {
  @Field(() => ChannelOrderField, { description: 'By what.' })
  field!: ChannelOrderField;

  @Field(() => OrderDirection, { description: 'Which end first.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Which channels. All that is given must hold.' })
export class ChannelWhere {
  @Field(() => StringComparator, { nullable: true, description: 'By name.' })
  name?: StringComparator | null;

  @Field(() => StringComparator, { nullable: true, description: 'By handle.' })
  handle?: StringComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'By the time they were made.' })
  createdAt?: DateTimeComparator | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only archived ones, or only others; both when absent.',
  })
  archived?: boolean | null;

  @Field(() => [ChannelWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: ChannelWhere[] | null;

  @Field(() => [ChannelWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: ChannelWhere[] | null;
}

const KEYS: Record<ChannelOrderField, Omit<SortKey, 'name' | 'tie'>> = {
  NAME: { expression: sql`t.name`, type: 'text' },
  CREATED_AT: { expression: sql`t.created_at`, type: 'time' },
  UPDATED_AT: { expression: sql`t.updated_at`, type: 'time' },
};

/** Newest first unless an order is given. */
export function channelList(
  viewer: Viewer,
  where?: ChannelWhere | null,
  order?: ChannelOrder | null,
): List<Channel> {
  const { entity, table, visible } = nodeTables.Channel;
  const { field = 'CREATED_AT', direction = 'DESC' } = order ?? {};
  const wanted = filter(where, (own) => [
    compareText(sql`t.name`, own.name),
    compareText(sql`t.handle`, own.handle),
    compareTime(sql`t.created_at`, own.createdAt),
    own.archived == null ? null : sql`(t.archived_at is not null) = ${own.archived}`,
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: `channel:${field}`, tie: sql`t.id`, ...KEYS[field] },
    descending: direction === 'DESC',
  };
}

/** @returns null when there is none for this viewer */
export async function channelByHandle({ em, viewer }: Scope, handle: string): Promise<Channel | null> {
  if (handle.includes('\0')) return null;
  const list = channelList(viewer);
  const condition = every([list.condition, sql`t.handle = ${handle}`]);
  const found = await readPage(em, { ...list, condition }, checkedPage({ first: 1 }));
  return found.nodes[0] ?? null;
}
