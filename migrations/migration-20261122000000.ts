import { Migration } from '@mikro-orm/migrations';

/** The first tables: channels, episodes, runs with their tasks, the account of vendor calls, events, assets, keys. */
export class Migration20261122000000 extends Migration {
  override up(): void {
    this.addSql(`create table "api_key" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "name" text not null,
      "prefix" text not null,
      "hash" text not null,
      "role" text not null,
      "channel_ids" uuid[] null,
      "last_used_at" timestamptz null,
      "expires_at" timestamptz null,
      "revoked_at" timestamptz null,
      primary key ("id")
    )`);
    this.addSql(`create unique index "api_key_hash" on "api_key" ("hash")`);
    this.addSql(`create table "channel" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "handle" text not null,
      "name" text not null,
      "description" text null,
      "language" text not null default 'en',
      "persona" jsonb not null,
      "style_guide" jsonb not null,
      "voice" jsonb not null,
      "avatar" jsonb null,
      "footage" jsonb not null,
      "brand" jsonb not null,
      "formats" text[] not null,
      "review_stages" text[] not null,
      "per_episode_micro_usd" bigint null,
      "per_month_micro_usd" bigint null,
      "budget_enforcement" text not null default 'OBSERVE',
      "next_episode_number" int not null default 1,
      "archived_at" timestamptz null,
      "deleted_at" timestamptz null,
      "updated_at" timestamptz not null,
      primary key ("id")
    )`);
    this.addSql(`create index "channel_created" on "channel" ("created_at", "id")`);
    this.addSql(`create unique index "channel_handle" on "channel" ("handle") where "deleted_at" is null`);
    this.addSql(`create table "episode" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "channel_id" uuid not null,
      "number" int not null,
      "given_title" text null,
      "topic" text not null,
      "brief" text null,
      "status" text not null default 'DRAFT',
      "target_seconds" int not null,
      "formats" text[] not null,
      "language" text not null,
      "priority" int not null default 0,
      "plan" jsonb null,
      "script" jsonb null,
      "metadata" jsonb null,
      "next_run_number" int not null default 1,
      "cost_micro_usd" bigint not null default '0',
      "deleted_at" timestamptz null,
      "updated_at" timestamptz not null,
      primary key ("id")
    )`);
    this.addSql(`create index "episode_channel" on "episode" ("channel_id", "created_at", "id")`);
    this.addSql(`create index "episode_created" on "episode" ("created_at", "id")`);
    this.addSql(`create unique index "episode_number" on "episode" ("channel_id", "number")`);
    this.addSql(`create table "asset" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "channel_id" uuid not null,
      "episode_id" uuid null,
      "run_id" uuid null,
      "kind" text not null,
      "storage_key" text not null,
      "content_type" text not null,
      "size_bytes" bigint not null,
      "sha256" text not null,
      "duration_ms" int null,
      "width" int null,
      "height" int null,
      "fps" double precision null,
      "format" text null,
      "language" text null,
      "version" int not null default 1,
      "scene_id" text null,
      "stage" text null,
      "deleted_at" timestamptz null,
      primary key ("id")
    )`);
    this.addSql(`create index "asset_storage_key" on "asset" ("storage_key")`);
    this.addSql(`create index "asset_created" on "asset" ("created_at", "id")`);
    this.addSql(`create index "asset_channel" on "asset" ("channel_id", "created_at", "id")`);
    this.addSql(`create index "asset_episode" on "asset" ("episode_id")`);
    this.addSql(`create table "idempotent_answer" (
      "id" text not null,
      "input_digest" text not null,
      "answer" jsonb not null,
      "created_at" timestamptz not null,
      primary key ("id")
    )`);
    this.addSql(`create index "idempotent_answer_created" on "idempotent_answer" ("created_at")`);
    this.addSql(`create table "pipeline_run" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "episode_id" uuid not null,
      "channel_id" uuid not null,
      "number" int not null,
      "status" text not null default 'QUEUED',
      "progress" double precision not null default 0,
      "last_sequence" int not null default 0,
      "from_stage" text null,
      "until_stage" text null,
      "force" text[] not null,
      "cancel_requested_at" timestamptz null,
      "cancel_reason" text null,
      "cost_micro_usd" bigint not null default '0',
      "estimated_cost_micro_usd" bigint null,
      "started_at" timestamptz null,
      "finished_at" timestamptz null,
      primary key ("id")
    )`);
    this.addSql(`create index "run_channel" on "pipeline_run" ("channel_id", "created_at", "id")`);
    this.addSql(`create index "run_created" on "pipeline_run" ("created_at", "id")`);
    this.addSql(
      `create unique index "run_active" on "pipeline_run" ("episode_id") where "status" not in ('SUCCEEDED', 'FAILED', 'CANCELLED')`,
    );
    this.addSql(`create unique index "run_number" on "pipeline_run" ("episode_id", "number")`);
    this.addSql(`create table "run_event" (
      "run_id" uuid not null,
      "sequence" int not null,
      "channel_id" uuid not null,
      "transaction_id" bigint not null default ((pg_current_xact_id())::text)::bigint,
      "kind" text not null,
      "occurred_at" timestamptz not null,
      "message" text null,
      "stage" text null,
      "progress" double precision not null default 0,
      "stage_progress" double precision null,
      "eta_seconds" int null,
      "cost_micro_usd" bigint not null default '0',
      "stage_run_id" uuid null,
      "task_id" uuid null,
      "asset_id" uuid null,
      primary key ("run_id",
      "sequence")
    )`);
    this.addSql(`create index "run_event_transaction" on "run_event" ("transaction_id")`);
    this.addSql(`create index "run_event_channel" on "run_event" ("channel_id", "transaction_id")`);
    this.addSql(`create table "stage_run" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "run_id" uuid not null,
      "stage" text not null,
      "status" text not null default 'PENDING',
      "attempt" int not null default 1,
      "progress" double precision null,
      "message" text null,
      "attention_row" jsonb null,
      "error_row" jsonb null,
      "vendor" text null,
      "started_at" timestamptz null,
      "finished_at" timestamptz null,
      "cost_micro_usd" bigint not null default '0',
      primary key ("id")
    )`);
    this.addSql(`create unique index "stage_run_stage" on "stage_run" ("run_id", "stage")`);
    this.addSql(`create table "task" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "run_id" uuid not null,
      "stage_run_id" uuid not null,
      "stage" text not null,
      "part" text not null default 'WHOLE',
      "scene_id" text null,
      "position" int not null default 0,
      "status" text not null default 'PENDING',
      "attempt" int not null default 1,
      "crashes" int not null default 0,
      "fence" int not null default 0,
      "owner" text null,
      "lease_until" timestamptz null,
      "wake_at" timestamptz null,
      "rung_at" timestamptz null,
      "open_needs" int not null default 0,
      "priority" int not null default 0,
      "progress" double precision null,
      "waiting_for" text null,
      "attention_row" jsonb null,
      "error_row" jsonb null,
      "input_digest" text null,
      "output" jsonb null,
      "started_at" timestamptz null,
      "finished_at" timestamptz null,
      primary key ("id")
    )`);
    this.addSql(`create index "task_reusable" on "task" ("input_digest") where "status" = 'SUCCEEDED'`);
    this.addSql(`create index "task_leased" on "task" ("lease_until") where "status" = 'RUNNING'`);
    this.addSql(`create index "task_due" on "task" ("wake_at") where "status" in ('QUEUED', 'WAITING')`);
    this.addSql(`create index "task_run" on "task" ("run_id")`);
    this.addSql(`create unique index "task_position" on "task" ("stage_run_id", "position")`);
    this.addSql(`create table "task_asset" (
      "task_id" uuid not null,
      "asset_id" uuid not null,
      primary key ("task_id",
      "asset_id")
    )`);
    this.addSql(`create index "task_asset_asset" on "task_asset" ("asset_id")`);
    this.addSql(`create table "task_need" (
      "task_id" uuid not null,
      "needs_id" uuid not null,
      primary key ("task_id",
      "needs_id")
    )`);
    this.addSql(`create index "task_need_needs" on "task_need" ("needs_id")`);
    this.addSql(`create table "vendor_call" (
      "id" uuid not null,
      "created_at" timestamptz not null,
      "key" text not null,
      "task_id" uuid not null,
      "run_id" uuid not null,
      "channel_id" uuid not null,
      "step" text not null,
      "ordinal" int not null,
      "vendor" text not null,
      "operation" text not null,
      "status" text not null default 'INTENDED',
      "external_id" text null,
      "request_id" text null,
      "input_digest" text not null,
      "prepared" jsonb null,
      "vendor_operation" jsonb null,
      "result" jsonb null,
      "submit_fence" int null,
      "started_at" timestamptz null,
      "finished_at" timestamptz null,
      "latency_ms" int null,
      "unit_count" double precision null,
      "unit" text null,
      "estimated_cost_micro_usd" bigint not null default '0',
      "cost_micro_usd" bigint null,
      "error_row" jsonb null,
      primary key ("id")
    )`);
    this.addSql(`create index "vendor_call_channel" on "vendor_call" ("channel_id", "created_at", "id")`);
    this.addSql(`create index "vendor_call_run" on "vendor_call" ("run_id")`);
    this.addSql(
      `create unique index "vendor_call_open" on "vendor_call" ("task_id", "step") where "status" in ('INTENDED', 'SUBMITTING', 'SUBMITTED', 'UNCERTAIN')`,
    );
    this.addSql(
      `create unique index "vendor_call_external" on "vendor_call" ("vendor", "external_id") where "external_id" is not null`,
    );
    this.addSql(`create unique index "vendor_call_key" on "vendor_call" ("key")`);
    this.addSql(
      `alter table "episode" add constraint "episode_channel_id_foreign" foreign key ("channel_id") references "channel" ("id")`,
    );
    this.addSql(
      `alter table "asset" add constraint "asset_episode_id_foreign" foreign key ("episode_id") references "episode" ("id") on delete set null`,
    );
    this.addSql(
      `alter table "pipeline_run" add constraint "pipeline_run_episode_id_foreign" foreign key ("episode_id") references "episode" ("id")`,
    );
    this.addSql(
      `alter table "stage_run" add constraint "stage_run_run_id_foreign" foreign key ("run_id") references "pipeline_run" ("id")`,
    );
    this.addSql(
      `alter table "task" add constraint "task_run_id_foreign" foreign key ("run_id") references "pipeline_run" ("id")`,
    );
    this.addSql(
      `alter table "task" add constraint "task_stage_run_id_foreign" foreign key ("stage_run_id") references "stage_run" ("id")`,
    );
    this.addSql(
      `alter table "vendor_call" add constraint "vendor_call_task_id_foreign" foreign key ("task_id") references "task" ("id")`,
    );
  }

  override down(): void {
    this.addSql('drop table "vendor_call"');
    this.addSql('drop table "task_need"');
    this.addSql('drop table "task_asset"');
    this.addSql('drop table "task"');
    this.addSql('drop table "stage_run"');
    this.addSql('drop table "run_event"');
    this.addSql('drop table "pipeline_run"');
    this.addSql('drop table "idempotent_answer"');
    this.addSql('drop table "asset"');
    this.addSql('drop table "episode"');
    this.addSql('drop table "channel"');
    this.addSql('drop table "api_key"');
  }
}
