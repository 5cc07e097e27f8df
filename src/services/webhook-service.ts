import type { EntityManager } from '@mikro-orm/postgresql';
import { VendorName } from '../entities/vendor.js';
import type { WebhookReaders, WebhookRefusal, WebhookRequest } from '../integrations/contracts.js';
import type { RunControl } from '../jobs/run-control.js';

/** `BUSY`: it was genuine, and shall be sent again in a moment. */
export type WebhookOutcome =
  | { readonly outcome: 'HEARD' | 'HEARD_BEFORE' | 'FOREIGN' | 'BUSY' }
  | { readonly outcome: 'REFUSED'; readonly reason: WebhookRefusal };

/** Takes messages of vendors: nobody's key is needed, the vendor's signature is. */
export class WebhookService {
  constructor(
    private readonly readers: WebhookReaders,
    private readonly control: Pick<RunControl, 'hearWebhook'>,
  ) {}

  /** The vendor of `/webhooks/{name}`; null when none of that name sends messages. */
  vendorOf(name: string): VendorName | null {
    const vendor = Object.values(VendorName).find((one) => one.toLowerCase() === name);
    return vendor !== undefined && this.readers.has(vendor) ? vendor : null;
  }

  /**
   * Checks the signature first: what is not genuine does not reach the database.
   * @throws {VendorError} `UNAVAILABLE` when it could not be checked
   */
  async hear(em: EntityManager, vendor: VendorName, request: WebhookRequest): Promise<WebhookOutcome> {
    const reading = await this.readers.get(vendor)?.read(request);
    if (!reading?.genuine) return { outcome: 'REFUSED', reason: reading?.reason ?? 'NO_SECRET' };
    const { eventId, externalId, callKey } = reading;
    const heard = await em.transactional((tx) =>
      this.control.hearWebhook(tx, { vendor, eventId, externalId, callKey }),
    );
    heard.announce();
    return { outcome: heard.outcome };
  }
}
