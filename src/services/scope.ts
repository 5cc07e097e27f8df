import type { EntityManager } from '@mikro-orm/postgresql';
import type { Role } from '../entities/api-key.js';
import type { ActorKind } from '../entities/audit-entry.js';
import type { Logger } from '../logger.js';

/** Where a request came from, as far as it can be known. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** Who asks. Made from a key or a token that was checked; carries nothing secret. */
export interface Viewer {
  readonly kind: ActorKind;
  /** Always the same for the same holder: row of the key, or a digest of the token's issuer and subject. */
  readonly keyId: string;
  /** For people: global id of the key, or issuer and subject. */
  readonly actorId: string;
  readonly name: string;
  readonly role: Role;
  /** Rows of the channels that exist for this viewer; null for all. */
  readonly channelIds: readonly string[] | null;
  /** Until then the key or token is good; null for ever. */
  readonly expiresAt: Date | null;
  readonly origin: Origin | null;
}

/** Takes down what a mutation does, for the audit. */
export interface ChangeRecord {
  /** The mutation is about this, changes it or makes it. */
  touch(typeName: string, rowId: string): void;
  /** To be called at the end of the transaction: the record is there with the change or not at all. */
  writeWith(em: EntityManager, result: unknown): Promise<void>;
  /** The transaction is committed. */
  kept(): void;
}

/** What comes first in every call of a service: one for each request, and one for each delivered event. */
export interface Scope {
  readonly em: EntityManager;
  readonly viewer: Viewer;
  readonly logger: Logger;
  /** Of the mutation that is executed; a request executes them one after the other. */
  record?: ChangeRecord | undefined;
}
