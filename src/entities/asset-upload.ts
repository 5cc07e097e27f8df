import { BigIntType, types as t } from '@mikro-orm/core';
import { Entity as Table, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A file that a person announced and may upload. Once it is there and was looked at, an asset with its id takes its place. */
@Table({ tableName: 'asset_upload' })
@Index({
  name: 'asset_upload_channel',
  expression: `create index "asset_upload_channel" on "asset_upload" ("channel_id", "expires_at")`,
})
@Index({
  name: 'asset_upload_expires',
  expression: `create index "asset_upload_expires" on "asset_upload" ("expires_at")`,
})
export class AssetUpload {
  /** Row id of the asset that it becomes. */
  @PrimaryKey({ type: t.uuid })
  id!: string;

  @Property({ type: t.uuid })
  channelId!: string;

  /** As announced. */
  @Property({ type: t.text })
  contentType!: string;

  /** As announced, in bytes. */
  @Property({ type: new BigIntType('number') })
  sizeBytes!: number;

  @Property({ type: t.text })
  fileName!: string;

  @Property({ type: t.datetime, columnType: 'timestamptz' })
  createdAt: Date = new Date();

  /** Until then its link takes the file. */
  @Property({ type: t.datetime, columnType: 'timestamptz' })
  expiresAt!: Date;

  /** Where the file lies until it was looked at: outside of everything that assets refer to. */
  get storageKey(): string {
    return uploadKey(this.id);
  }
}

export const UPLOAD_PREFIX = 'uploads/';

export function uploadKey(id: string): string {
  return `${UPLOAD_PREFIX}${id}`;
}
