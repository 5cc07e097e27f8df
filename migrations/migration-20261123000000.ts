import { Migration } from '@mikro-orm/migrations';

/** Vendor accounts with their breaker, webhooks that were heard, and indexes by which due tasks and open calls are found. */
export class Migration20261123000000 extends Migration {
  override up(): void {
    this.addSql(`create table "vendor_account" (
      "vendor" text not null,
      "circuit" text not null default 'CLOSED',
      "failures" int not null default 0,
      "failing_since" timestamptz null,
      "openings" int not null default 0,
      "open_until" timestamptz null,
      "probe_until" timestamptz null,
      primary key ("vendor")
    )`);
    this.addSql(`create table "webhook_event" (
      "vendor" text not null,
      "event_id" text not null,
      "received_at" timestamptz not null,
      primary key ("vendor",
      "event_id")
    )`);
    this.addSql(`create index "webhook_event_received" on "webhook_event" ("received_at")`);
    this.addSql(`create table "orphan_object" (
      "storage_key" text not null,
      "found_at" timestamptz not null,
      primary key ("storage_key")
    )`);
    this.addSql(`alter table "pipeline_run" add "budget_warned_at" timestamptz null`);
    this.addSql(`alter table "task" add "wanted_vendor" text null`);
    this.addSql(
      `create index "task_wanted_vendor" on "task" ("wanted_vendor", "priority" desc, "wake_at") where "wanted_vendor" is not null`,
    );
    this.addSql(`drop index "task_due"`);
    this.addSql(`drop index "task_leased"`);
    this.addSql(
      `create index "task_due" on "task" ("priority" desc, "wake_at") where "status" in ('QUEUED', 'WAITING') and "lease_until" is null`,
    );
    this.addSql(`create index "task_leased" on "task" ("lease_until") where "lease_until" is not null`);
    this.addSql(`create index "task_attention" on "task" ("run_id") where "status" = 'NEEDS_ATTENTION'`);
    this.addSql(
      `create index "vendor_call_slot" on "vendor_call" ("vendor") where "status" in ('SUBMITTING', 'SUBMITTED')`,
    );
  }

  override down(): void {
    this.addSql(`drop index "vendor_call_slot"`);
    this.addSql(`drop index "task_attention"`);
    this.addSql(`drop index "task_leased"`);
    this.addSql(`drop index "task_due"`);
    this.addSql(`create index "task_leased" on "task" ("lease_until") where "status" = 'RUNNING'`);
    this.addSql(`create index "task_due" on "task" ("wake_at") where "status" in ('QUEUED', 'WAITING')`);
    this.addSql(`drop index "task_wanted_vendor"`);
    this.addSql(`alter table "task" drop column "wanted_vendor"`);
    this.addSql(`alter table "pipeline_run" drop column "budget_warned_at"`);
    this.addSql('drop table "orphan_object"');
    this.addSql('drop table "webhook_event"');
    this.addSql('drop table "vendor_account"');
  }
}
