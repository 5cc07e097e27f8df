import { Field, InputType } from 'type-graphql';
import { VendorName } from '../entities/vendor.js';
import type { VendorCall } from '../entities/vendor-call.js';
import { VendorCallStatusComparator } from './comparators.js';
import { compareEnum, filter } from './filter.js';
import type { List } from './page-query.js';
import type { Viewer } from './scope.js';
import { every, sql } from './sql.js';
import { nodeTables } from './visibility.js';

@InputType({ description: 'Which vendor calls. All that is given must hold.' })
export class VendorCallWhere {
  @Field(() => [VendorName], { nullable: true, description: 'Of one of these vendors.' })
  vendor?: VendorName[] | null;

  @Field(() => VendorCallStatusComparator, { nullable: true, description: 'By status.' })
  status?: VendorCallStatusComparator | null;

  @Field(() => [VendorCallWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: VendorCallWhere[] | null;

  @Field(() => [VendorCallWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: VendorCallWhere[] | null;
}

/** Newest first. */
export function vendorCallList(viewer: Viewer, where?: VendorCallWhere | null): List<VendorCall> {
  const { entity, table, visible } = nodeTables.VendorCall;
  const wanted = filter(where, (own) => [
    own.vendor == null ? null : compareEnum(sql`t.vendor`, { in: own.vendor }),
    compareEnum(sql`t.status`, own.status),
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: 'vendorCall:CREATED_AT', expression: sql`t.created_at`, type: 'time', tie: sql`t.id` },
    descending: true,
  };
}
