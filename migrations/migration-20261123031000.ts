import { Migration } from '@mikro-orm/migrations';

/** How many units a paid call was expected to use, so that a job whose answer was lost is booked at its own size. */
export class Migration20261123031000 extends Migration {
  override up(): void {
    this.addSql(`alter table "vendor_call" add "estimated_units" double precision null`);
  }

  override down(): void {
    this.addSql(`alter table "vendor_call" drop column "estimated_units"`);
  }
}
