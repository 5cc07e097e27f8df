import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AssetStore, LocalFile } from '../integrations/contracts.js';
import type { StoredFile } from './stage-outputs.js';
import type { AttemptFiles } from './room.js';

/** SHA-256 of a file, in hex, and its size. */
export async function digestFile(path: string): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return { sha256: hash.digest('hex'), sizeBytes: (await stat(path)).size };
}

/** Stores a file under the digest of its content: storing it twice leaves one. */
export async function storeFile(
  store: AssetStore,
  file: LocalFile,
  signal: AbortSignal,
): Promise<StoredFile & { sizeBytes: number }> {
  const { sha256, sizeBytes } = await digestFile(file.path);
  const storageKey = `cas/${sha256.slice(0, 2)}/${sha256}`;
  await store.put(storageKey, file.path, file.contentType, signal);
  return { storageKey, contentType: file.contentType, sha256, sizeBytes };
}

const EXTENSIONS: Record<string, string> = {
  'audio/mpeg': '.mp3',
  'audio/wav': '.wav',
  'audio/mp4': '.m4a',
  'video/mp4': '.mp4',
  'image/jpeg': '.jpg',
  'application/json': '.json',
};

/** Fetches a stored file, to be read during the attempt. */
export async function fetchFile(
  store: AssetStore,
  file: StoredFile,
  files: AttemptFiles,
  signal: AbortSignal,
): Promise<LocalFile> {
  const path = await files.path(
    `${file.sha256.slice(0, 16)}-${randomUUID().slice(0, 8)}${extensionOf(file.contentType)}`,
  );
  await store.fetch(file.storageKey, path, signal);
  return { path, contentType: file.contentType };
}

export function extensionOf(contentType: string): string {
  return EXTENSIONS[contentType.split(';')[0] ?? ''] ?? (extname(contentType) || '.bin');
}
