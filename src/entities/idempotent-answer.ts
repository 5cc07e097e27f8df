import { types as t } from '@mikro-orm/core';
import { Entity as Table, PrimaryKey, Property, Index } from '@mikro-orm/decorators/legacy';

/** What a mutation answered to a client's key, so that a repeat within 24 hours gets the same answer. */
@Table({ tableName: 'idempotent_answer' })
@Index({
  name: 'idempotent_answer_created',
  expression: `create index "idempotent_answer_created" on "idempotent_answer" ("created_at")`,
})
export class IdempotentAnswer {
  /** Who asked, which mutation and which key, hashed. */
  @PrimaryKey({ type: t.text })
  id!: string;

  @Property({ type: t.text })
  inputDigest!: string;

  /** Ids of the rows it made, by name. */
  @Property({ type: t.json })
  answer!: Record<string, string | null>;

  @Property({ type: t.datetime, columnType: 'timestamptz' })
  createdAt: Date = new Date();
}
