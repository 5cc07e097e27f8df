import { types as t } from '@mikro-orm/core';
import { Entity as Table, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Entity, Node } from './base.js';

export const Role = { VIEWER: 'VIEWER', EDITOR: 'EDITOR', ADMIN: 'ADMIN' } as const;
export type Role = (typeof Role)[keyof typeof Role];

registerEnumType(Role, {
  name: 'Role',
  description: 'What a key may do; each includes the ones before.',
  valuesConfig: {
    VIEWER: { description: 'Reads and subscribes.' },
    EDITOR: { description: 'Also makes and runs episodes and changes channels.' },
    ADMIN: { description: 'Also makes keys, removes channels and reads the audit trail.' },
  },
});

const RANK: Record<Role, number> = { VIEWER: 0, EDITOR: 1, ADMIN: 2 };

export function roleIncludes(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

/** A key for programs. Only a hash of it is kept; the key itself is shown once. */
@ObjectType({
  implements: Node,
  description: 'A key for programs. The key itself is shown once, when it is made.',
})
@Table({ tableName: 'api_key' })
@Unique({ name: 'api_key_hash', expression: `create unique index "api_key_hash" on "api_key" ("hash")` })
export class ApiKey extends Entity {
  @Field(() => String, { description: 'What it is for.' })
  @Property({ type: t.text })
  name!: string;

  @Field(() => String, { description: 'The first characters of the key, to tell it from others.' })
  @Property({ type: t.text })
  prefix!: string;

  /** SHA-256 of the key, in hex; the key has 256 random bits, so a slow hash would add nothing. */
  @Property({ type: t.text })
  hash!: string;

  @Field(() => Role, { description: 'What it may do.' })
  @Property({ type: t.text })
  role!: Role;

  /** Rows of the channels it is limited to; null for all. */
  @Property({ type: t.array, nullable: true, columnType: 'uuid[]' })
  channelIds: string[] | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  lastUsedAt: Date | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; null for never.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  expiresAt: Date | null = null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked.' })
  @Property({ type: t.datetime, columnType: 'timestamptz', nullable: true })
  revokedAt: Date | null = null;
}
