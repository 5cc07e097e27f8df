import type { Engine } from './engine.js';

/** What the account needs of the attempt it works for. */
export interface Attempt {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Throws when this process slept so long that the claim may be lost: on a monotonic clock of our own. */
  assertHeld(): void;
  /** Facts about how far the call is, 0..1. */
  progress(fraction: number, message: string): void;
}
