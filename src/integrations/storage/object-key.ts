import { StorageError } from '../../errors.js';

const ALLOWED = /^[a-z0-9/._-]{1,512}$/;

/**
 * Keys are ours and plain: no person's text ever becomes one, so a wrong key is a fault of the program.
 * @throws {StorageError}
 */
export function checkKey(key: string): void {
  const isPlain = ALLOWED.test(key) && !key.includes('..');
  const isWhole = key.split('/').every((part) => part !== '' && part !== '.');
  if (!isPlain || !isWhole) throw new StorageError(`${JSON.stringify(key)} is no key of a stored file.`);
}

/** Prefixes end anywhere, also in the middle of a name. @throws {StorageError} */
export function checkPrefix(prefix: string): void {
  if (prefix === '') return;
  if (!ALLOWED.test(prefix) || prefix.includes('..') || prefix.startsWith('/') || prefix.includes('//')) {
    throw new StorageError(`${JSON.stringify(prefix)} is no prefix of stored files.`);
  }
}
