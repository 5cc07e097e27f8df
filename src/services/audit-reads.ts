import { Field, InputType, registerEnumType } from 'type-graphql';
import type { AuditEntry } from '../entities/audit-entry.js';
import {
  AuditOutcomeComparator,
  DateTimeComparator,
  IDComparator,
  OrderDirection,
  StringComparator,
} from './comparators.js';
import { compareEnum, compareIds, compareText, compareTime, filter } from './filter.js';
import type { List } from './page-query.js';
import type { Viewer } from './scope.js';
import { every, sql } from './sql.js';
import { nodeTables } from './visibility.js';

export const AuditOrderField = { CREATED_AT: 'CREATED_AT' } as const;
export type AuditOrderField = (typeof AuditOrderField)[keyof typeof AuditOrderField];

registerEnumType(AuditOrderField, {
  name: 'AuditOrderField',
  description: 'What audit entries are sorted by.',
  valuesConfig: { CREATED_AT: { description: 'By the time of the mutation.' } },
});

@InputType({ description: 'How audit entries are sorted.' })
export class AuditOrder {
  @Field(() => AuditOrderField, { description: 'By what.' })
  field!: AuditOrderField;

  @Field(() => OrderDirection, { description: 'Which end first.' })
  direction!: OrderDirection;
}

@InputType({ description: 'Which audit entries. All that is given must hold.' })
export class AuditWhere {
  @Field(() => StringComparator, { nullable: true, description: 'By the name of the mutation.' })
  mutation?: StringComparator | null;

  @Field(() => StringComparator, { nullable: true, description: 'By `actorId`.' })
  actorId?: StringComparator | null;

  @Field(() => AuditOutcomeComparator, { nullable: true, description: 'By what came of it.' })
  outcome?: AuditOutcomeComparator | null;

  @Field(() => IDComparator, { nullable: true, description: 'By the ids among `nodeIds`.' })
  node?: IDComparator | null;

  @Field(() => StringComparator, { nullable: true, description: 'By network address.' })
  address?: StringComparator | null;

  @Field(() => DateTimeComparator, { nullable: true, description: 'By the time of the mutation.' })
  createdAt?: DateTimeComparator | null;

  @Field(() => [AuditWhere], { nullable: true, description: 'All of these hold; at most 3 deep.' })
  and?: AuditWhere[] | null;

  @Field(() => [AuditWhere], { nullable: true, description: 'One of these holds; at most 3 deep.' })
  or?: AuditWhere[] | null;
}

/** Newest first unless an order is given. */
export function auditList(
  viewer: Viewer,
  where?: AuditWhere | null,
  order?: AuditOrder | null,
): List<AuditEntry> {
  const { entity, table, visible } = nodeTables.AuditEntry;
  const wanted = filter(where, (own) => [
    compareText(sql`t.mutation`, own.mutation),
    compareText(sql`t.actor_id`, own.actorId),
    compareEnum(sql`t.outcome`, own.outcome),
    compareIds(sql`t.node_ids`, own.node),
    compareText(sql`coalesce(t.address, '')`, own.address),
    compareTime(sql`t.created_at`, own.createdAt),
  ]);
  return {
    entity,
    table,
    condition: every([visible(viewer), wanted]),
    key: { name: 'audit:CREATED_AT', expression: sql`t.created_at`, type: 'time', tie: sql`t.id` },
    descending: order?.direction !== 'ASC',
  };
}
