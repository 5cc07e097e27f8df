import { types as t } from '@mikro-orm/core';
import { Entity as Table, Index, PrimaryKey } from '@mikro-orm/decorators/legacy';

/** A task starts when everything it needs is done. */
@Table({ tableName: 'task_need' })
export class TaskNeed {
  @PrimaryKey({ type: t.uuid })
  taskId!: string;

  @PrimaryKey({ type: t.uuid })
  @Index({ name: 'task_need_needs' })
  needsId!: string;
}

/** The assets of a task: those it made, or those it reuses. */
@Table({ tableName: 'task_asset' })
export class TaskAsset {
  @PrimaryKey({ type: t.uuid })
  taskId!: string;

  @PrimaryKey({ type: t.uuid })
  @Index({ name: 'task_asset_asset' })
  assetId!: string;
}
