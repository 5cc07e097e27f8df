import { types as t } from '@mikro-orm/core';
import { Entity as Table, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { registerEnumType } from 'type-graphql';
import type { VendorName } from './vendor.js';

export const CircuitState = { CLOSED: 'CLOSED', OPEN: 'OPEN', HALF_OPEN: 'HALF_OPEN' } as const;
export type CircuitState = (typeof CircuitState)[keyof typeof CircuitState];

registerEnumType(CircuitState, {
  name: 'CircuitState',
  description: 'Whether a vendor is called at all.',
  valuesConfig: {
    CLOSED: { description: 'It is called as usual.' },
    OPEN: { description: 'It failed too often; nothing is sent for a while.' },
    HALF_OPEN: { description: 'One call is tried.' },
  },
});

/**
 * Our account at a vendor, as all workers see it. Its row is locked while a call takes a slot, so that the count of open
 * calls is true. Changed by the statements in `jobs/vendor-account.ts` only.
 */
@Table({ tableName: 'vendor_account' })
export class VendorAccount {
  @PrimaryKey({ type: t.text })
  vendor!: VendorName;

  @Property({ type: t.text })
  circuit: CircuitState = CircuitState.CLOSED;

  /** Failures since `failingSince`, without a success in between. */
  @Property({ type: t.integer })
  failures = 0;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  failingSince: Date | null = null;

  /** How often it opened in a row: each time for longer. */
  @Property({ type: t.integer })
  openings = 0;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  openUntil: Date | null = null;

  /** The one call that is tried must have ended by then; after it, another may be tried. */
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  probeUntil: Date | null = null;
}
