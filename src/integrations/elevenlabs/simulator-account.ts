import type { SimulatedRequest } from '../../simulator/contracts.js';
import type { Route } from '../../simulator/routes.js';

export interface Plan {
  readonly tier: 'free' | 'pro';
  readonly characterLimit: number;
  readonly atOnce: { readonly standard: number; readonly turbo: number };
}

const FREE: Plan = { tier: 'free', characterLimit: 10_000, atOnce: { standard: 2, turbo: 4 } };
const PRO: Plan = { tier: 'pro', characterLimit: 5_000_000, atOnce: { standard: 10, turbo: 20 } };
const RESET_UNIX = 1_800_000_000;

/** One finished synthesis, as the history keeps it. */
export interface HistoryItem {
  readonly id: string;
  readonly requestId: string;
  readonly voiceId: string;
  readonly voiceName: string;
  readonly modelId: string;
  readonly text: string;
  readonly dateUnix: number;
  readonly from: number;
  readonly to: number;
  readonly contentType: string;
  readonly outputFormat: string;
  readonly audioPath: string;
}

/** What is counted for the whole account. Keys that start with `free` belong to a free plan. */
export class Account {
  /** Credits spent. */
  spent = 0;
  readonly running = { standard: 0, turbo: 0 };
  readonly history: HistoryItem[] = [];

  planOf({ headers }: SimulatedRequest): Plan {
    return headers['xi-api-key']?.startsWith('free') ? FREE : PRO;
  }

  find(id: string): HistoryItem | null {
    return this.history.find((item) => item.id === id) ?? null;
  }
}

export function subscriptionRoute(account: Account): Route {
  return {
    ...{ method: 'GET', pattern: '/v1/user/subscription', operation: 'getSubscription' },
    handle(request) {
      const plan = account.planOf(request);
      const json = {
        ...{ tier: plan.tier, character_count: account.spent, character_limit: plan.characterLimit },
        ...{
          max_character_limit_extension: null,
          max_credit_limit_extension: 0,
          can_extend_character_limit: false,
        },
        ...{
          allowed_to_extend_character_limit: false,
          next_character_count_reset_unix: RESET_UNIX,
          voice_slots_used: 0,
        },
        ...{
          professional_voice_slots_used: 0,
          professional_voice_slots_used_in_workspace: 0,
          voice_limit: 30,
        },
        ...{ voice_add_edit_counter: 0, professional_voice_limit: 1, can_extend_voice_limit: false },
        ...{
          can_use_instant_voice_cloning: plan.tier !== 'free',
          can_use_professional_voice_cloning: plan.tier !== 'free',
        },
        ...{
          currency: 'usd',
          current_overage: { amount: '0', currency: 'usd' },
          status: plan.tier === 'free' ? 'free' : 'active',
        },
        ...{
          billing_period: 'monthly_period',
          character_refresh_period: 'monthly_period',
          next_invoice: null,
        },
        ...{ open_invoices: [], has_open_invoices: false, pending_change: null },
      };
      return { status: 200, json };
    },
  };
}
