import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from './errors.js';

/**
 * Makes the folder of ACOG_DATA_DIR and what leads to it.
 * @throws {ConfigError} naming what is in the way
 */
export async function makeDataFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const reason = REASONS[String(error.code)] ?? error.message;
    throw new ConfigError([`ACOG_DATA_DIR: no folder can be made at ${path}: ${reason}.`]);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it is not allowed',
  EEXIST: 'a file is in the way',
  ENOENT: 'this file system takes none',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is in the way',
  EPERM: 'it is not allowed',
  EROFS: 'the file system is read-only',
};

/** As `mkdir -p`. Node's own never comes back where a file system refuses folders with ENOENT, as /proc does. */
async function makeFolders(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (found?.isDirectory()) return;
  if (!found) await makeFolders(dirname(path));
  await mkdir(path).catch(async (error: unknown) => {
    const isThere = await stat(path).then(
      (one) => one.isDirectory(), // somebody else was faster
      () => false,
    );
    if (!isThere) throw error;
  });
}
