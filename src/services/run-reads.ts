import { Field, InputType, registerEnumType } from 'type-graphql';
import { RunEvent, type RunEventKind } from '../entities/run-event.js';
import type { PipelineRun } from '../entities/run.js';
import { DateTimeComparator, IDComparator, OrderDirection, RunStatusComparator } from './comparators.js';
import type { SortKey } from './cursor.js';
import { compareEnum, compareId, compareTime, filter } from './filter.js';
import type { List } from './page-query.js';
import type { Viewer } from './scope.js';
import { every, sql, texts } from './sql.js';
import { nodeTables } from './visibility.js';

export const RunOrderField = { CREATED_AT: 'CREATED_AT', FINISHED_AT: 'FINISHED_AT', COST: 'COST' } as const;
export type RunOrderField = (typeof RunOrderField)[keyof typeof RunOrderField];

registerEnumType(RunOrderField, {
  name: 'RunOrderField',
  description: 'What runs are sorted by.',
  valuesConfig: {
    CREATED_AT: { description: 'By the time they were asked for.' },
    FINISHED_AT: { description: 'By the time they ended; those under way count as latest.' },
    COST: { description: 'By settled cost.' },
  },
});

@InputType({ description: 'How runs are sorted.' })
export class RunOrder {
  @Field(() => RunOrderField, { description: 'By what.' })
  field!: RunOrderField;

  @Field(() => OrderDirection, { description: 'Which end first.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Which runs. All that is given must hold.' })
export class RunWhere {
  @Field(() => IDComparator, { nullable: true, description: 'By channel.' })
  channel?: IDComparator | null;

  @Field(() => IDComparator, { nullable: true, description: 'By episode.' })
  episode?: IDComparator | null;

  @Field(() => RunStatusComparator, { nullable: true, description: 'By status.' })
  status?: RunStatusComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'By the time they were asked for.' })
  createdAt?: DateTimeComparator | null;

  @Field(() => [RunWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: RunWhere[] | null;

  @Field(() => [RunWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: RunWhere[] | null;
}

const KEYS: Record<RunOrderField, Omit<SortKey, 'name' | 'tie'>> = {
  CREATED_AT: { expression: sql`t.created_at`, type: 'time' },
  // a date far away stands for "not yet": a cursor cannot hold infinity
  FINISHED_AT: {
    expression: sql`coalesce(t.finished_at, timestamptz '3000-01-01 00:00:00+00')`,
    type: 'time',
  },
  COST: { expression: sql`t.cost_micro_usd`, type: 'number' },
};

/** Newest first unless an order is given. */
export function runList(viewer: Viewer, where?: RunWhere | null, order?: RunOrder | null): List<PipelineRun> {
  const { entity, table, visible } = nodeTables.PipelineRun;
  const { field = 'CREATED_AT', direction = 'DESC' } = order ?? {};
  const wanted = filter(where, (own) => [
    compareId(sql`t.channel_id`, 'Channel', own.channel),
    compareId(sql`t.episode_id`, 'Episode', own.episode),
    compareEnum(sql`t.status`, own.status),
    compareTime(sql`t.created_at`, own.createdAt),
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: `run:${field}`, tie: sql`t.id`, ...KEYS[field] },
    descending: direction === 'DESC',
  };
}

/** Durable events of runs that were found already, first one first. */
export function eventList(kinds: readonly RunEventKind[] | null | undefined): List<RunEvent> {
  return {
    entity: RunEvent,
    table: 'run_event',
    condition: kinds == null ? sql`true` : sql`t.kind = any(${texts([...new Set(kinds)])})`,
    key: { name: 'event:SEQUENCE', expression: sql`t.sequence`, type: 'number', tie: sql`t.run_id` },
    descending: false,
  };
}
