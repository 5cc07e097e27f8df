import { Migration } from '@mikro-orm/migrations';

/** An id that a person gave for a job is believed once the vendor knows it: a typing error is asked about again. */
export class Migration20261123060000 extends Migration {
  override up(): void {
    this.addSql(`alter table "vendor_call" add column "id_is_unproven" boolean not null default false`);
  }

  override down(): void {
    this.addSql(`alter table "vendor_call" drop column "id_is_unproven"`);
  }
}
