import { PrimaryKeyProp, types as t } from '@mikro-orm/core';
import { Entity as Table, PrimaryKey, Property, Index } from '@mikro-orm/decorators/legacy';
import type { VendorName } from './vendor.js';

/** A vendor's signed message that was heard: the same one again changes nothing. */
@Table({ tableName: 'webhook_event' })
@Index({
  name: 'webhook_event_received',
  expression: `create index "webhook_event_received" on "webhook_event" ("received_at")`,
})
export class WebhookEvent {
  [PrimaryKeyProp]?: ['vendor', 'eventId'];

  @PrimaryKey({ type: t.text })
  vendor!: VendorName;

  /** The vendor's own id of the message, or what stands for it. */
  @PrimaryKey({ type: t.text })
  eventId!: string;

  @Property({ type: t.datetime, columnType: 'timestamptz' })
  receivedAt: Date = new Date();
}
