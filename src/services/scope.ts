import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../entities/api-key.js';
import type { Logger } from '../logger.js';

/** Who asks. Made from a key that was checked; carries nothing secret. */
export interface Viewer {
  /** Row of the key. */
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** Rows of the channels that exist for this viewer; null for all. */
  readonly channelIds: readonly string[] | null;
}

/** What comes first in every call of a service: one for each request, and one for each delivered event. */
export interface Scope {
  readonly em: EntityManager;
  readonly viewer: Viewer;
  readonly logger: Logger;
}
