import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { DateTime } from '../entities/base.js';
import { AssetKind } from '../entities/asset.js';
import { AuditOutcome } from '../entities/audit-entry.js';
import { EpisodeStatus } from '../entities/episode.js';
import { RunStatus } from '../entities/run.js';
import { VendorCallStatus } from '../entities/vendor-call.js';

export const OrderDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type OrderDirection = (typeof OrderDirection)[keyof typeof OrderDirection];

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Which end comes first.',
  valuesConfig: {
    ASC: { description: 'Smallest or oldest first.' },
    DESC: { description: 'Largest or newest first.' },
  },
});

@InputType({ description: 'Compares a text. All that is given must hold.' })
export class StringComparator {
  @Field(() => String, { nullable: true, description: 'Is exactly this.' })
  eq?: string | null;

  @Field(() => String, { nullable: true, description: 'Is anything but this.' })
  neq?: string | null;

  @Field(() => [String], { nullable: true, description: 'Is one of these, at most 100.' })
  in?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Contains this, whatever the case of its letters.' })
  containsIgnoreCase?: string | null;
}

@InputType({ description: 'Compares a time. All that is given must hold.' })
export class DateTimeComparator {
  @Field(() => DateTime, { nullable: true, description: 'Is later than this.' })
  gt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Is this or later.' })
  gte?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Is earlier than this.' })
  lt?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Is this or earlier.' })
  lte?: Date | null;
}

@InputType({ description: 'Compares an id. An id of something else matches nothing.' })
export class IDComparator {
  @Field(() => ID, { nullable: true, description: 'Is this one.' })
  eq?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Is one of these, at most 100.' })
  in?: string[] | null;
}

@InputType({ description: 'Compares the status of an episode.' })
export class EpisodeStatusComparator {
  @Field(() => EpisodeStatus, { nullable: true, description: 'Is this.' })
  eq?: EpisodeStatus | null;

  @Field(() => [EpisodeStatus], { nullable: true, description: 'Is one of these.' })
  in?: EpisodeStatus[] | null;
}

@InputType({ description: 'Compares the status of a run.' })
export class RunStatusComparator {
  @Field(() => RunStatus, { nullable: true, description: 'Is this.' })
  eq?: RunStatus | null;

  @Field(() => [RunStatus], { nullable: true, description: 'Is one of these.' })
  in?: RunStatus[] | null;
}

@InputType({ description: 'Compares the status of a vendor call.' })
export class VendorCallStatusComparator {
  @Field(() => VendorCallStatus, { nullable: true, description: 'Is this.' })
  eq?: VendorCallStatus | null;

  @Field(() => [VendorCallStatus], { nullable: true, description: 'Is one of these.' })
  in?: VendorCallStatus[] | null;
}

@InputType({ description: 'Compares the kind of an asset.' })
export class AssetKindComparator {
  @Field(() => AssetKind, { nullable: true, description: 'Is this.' })
  eq?: AssetKind | null;

  @Field(() => [AssetKind], { nullable: true, description: 'Is one of these.' })
  in?: AssetKind[] | null;
}

@InputType({ description: 'Compares what came of a mutation.' })
export class AuditOutcomeComparator {
  @Field(() => AuditOutcome, { nullable: true, description: 'Is this.' })
  eq?: AuditOutcome | null;

  @Field(() => [AuditOutcome], { nullable: true, description: 'Is one of these.' })
  in?: AuditOutcome[] | null;
}
