import type { EntityManager } from '@mikro-orm/postgresql';
import type { BudgetEnforcement } from '../entities/channel-choices.js';
import { decimalFromMicro } from '../entities/scalars.js';

/** A call that is about to be paid. */
export interface Spending {
  readonly channelId: string;
  readonly runId: string;
  /** Null: whatever it costs; only a limit that is used up is passed. */
  readonly costMicroUsd: number | null;
}

/** A limit that a spending passes. */
export interface PassedBudget {
  readonly enforcement: BudgetEnforcement;
  /** Which limit, how far it is spent, and what was to be spent. */
  readonly message: string;
}

interface Limits {
  per_episode_micro_usd: string | null;
  per_month_micro_usd: string | null;
  budget_enforcement: BudgetEnforcement;
}

/** Money that is spent or may be: settled, or sent and not settled yet. */
export const COMMITTED = `case when c.cost_micro_usd is not null then c.cost_micro_usd
  when c.status in ('SUBMITTING', 'SUBMITTED', 'UNCERTAIN') then c.estimated_cost_micro_usd else 0 end`;
/** Calls that count into the calendar month (UTC) in which they were settled; open ones into this one. */
export const THIS_MONTH = `coalesce(c.finished_at, now()) >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`;
/** No call is open for longer: what is older was settled before this month began. */
const OLDEST = `c.created_at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - interval '31 days'`;

/**
 * Looks whether a channel's limits have room for one more call. Holds the channel's row until the commit: of several
 * calls at the edge of a limit only those that fit get through.
 *
 * @returns the limit it passes, or null
 */
export async function passedBudget(em: EntityManager, spending: Spending): Promise<PassedBudget | null> {
  const [limits] = await em.execute<Limits[]>(
    `select per_episode_micro_usd, per_month_micro_usd, budget_enforcement from channel where id = ? for no key update`,
    [spending.channelId],
  );
  if (!limits || limits.budget_enforcement === 'OBSERVE') return null;
  const { budget_enforcement: enforcement } = limits;
  if (limits.per_episode_micro_usd !== null) {
    const spent = await spentOnEpisode(em, spending.runId);
    const message = overMessage('this episode', spent, Number(limits.per_episode_micro_usd), spending);
    if (message) return { enforcement, message };
  }
  if (limits.per_month_micro_usd !== null) {
    const spent = await spentThisMonth(em, spending.channelId);
    const message = overMessage('this month', spent, Number(limits.per_month_micro_usd), spending);
    if (message) return { enforcement, message };
  }
  return null;
}

function overMessage(what: string, spent: number, limit: number, { costMicroUsd }: Spending): string | null {
  const state = `of the $${decimalFromMicro(limit)} for ${what} $${decimalFromMicro(spent)} are spent or reserved.`;
  if (costMicroUsd === null) return spent < limit ? null : `Nothing is left: ${state}`;
  if (spent + costMicroUsd <= limit) return null;
  return `The next call may cost $${decimalFromMicro(costMicroUsd)}; ${state}`;
}

async function spentOnEpisode(em: EntityManager, runId: string): Promise<number> {
  const [row] = await em.execute<{ spent: string }[]>(
    `select coalesce(sum(${COMMITTED}), 0)::text as spent from vendor_call c
      where c.run_id in (select id from pipeline_run where episode_id = (select episode_id from pipeline_run where id = ?))`,
    [runId],
  );
  return Number(row?.spent ?? 0);
}

async function spentThisMonth(em: EntityManager, channelId: string): Promise<number> {
  const [row] = await em.execute<{ spent: string }[]>(
    `select coalesce(sum(${COMMITTED}), 0)::text as spent from vendor_call c where c.channel_id = ? and ${OLDEST} and ${THIS_MONTH}`,
    [channelId],
  );
  return Number(row?.spent ?? 0);
}
