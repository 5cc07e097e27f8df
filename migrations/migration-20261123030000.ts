import { Migration } from '@mikro-orm/migrations';

/** Who asked for which mutation, and what came of it. */
export class Migration20261123030000 extends Migration {
  override up(): void {
    this.addSql(`create table "audit_entry" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "actor_kind" text not null,
      "actor_id" text not null,
      "actor_name" text not null,
      "role" text not null,
      "mutation" text not null,
      "outcome" text not null,
      "codes" text[] not null,
      "node_ids" text[] not null,
      "channel_ids" uuid[] not null,
      "address" text null,
      "user_agent" text null,
      "request_id" text null,
      primary key ("id")
    )`);
    this.addSql(`create index "audit_entry_created" on "audit_entry" ("created_at", "id")`);
    this.addSql(`create index "audit_entry_nodes" on "audit_entry" using gin ("node_ids")`);
  }

  override down(): void {
    this.addSql(`drop table "audit_entry"`);
  }
}
