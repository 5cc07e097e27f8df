import { statfs } from 'node:fs/promises';
import { DiskFullError, saysDiskFull } from '../errors.js';

/** What one task may need for its files; less would be found out in the middle of paid work. */
const LEAST_FREE_BYTES = 64 * 1024 ** 2;

/**
 * Looks for room before anything is paid: what a vendor answers must not be lost for want of a place.
 * @throws {DiskFullError} naming the folder
 */
export async function requireRoom(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw new DiskFullError(folder);
}

/** What a full disk threw somewhere below a task, as what it is; anything else as it was. */
export function withFullDiskNamed(error: unknown, folder: string): unknown {
  return saysDiskFull(error) ? new DiskFullError(folder, { cause: error }) : error;
}
