import { Migration } from '@mikro-orm/migrations';

/** Reviews: when a task was approved, what reviewers asked for, and scripts that a person edited. */
export class Migration20261123020000 extends Migration {
  override up(): void {
    this.addSql(`alter table "task" add "approved_at" timestamptz null`);
    this.addSql(`alter table "task" add "review_notes" text[] not null default '{}'`);
    this.addSql(`alter table "episode" add "script_is_edited" boolean not null default false`);
  }

  override down(): void {
    this.addSql(`alter table "episode" drop column "script_is_edited"`);
    this.addSql(`alter table "task" drop column "review_notes"`);
    this.addSql(`alter table "task" drop column "approved_at"`);
  }
}
