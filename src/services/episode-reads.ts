import { Field, InputType, registerEnumType } from 'type-graphql';
import type { Episode } from '../entities/episode.js';
import {
  DateTimeComparator,
  EpisodeStatusComparator,
  IDComparator,
  OrderDirection,
  StringComparator,
} from './comparators.js';
import type { SortKey } from './cursor.js';
import { compareEnum, compareId, compareText, compareTime, filter } from './filter.js';
import type { List } from './page-query.js';
import type { Viewer } from './scope.js';
import { every, sql } from './sql.js';
import { nodeTables } from './visibility.js';

export const EpisodeOrderField = {
  NUMBER: 'NUMBER',
  TITLE: 'TITLE',
  PRIORITY: 'PRIORITY',
  CREATED_AT: 'CREATED_AT',
  UPDATED_AT: 'UPDATED_AT',
} as const;
export type EpisodeOrderField = (typeof EpisodeOrderField)[keyof typeof EpisodeOrderField];

registerEnumType(EpisodeOrderField, {
  name: 'EpisodeOrderField',
  description: 'What episodes are sorted by.',
  valuesConfig: {
    NUMBER: { description: 'By number within the channel.' },
    TITLE: { description: 'By the first 200 characters of the title.' },
    PRIORITY: { description: 'By priority.' },
    CREATED_AT: { description: 'By the time they were made.' },
    UPDATED_AT: { description: 'By the time of the last change.' },
  },
});

@InputType({ description: 'How episodes are sorted.' })
export class EpisodeOrder {
  @Field(() => EpisodeOrderField, { description: 'By what.' })
  field!: EpisodeOrderField;

  @Field(() => OrderDirection, { description: 'Which end first.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Which episodes. All that is given must hold.' })
export class EpisodeWhere {
  @Field(() => IDComparator, { nullable: true, description: 'By channel.' })
  channel?: IDComparator | null;

  @Field(() => EpisodeStatusComparator, { nullable: true, description: 'By status.' })
  status?: EpisodeStatusComparator | null;

  @Field(() => StringComparator, { nullable: true, description: 'By the title that is shown.' })
  title?: StringComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'By the time they were made.' })
  createdAt?: DateTimeComparator | null;

  @Field(() => [EpisodeWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: EpisodeWhere[] | null;

  @Field(() => [EpisodeWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: EpisodeWhere[] | null;
}

/** As `Episode.title` is made up. */
const TITLE = sql`coalesce(t.given_title, t.metadata ->> 'title', t.topic)`;
/** As far as the index of titles goes: an entry of an index has a longest size. */
const TITLE_START = sql`left(${TITLE}, 200)`;

const KEYS: Record<EpisodeOrderField, Omit<SortKey, 'name' | 'tie'>> = {
  NUMBER: { expression: sql`t.number`, type: 'number' },
  TITLE: { expression: TITLE_START, type: 'text' },
  PRIORITY: { expression: sql`t.priority`, type: 'number' },
  CREATED_AT: { expression: sql`t.created_at`, type: 'time' },
  UPDATED_AT: { expression: sql`t.updated_at`, type: 'time' },
};

/** Newest first unless an order is given. */
export function episodeList(
  viewer: Viewer,
  where: EpisodeWhere | null | undefined,
  order: EpisodeOrder | null | undefined,
): List<Episode> {
  const { entity, table, visible } = nodeTables.Episode;
  const { field = 'CREATED_AT', direction = 'DESC' } = order ?? {};
  const wanted = filter(where, (own) => [
    compareId(sql`t.channel_id`, 'Channel', own.channel),
    compareEnum(sql`t.status`, own.status),
    compareText(TITLE, own.title),
    compareTime(sql`t.created_at`, own.createdAt),
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: `episode:${field}`, tie: sql`t.id`, ...KEYS[field] },
    descending: direction === 'DESC',
  };
}
