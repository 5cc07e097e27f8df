import { Field, Int, ObjectType } from 'type-graphql';
import { Decimal } from '../entities/scalars.js';
import { Stage } from '../entities/stage.js';
import { CircuitState } from '../entities/vendor-account.js';
import { Capability, VendorName } from '../entities/vendor.js';
import type { VendorDescription } from '../jobs/run-control.js';
import type { Scope } from './scope.js';
import { query, sql } from './sql.js';

@ObjectType({ description: 'A step of the pipeline, as it is defined.' })
export class StageDefinition {
  @Field(() => Stage, { description: 'Which stage.' })
  stage!: Stage;

  @Field(() => [Stage], { description: 'What must be done before it starts.' })
  needs!: Stage[];

  @Field(() => Boolean, { description: 'Whether it has a task for each scene.' })
  perScene!: boolean;

  @Field(() => Capability, { nullable: true, description: 'What it asks of a vendor; null for none.' })
  capability!: Capability | null;
}

@ObjectType({ description: 'A vendor as this installation uses it.' })
export class Vendor {
  @Field(() => VendorName, { description: 'Which vendor.' })
  name!: VendorName;

  @Field(() => Capability, { description: 'What it can do.' })
  capability!: Capability;

  @Field(() => Boolean, { description: 'Whether there is a key for it.' })
  configured!: boolean;

  @Field(() => Boolean, { description: 'Whether calls go to the simulator: nothing is paid.' })
  simulated!: boolean;

  @Field(() => CircuitState, { description: 'Whether it is called at all.' })
  circuit!: CircuitState;

  @Field(() => Int, { description: 'Calls that are open now.' })
  slotsInUse!: number;

  @Field(() => Int, { description: 'Calls that may be open at the same time.' })
  slots!: number;

  @Field(() => Decimal, {
    nullable: true,
    description: 'What is left of its quota; null when it does not say.',
  })
  quotaRemaining!: string | null;

  @Field(() => String, { nullable: true, description: 'What the quota counts.' })
  quotaUnit!: string | null;
}

/** All vendors with how busy they are. */
export async function vendorBoard({ em }: Scope, described: readonly VendorDescription[]): Promise<Vendor[]> {
  const calls = await query<{ vendor: string; open: number }>(
    em.fork(), // counted over all channels: how busy a vendor is, is no secret of theirs
    sql`select vendor, count(*)::int as open from vendor_call
      where status in ('SUBMITTING', 'SUBMITTED') group by vendor`,
  );
  const accounts = await query<{ vendor: string; circuit: CircuitState }>(
    em,
    sql`select vendor, circuit from vendor_account`,
  );
  const open = new Map(calls.map((row) => [row.vendor, row.open]));
  const circuits = new Map(accounts.map((row) => [row.vendor, row.circuit]));
  return described.map((vendor) => ({
    ...vendor,
    circuit: circuits.get(vendor.name) ?? CircuitState.CLOSED,
    slotsInUse: open.get(vendor.name) ?? 0,
    quotaRemaining: null,
    quotaUnit: null,
  }));
}
