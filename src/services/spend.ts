import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../entities/date-time.js';
import { toGlobalId } from '../entities/global-id.js';
import { Decimal, decimalFromMicro } from '../entities/scalars.js';
import { badUserInput } from './cursor.js';
import type { Scope } from './scope.js';
import { every, query, sql, uuids, type Sql } from './sql.js';

export const SpendGroup = {
  CHANNEL: 'CHANNEL',
  EPISODE: 'EPISODE',
  VENDOR: 'VENDOR',
  STAGE: 'STAGE',
  DAY: 'DAY',
} as const;
export type SpendGroup = (typeof SpendGroup)[keyof typeof SpendGroup];

registerEnumType(SpendGroup, {
  name: 'SpendGroup',
  description: 'What spending is summed up by.',
  valuesConfig: {
    CHANNEL: { description: 'By channel; deleted ones included.' },
    EPISODE: { description: 'By episode; deleted ones included.' },
    VENDOR: { description: 'By vendor.' },
    STAGE: { description: 'By stage of the pipeline.' },
    DAY: { description: 'By calendar day (UTC).' },
  },
});

@InputType({ description: 'A span of time, its end not included.' })
export class DateRange {
  @Field(() => DateTime, { description: 'Its start.' })
  from!: Date;

  @Field(() => DateTime, { description: 'Its end, after the start.' })
  to!: Date;
}

@ObjectType({ description: 'What was spent on one thing.' })
export class SpendRow {
  @Field(() => String, {
    description: 'The id of the channel or episode, the vendor, the stage, or the day.',
  })
  key!: string;

  @Field(() => String, { description: 'The same for people.' })
  label!: string;

  @Field(() => Decimal, { description: 'Settled, in US dollars.' })
  settledUsd!: string;

  @Field(() => Decimal, {
    description: 'Expected cost of calls that were sent and are not settled, in US dollars.',
  })
  reservedUsd!: string;

  @Field(() => Int, { description: 'Paid calls.' })
  calls!: number;
}

interface Sum {
  key: string;
  label: string;
  settled: string;
  reserved: string;
  calls: number;
}

/** When a call counts: at its end, or at its sending while it is open. */
const COUNTED_AT = sql`coalesce(c.finished_at, c.started_at, c.created_at)`;
const DAY = sql`to_char(${COUNTED_AT} at time zone 'UTC', 'YYYY-MM-DD')`;

const GROUPS: Record<SpendGroup, { key: Sql; label: Sql; typeName?: string }> = {
  CHANNEL: { key: sql`c.channel_id::text`, label: sql`min(ch.name)`, typeName: 'Channel' },
  EPISODE: {
    key: sql`e.id::text`,
    label: sql`min(ch.name || ' ' || e.number || ': ' || coalesce(e.metadata ->> 'title', e.given_title, e.topic))`,
    typeName: 'Episode',
  },
  VENDOR: { key: sql`c.vendor`, label: sql`min(c.vendor)` },
  STAGE: { key: sql`t.stage`, label: sql`min(t.stage)` },
  DAY: { key: DAY, label: sql`min(${DAY})` },
};

/**
 * What was paid, from the account of vendor calls, the most expensive first; days in their order. Rows of deleted
 * channels and episodes stay: the money was spent.
 * @throws {GraphQLError} BAD_USER_INPUT for a range that ends before it starts
 */
export async function spendBy(
  { em, viewer }: Scope,
  groupBy: SpendGroup,
  range: DateRange | null,
): Promise<SpendRow[]> {
  if (range && range.from >= range.to) throw badUserInput('range.to must be later than range.from.');
  const { key, label, typeName } = GROUPS[groupBy];
  const condition = every([
    sql`c.status <> 'INTENDED'`,
    ...(viewer.channelIds === null ? [] : [sql`c.channel_id = any(${uuids(viewer.channelIds)})`]),
    ...(range ? [sql`${COUNTED_AT} >= ${range.from} and ${COUNTED_AT} < ${range.to}`] : []),
  ]);
  const rows = await query<Sum>(
    em,
    sql`select ${key} as key, ${label} as label, count(*)::int as calls,
          coalesce(sum(c.cost_micro_usd), 0)::text as settled,
          coalesce(sum(c.estimated_cost_micro_usd) filter (
            where c.cost_micro_usd is null and c.status in ('SUBMITTING', 'SUBMITTED', 'UNCERTAIN')), 0)::text as reserved
        from vendor_call c join task t on t.id = c.task_id join pipeline_run r on r.id = c.run_id
          join episode e on e.id = r.episode_id join channel ch on ch.id = c.channel_id
        where ${condition} group by 1
        order by ${groupBy === 'DAY' ? sql`1` : sql`coalesce(sum(c.cost_micro_usd), 0) desc, 1`}`,
  );
  return rows.map((row) => ({
    key: typeName ? toGlobalId(typeName, row.key) : row.key,
    label: row.label,
    settledUsd: decimalFromMicro(Number(row.settled)),
    reservedUsd: decimalFromMicro(Number(row.reserved)),
    calls: row.calls,
  }));
}
