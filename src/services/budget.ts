import { Field, ObjectType } from 'type-graphql';
import { BudgetEnforcement } from '../entities/channel-choices.js';
import type { Channel } from '../entities/channel.js';
import { Decimal, decimalFromMicro } from '../entities/scalars.js';
import type { Scope } from './scope.js';
import { query, sql, uuids } from './sql.js';

@ObjectType({ description: 'Limits of spending in US dollars; null means none.' })
export class Budget {
  @Field(() => Decimal, { nullable: true, description: 'Limit for one episode.' })
  readonly perEpisodeUsd: string | null;

  @Field(() => Decimal, { nullable: true, description: 'Limit for one calendar month (UTC).' })
  readonly perMonthUsd: string | null;

  @Field(() => BudgetEnforcement, { description: 'What happens at a limit.' })
  readonly enforcement: BudgetEnforcement;

  @Field(() => Decimal, { description: 'Settled in this calendar month (UTC), and reserved.' })
  readonly spentThisMonthUsd: string;

  @Field(() => Decimal, { description: 'Expected cost of calls that were sent and are not settled yet.' })
  readonly reservedUsd: string;

  constructor(channel: Channel, { settledMicroUsd, reservedMicroUsd }: Spent) {
    this.perEpisodeUsd = decimalOrNull(channel.perEpisodeMicroUsd);
    this.perMonthUsd = decimalOrNull(channel.perMonthMicroUsd);
    this.enforcement = channel.budgetEnforcement;
    this.spentThisMonthUsd = decimalFromMicro(settledMicroUsd + reservedMicroUsd);
    this.reservedUsd = decimalFromMicro(reservedMicroUsd);
  }
}

export interface Spent {
  readonly settledMicroUsd: number;
  readonly reservedMicroUsd: number;
}

/** What channels spent in this calendar month, and what open calls will probably cost. In the order of the ids. */
export async function spentOf({ em }: Scope, channelIds: readonly string[]): Promise<Spent[]> {
  const rows = await query<{ channel_id: string; settled: string; reserved: string }>(
    em,
    sql`select channel_id,
        coalesce(sum(cost_micro_usd) filter (
          where coalesce(finished_at, created_at) >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
        ), 0)::text as settled,
        coalesce(sum(estimated_cost_micro_usd) filter (
          where cost_micro_usd is null and status in ('SUBMITTING', 'SUBMITTED', 'UNCERTAIN')
        ), 0)::text as reserved
      from vendor_call where channel_id = any(${uuids(channelIds)}) group by channel_id`,
  );
  const byChannel = new Map(rows.map((row) => [row.channel_id, row]));
  return channelIds.map((id) => {
    const { settled = 0, reserved = 0 } = byChannel.get(id) ?? {};
    return { settledMicroUsd: Number(settled), reservedMicroUsd: Number(reserved) };
  });
}

function decimalOrNull(micro: number | null): string | null {
  return micro === null ? null : decimalFromMicro(micro);
}
