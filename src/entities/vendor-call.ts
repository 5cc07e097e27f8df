import { BigIntType, DoubleType, types as t, type Ref } from '@mikro-orm/core';
import { Entity as Table, ManyToOne, Property, Index, Unique } from '@mikro-orm/decorators/legacy';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Entity, Node } from './base.js';
import { decimalFromMicro, Decimal } from './scalars.js';
import { StageTask } from './task.js';
import type { ErrorRow } from './trouble.js';
import { VendorName } from './vendor.js';

export const VendorCallStatus = {
  INTENDED: 'INTENDED',
  SUBMITTING: 'SUBMITTING',
  SUBMITTED: 'SUBMITTED',
  COLLECTED: 'COLLECTED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  UNCERTAIN: 'UNCERTAIN',
  WRITTEN_OFF: 'WRITTEN_OFF',
} as const;
export type VendorCallStatus = (typeof VendorCallStatus)[keyof typeof VendorCallStatus];

registerEnumType(VendorCallStatus, {
  name: 'VendorCallStatus',
  description: 'Where a paid call stands.',
  valuesConfig: {
    INTENDED: { description: 'Written down; nothing was sent.' },
    SUBMITTING: { description: 'Being sent; the answer is not known yet.' },
    SUBMITTED: { description: 'The vendor took it; its id is stored.' },
    COLLECTED: { description: 'The result is in our own storage.' },
    FAILED: { description: 'The vendor refused it or could not do it.' },
    CANCELLED: { description: 'Stopped at the vendor.' },
    UNCERTAIN: { description: 'May have been taken and billed; a person decides.' },
    WRITTEN_OFF: { description: 'Counted as spent without a result.' },
  },
});

/** One paid request and its account: written before it is sent, never removed. */
@ObjectType({ implements: Node, description: 'One paid request to a vendor, and its account.' })
@Table({ tableName: 'vendor_call' })
@Index({
  name: 'vendor_call_slot',
  expression: `create index "vendor_call_slot" on "vendor_call" ("vendor") where "status" in ('SUBMITTING', 'SUBMITTED')`,
})
@Unique({
  name: 'vendor_call_key',
  expression: `create unique index "vendor_call_key" on "vendor_call" ("key")`,
})
@Unique({
  name: 'vendor_call_external',
  expression: `create unique index "vendor_call_external" on "vendor_call" ("vendor", "external_id") where "external_id" is not null`,
})
@Unique({
  name: 'vendor_call_open',
  expression: `create unique index "vendor_call_open" on "vendor_call" ("task_id", "step") where "status" in ('INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN')`,
})
@Index({ name: 'vendor_call_run', expression: `create index "vendor_call_run" on "vendor_call" ("run_id")` })
@Index({
  name: 'vendor_call_channel',
  expression: `create index "vendor_call_channel" on "vendor_call" ("channel_id", "created_at", "id")`,
})
export class VendorCall extends Entity {
  /** `<task>:<step>:<ordinal>`: unique, sent in every field the vendor has for it. */
  @Property({ type: t.text })
  key!: string;

  @ManyToOne(() => StageTask, { ref: true, fieldName: 'task_id' })
  task!: Ref<StageTask>;

  @Property({ type: t.uuid })
  runId!: string;

  @Property({ type: t.uuid })
  channelId!: string;

  @Property({ type: t.text })
  step!: string;

  @Property({ type: t.integer })
  ordinal!: number;

  @Field(() => VendorName, { description: 'Who was called.' })
  @Property({ type: t.text })
  vendor!: VendorName;

  @Field(() => String, { description: 'What was asked for: `write`, `speak`, `present`, `film`.' })
  @Property({ type: t.text })
  operation!: string;

  @Field(() => VendorCallStatus, { description: 'Where it stands.' })
  @Property({ type: t.text })
  status: VendorCallStatus = VendorCallStatus.INTENDED;

  @Field(() => String, { nullable: true, description: "The vendor's id of what it makes." })
  @Property({ type: t.text, nullable: true })
  externalId: string | null = null;

  @Field(() => String, { nullable: true, description: "The vendor's id of the request, for its support." })
  @Property({ type: t.text, nullable: true })
  requestId: string | null = null;

  @Property({ type: t.text })
  inputDigest!: string;

  /** A person named its id, and the vendor has not shown yet that it knows it. */
  @Property({ type: t.boolean })
  idIsUnproven = false;

  /** What free preparation left, such as an uploaded sound. */
  @Property({ type: t.json, nullable: true })
  prepared: unknown = null;

  /** The vendor's slow job, enough to ask and to collect later. */
  @Property({ type: t.json, nullable: true })
  vendorOperation: unknown = null;

  /** What was collected: small answers themselves, files by their storage key. */
  @Property({ type: t.json, nullable: true })
  result: unknown = null;

  /** Fence of the claim that sent it: only that one may say that nothing was billed. */
  @Property({ type: t.integer, nullable: true })
  submitFence: number | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When it was sent.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  startedAt: Date | null = null;

  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  finishedAt: Date | null = null;

  @Field(() => Int, { nullable: true, description: 'From sending to the answer, in ms.' })
  @Property({ type: t.integer, nullable: true })
  latencyMs: number | null = null;

  @Property({ type: new DoubleType(), nullable: true })
  unitCount: number | null = null;

  /** How many were expected before it was sent; of older calls not known. */
  @Property({ type: new DoubleType(), nullable: true })
  estimatedUnits: number | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'What is counted: token, character, second, credit, clip.',
  })
  @Property({ type: t.text, nullable: true })
  unit: string | null = null;

  @Property({ type: new BigIntType('number') })
  estimatedCostMicroUsd = 0;

  @Property({ type: new BigIntType('number'), nullable: true })
  costMicroUsd: number | null = null;

  @Property({ type: t.json, nullable: true })
  errorRow: ErrorRow | null = null;

  @Field(() => Decimal, { nullable: true, description: 'How many of `unit` were used.' })
  get units(): string | null {
    return this.unitCount === null ? null : decimalFromMicro(Math.round(this.unitCount * 1_000_000));
  }

  @Field(() => Decimal, { description: 'Expected before it was sent, in US dollars.' })
  get estimatedCostUsd(): string {
    return decimalFromMicro(this.estimatedCostMicroUsd);
  }

  @Field(() => Decimal, {
    nullable: true,
    description: 'What it cost, in US dollars; null until it is settled.',
  })
  get costUsd(): string | null {
    return this.costMicroUsd === null ? null : decimalFromMicro(this.costMicroUsd);
  }
}
