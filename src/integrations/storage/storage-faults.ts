import { AcogError, DiskFullError, saysDiskFull, StorageError } from '../../errors.js';

/** Whether an error of the file system says that a file or folder is not there. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** The stable code of an error of Node or of the S3 client, empty when it has none. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/**
 * Runs one action of a store and turns what it throws into a `StorageError`, or a `DiskFullError`; our own kinds pass as they are.
 * An abort is named as what it is, by the reason of the signal.
 */
export async function storageAction<T>(
  doing: string,
  action: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await action();
  } catch (error) {
    if (signal?.aborted)
      throw new StorageError(`Cancelled while trying to ${doing}.`, { cause: signal.reason });
    if (error instanceof AcogError) throw error;
    if (saysDiskFull(error)) throw new DiskFullError('the asset store', { cause: error });
    const code = codeOf(error);
    const why = code === '' ? (error instanceof Error ? error.message : 'unknown fault') : code;
    throw new StorageError(`Cannot ${doing}: ${why}.`, { cause: error });
  }
}
