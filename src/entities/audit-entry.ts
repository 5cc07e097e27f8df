import { types as t } from '@mikro-orm/core';
import { Entity as Table, Index, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Role } from './api-key.js';
import { Entity, Node } from './base.js';
import { toGlobalId } from './global-id.js';

export const ActorKind = { API_KEY: 'API_KEY', OIDC: 'OIDC' } as const;
export type ActorKind = (typeof ActorKind)[keyof typeof ActorKind];

registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'How somebody showed who they are.',
  valuesConfig: {
    API_KEY: { description: 'With an API key.' },
    OIDC: { description: 'With a token of the sign-in service.' },
  },
});

export const AuditOutcome = {
  SUCCEEDED: 'SUCCEEDED',
  REJECTED: 'REJECTED',
  FORBIDDEN: 'FORBIDDEN',
  FAILED: 'FAILED',
} as const;
export type AuditOutcome = (typeof AuditOutcome)[keyof typeof AuditOutcome];

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'What came of a mutation.',
  valuesConfig: {
    SUCCEEDED: { description: 'It was done.' },
    REJECTED: { description: 'Nothing was done: its input was wrong, or something stood in the way.' },
    FORBIDDEN: { description: 'Nothing was done: whoever asked may not do this.' },
    FAILED: { description: 'It broke for a reason of ours; the log knows more.' },
  },
});

/** One mutation that somebody asked for. Written together with what it changed; never changed by people, never a secret. */
@ObjectType({ implements: Node, description: 'One mutation that somebody asked for, and what came of it.' })
@Table({ tableName: 'audit_entry' })
@Index({
  name: 'audit_entry_created',
  expression: `create index "audit_entry_created" on "audit_entry" ("created_at", "id")`,
})
@Index({
  name: 'audit_entry_nodes',
  expression: `create index "audit_entry_nodes" on "audit_entry" using gin ("node_ids")`,
})
export class AuditEntry extends Entity {
  @Field(() => ActorKind, { description: 'How whoever asked showed who they are.' })
  @Property({ type: t.text })
  actorKind!: ActorKind;

  @Field(() => String, {
    description: 'Who asked: the id of the API key, or the issuer and subject of the token.',
  })
  @Property({ type: t.text })
  actorId!: string;

  @Field(() => String, { description: 'What the key, or the person, was called then.' })
  @Property({ type: t.text })
  actorName!: string;

  @Field(() => Role, { description: 'The role that whoever asked had then.' })
  @Property({ type: t.text })
  role!: Role;

  @Field(() => String, { description: 'Name of the mutation.' })
  @Property({ type: t.text })
  mutation!: string;

  @Field(() => AuditOutcome, { description: 'What came of it.' })
  @Property({ type: t.text })
  outcome!: AuditOutcome;

  @Field(() => [String], { description: 'Why not: the codes of its errors; empty when it was done.' })
  @Property({ type: t.array })
  codes: string[] = [];

  @Field(() => [ID], { description: 'Ids that its input named, and of what it changed or made.' })
  @Property({ type: t.array })
  nodeIds: string[] = [];

  /** Rows of the channels that these belong to. */
  @Property({ type: t.array, columnType: 'uuid[]' })
  channelIds: string[] = [];

  @Field(() => String, { nullable: true, description: 'Network address that the request came from.' })
  @Property({ type: t.text, nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true, description: 'What the program that asked calls itself.' })
  @Property({ type: t.text, nullable: true })
  userAgent: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'The `x-request-id` of the answer; that of the connection for a socket.',
  })
  @Property({ type: t.text, nullable: true })
  requestId: string | null = null;

  @Field(() => [ID], { name: 'channelIds', description: 'The channels that it was about; empty for none.' })
  get channelGlobalIds(): string[] {
    return this.channelIds.map((id) => toGlobalId('Channel', id));
  }
}
