import type { AttentionReason } from '../entities/stage.js';
import type { VendorName } from '../entities/vendor.js';
import { AcogError } from '../errors.js';

/** Thrown by the account, never by a stage: the task has to wait, and holds no worker meanwhile. */
export class Park extends Error {
  constructor(
    /** `WAITING`: a vendor works. `QUEUED`: our own turn has not come. */
    readonly status: 'WAITING' | 'QUEUED',
    readonly wakeInMs: number,
    readonly waitingFor: string,
    /** 0..1 as the vendor says; null when it does not. */
    readonly progress: number | null = null,
    /** The vendor that has no slot free: one that gets free wakes the task sooner. */
    readonly wantedVendor: VendorName | null = null,
  ) {
    super(waitingFor);
  }
}

/** Thrown where only a person can go on. */
export class NeedsAttentionError extends AcogError {
  constructor(
    readonly reason: AttentionReason,
    message: string,
    readonly vendorCallId: string | null,
    /** What a budget had no room for, in millionths of a dollar. */
    readonly neededMicroUsd?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get code(): AttentionReason {
    return this.reason;
  }
}

/** The run was cancelled while this task was worked at. */
export class CancelledError extends Error {}

/** This process is shutting down: the task is given back, nothing failed. */
export class ShuttingDownError extends Error {}
