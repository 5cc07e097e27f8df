import type { AssetStore, Renderer, Vendors } from '../integrations/contracts.js';
import type { Events } from '../events.js';
import type { Logger } from '../logger.js';
import type { Orm } from '../orm.js';
import type { Bell } from './bell.js';
import type { Failpoint } from './failpoint.js';
import type { Turns } from './rate.js';

/** What the pipeline works with; made once in the composition root. */
export interface Engine {
  readonly orm: Orm;
  readonly events: Events;
  readonly bell: Bell;
  readonly vendors: Vendors;
  readonly store: AssetStore;
  readonly renderer: Renderer;
  readonly logger: Logger;
  /** Folder for files of attempts; what is left in it after a crash may be removed. */
  readonly workFolder: string;
  /** How long a claim holds without a heartbeat. */
  readonly leaseMs: number;
  /** Tries of one task before it fails. */
  readonly maxAttempts: number;
  /** Name of this worker in the rows. */
  readonly owner: string;
  readonly failpoint: Failpoint;
  /** No job of a vendor takes longer. */
  readonly jobDeadlineMs: number;
  /** Events of runs that ended longer ago are forgotten. */
  readonly eventDays: number;
  /** Stored files that nothing refers to are left alone for so long. */
  readonly orphanHours: number;
  /** Whose turn it is to speak to a vendor. */
  readonly turns: Turns;
  /** After so long a job whose answer was lost must have shown up in the vendor's list. */
  readonly lookupAfterMs: number;
}
