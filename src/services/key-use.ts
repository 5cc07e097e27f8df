import type { EntityManager } from '@mikro-orm/postgresql';
import type { ApiKey } from '../entities/api-key.js';
import type { Logger } from '../logger.js';
import { query, sql } from './sql.js';

const MINUTE_MS = 60_000;

/**
 * Remembers when keys were last used, to the minute: one write in a minute, however often a key is used and by however
 * many requests at once. That nothing could be written refuses nobody.
 */
export class KeyUse {
  /** Row of the key to the minute in which this process noted it last. */
  private readonly noted = new Map<string, number>();

  constructor(private readonly logger: Pick<Logger, 'warn'> | null = null) {}

  async note(em: EntityManager, { id, lastUsedAt }: Pick<ApiKey, 'id' | 'lastUsedAt'>): Promise<void> {
    const minute = Math.floor(Date.now() / MINUTE_MS);
    const before = Math.max(
      this.noted.get(id) ?? 0,
      lastUsedAt ? Math.floor(lastUsedAt.getTime() / MINUTE_MS) : 0,
    );
    if (before >= minute) return;
    this.noted.set(id, minute); // before the write: those that come meanwhile need not wait for it
    try {
      await query(
        em,
        sql`update api_key set last_used_at = date_trunc('minute', now())
          where id = ${id} and (last_used_at is null or last_used_at < date_trunc('minute', now()))`,
      );
    } catch (error) {
      this.noted.delete(id);
      this.logger?.warn({ error, keyId: id }, 'the use of a key could not be noted');
    }
  }
}
