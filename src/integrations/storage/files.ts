import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { StorageError } from '../../errors.js';
import type { AssetStore, SignedPut, SignedUrlOptions, StoredObject } from '../contracts.js';
import { checkKey } from './object-key.js';
import { saveStream } from './object-files.js';
import { ObjectFolder } from './object-folder.js';
import { SignedLinks } from './signed-links.js';
import { storageAction } from './storage-faults.js';

export interface FileStoreOptions {
  /** Holds `objects/`; made when it is missing. */
  readonly folder: string;
  /** Where browsers reach this program, without a slash at the end; asked anew for each link. */
  readonly publicUrl: () => string;
  /** Signs the links; at least 16 characters. Another one makes all given links worthless. */
  readonly secret: string;
}

/** A store of files that also answers its own links: what `signed-http.ts` serves from. */
export interface FileStore extends AssetStore {
  readonly objects: ObjectFolder;
  readonly links: SignedLinks;
}

/**
 * The asset store on a local disk, for one machine.
 * @throws {StorageError} a secret that is too short to sign with
 */
export function createFileStore({ folder, publicUrl, secret }: FileStoreOptions): FileStore {
  if (secret.length < 16) throw new StorageError('The secret that signs links needs at least 16 characters.');
  return new FolderStore(new ObjectFolder(join(folder, 'objects')), new SignedLinks(publicUrl, secret));
}

class FolderStore implements FileStore {
  constructor(
    readonly objects: ObjectFolder,
    readonly links: SignedLinks,
  ) {}

  async put(key: string, path: string, contentType: string, signal?: AbortSignal): Promise<void> {
    await storageAction(
      `store ${key}`,
      () => this.objects.write(key, () => createReadStream(path), contentType, signal),
      signal,
    );
  }

  async fetch(key: string, toPath: string, signal?: AbortSignal): Promise<void> {
    await storageAction(
      `fetch ${key}`,
      async () => {
        const { file } = await this.objects.open(key);
        try {
          await saveStream(file.createReadStream({ autoClose: false }), toPath, signal);
        } finally {
          await file.close();
        }
      },
      signal,
    );
  }

  stat(key: string): Promise<StoredObject | null> {
    return storageAction(`look at ${key}`, async () => {
      const record = await this.objects.find(key);
      return record && { sizeBytes: record.sizeBytes, contentType: record.contentType };
    });
  }

  remove(key: string): Promise<void> {
    return storageAction(`remove ${key}`, () => this.objects.remove(key));
  }

  list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number; modifiedAt: Date }> {
    return this.objects.list(prefix);
  }

  // async, so that a wrong key rejects like everywhere else
  async signGet(id: string, key: string, options: SignedUrlOptions): Promise<string> {
    checkKey(key);
    const { expiresInSeconds, contentType, fileName, disposition } = options;
    const link = { method: 'GET', id, key, contentType, fileName, disposition, sizeBytes: null } as const;
    return Promise.resolve(this.links.sign(link, expiresInSeconds).url);
  }

  async signPut(
    id: string,
    key: string,
    options: { contentType: string; sizeBytes: number; expiresInSeconds: number },
  ): Promise<SignedPut> {
    checkKey(key);
    const { contentType, sizeBytes, expiresInSeconds } = options;
    const link = {
      method: 'PUT',
      id,
      key,
      contentType,
      sizeBytes,
      fileName: '',
      disposition: 'attachment',
    } as const;
    const { url, expiresAt } = this.links.sign(link, expiresInSeconds);
    return Promise.resolve({ url, expiresAt, headers: [{ name: 'Content-Type', value: contentType }] });
  }

  async check(): Promise<void> {
    const key = `checks/${randomUUID()}`;
    await storageAction('write and read the file store', async () => {
      await this.objects.write(key, () => Readable.from([Buffer.from(key)]), 'text/plain');
      const { file } = await this.objects.open(key);
      const read = await buffer(file.createReadStream());
      await this.objects.remove(key);
      if (read.toString() !== key)
        throw new StorageError('The file store gave back other bytes than it was given.');
    });
  }
}
