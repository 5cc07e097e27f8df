import { types as t } from '@mikro-orm/core';
import { Entity as Table, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A stored file that nothing refers to: removed when that is still so a week later. */
@Table({ tableName: 'orphan_object' })
export class OrphanObject {
  @PrimaryKey({ type: t.text })
  storageKey!: string;

  @Property({ type: t.datetime, columnType: 'timestamptz' })
  foundAt: Date = new Date();
}
