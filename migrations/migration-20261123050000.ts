import { Migration } from '@mikro-orm/migrations';

const ORDERS: Readonly<Record<string, string>> = {
  episode_numbers: `"number", "id"`,
  episode_priority: `"priority", "id"`,
  episode_updated: `"updated_at", "id"`,
  episode_status: `"status", "created_at", "id"`,
  episode_title: `left(coalesce("given_title", "metadata" ->> 'title', "topic"), 200), "id"`,
};

/** Each order of episodes has an index, and so have the few that stand where somebody is needed, so that a page of a million takes as long as one of a thousand. */
export class Migration20261123050000 extends Migration {
  override up(): void {
    for (const [name, columns] of Object.entries(ORDERS))
      this.addSql(`create index "${name}" on "episode" (${columns})`);
  }

  override down(): void {
    for (const name of Object.keys(ORDERS)) this.addSql(`drop index "${name}"`);
  }
}
