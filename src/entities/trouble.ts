import type { VendorName } from './vendor.js';
import type { AttentionReason } from './stage.js';

/** Why something failed, as it is stored: never a key, never a signed address. */
export interface ErrorRow {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly vendor: VendorName | null;
  readonly requestId: string | null;
}

/** Why a person is needed, as it is stored. `since` in ISO 8601. */
export interface AttentionRow {
  readonly reason: AttentionReason;
  readonly message: string;
  readonly since: string;
  readonly vendorCallId: string | null;
  /** For BUDGET: what the next call will cost, in millionths of a dollar; it goes on when so much is left. */
  readonly neededMicroUsd?: number;
}
