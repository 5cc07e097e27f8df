import { DriverException } from '@mikro-orm/core';
import { StorageError, VendorError } from '../errors.js';

/** SQLSTATE classes that mean a fault of ours: bad data, a broken constraint, a wrong statement. They come again. */
const OUR_FAULT = /^(22|23|42)/;

/** Something that everybody needs is away: the database or the asset store. No try of the task failed. */
export function isOutage(error: unknown): boolean {
  if (error instanceof StorageError) return true;
  return error instanceof DriverException && !OUR_FAULT.test(error.code ?? '');
}

/** The database will never take it, however often it is asked. */
export function isRefusedByDatabase(error: unknown): boolean {
  return error instanceof DriverException && OUR_FAULT.test(error.code ?? '');
}

/** The vendor is there and has no room for us now. */
export function isOnlyBusy(error: unknown): boolean {
  return error instanceof VendorError && error.fault === 'RATE_LIMITED';
}
