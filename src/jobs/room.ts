import type { StatsFs } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskFullError, saysDiskFull } from '../errors.js';

/** What one task may need for its files; less would be found out in the middle of paid work. */
const LEAST_FREE_BYTES = 64 * 1024 ** 2;

/**
 * Looks for room before anything is paid: what a vendor answers must not be lost for want of a place.
 * @throws {DiskFullError} naming the folder
 */
async function requireRoom(folder: string): Promise<void> {
  let look = looks.get(folder);
  if (!look) {
    look = statfs(folder).finally(() => looks.delete(folder));
    looks.set(folder, look);
  }
  const { bavail, bsize } = await look;
  if (bavail * bsize < LEAST_FREE_BYTES) throw new DiskFullError(folder);
}

/** Under way: tasks that begin at the same moment share one. */
const looks = new Map<string, Promise<StatsFs>>();

/** Files of one attempt. */
export interface AttemptFiles {
  /** Where a file of this name may be written; names are told apart by whoever gives them. */
  path(name: string): Promise<string>;
  /** Gone, with all that was written. */
  remove(): Promise<void>;
}

/** A folder of its own for one attempt, made when it is needed, where there is room for it. @throws {DiskFullError} naming `within` */
export async function openFiles(within: string, prefix: string): Promise<AttemptFiles> {
  try {
    await requireRoom(within);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(within, { recursive: true });
    await requireRoom(within);
  }
  let folder: Promise<string> | null = null;
  return {
    async path(name) {
      folder ??= mkdtemp(join(within, prefix));
      return join(await folder, name);
    },
    async remove() {
      const made = await folder?.catch(() => null);
      if (made) await rm(made, { recursive: true, force: true });
    },
  };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** What a full disk threw somewhere below a task, as what it is; anything else as it was. */
export function withFullDiskNamed(error: unknown, folder: string): unknown {
  return saysDiskFull(error) ? new DiskFullError(folder, { cause: error }) : error;
}
