import { Migration } from '@mikro-orm/migrations';

/** Uploads that people announced, and what they called their files. */
export class Migration20261123010000 extends Migration {
  override up(): void {
    this.addSql(
      `create table "asset_upload" ("id" uuid not null, "channel_id" uuid not null, "content_type" text not null, "size_bytes" bigint not null, "file_name" text not null, "created_at" timestamptz not null, "expires_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(`create index "asset_upload_channel" on "asset_upload" ("channel_id", "expires_at")`);
    this.addSql(`create index "asset_upload_expires" on "asset_upload" ("expires_at")`);
    this.addSql(`alter table "asset" add "file_name" text null`);
  }

  override down(): void {
    this.addSql(`alter table "asset" drop column "file_name"`);
    this.addSql(`drop table "asset_upload"`);
  }
}
