/** Where a stored file is and what it is, as measured. */
export interface StoredObject {
  readonly sizeBytes: number;
  readonly contentType: string;
}

export interface SignedUrlOptions {
  readonly expiresInSeconds: number;
  readonly contentType: string;
  /** Offered to the browser as the name of the download. Any text; it is encoded. */
  readonly fileName: string;
  /** `inline` only for probed audio, video and raster images; everything else is `attachment`. */
  readonly disposition: 'inline' | 'attachment';
}

export interface SignedPut {
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly expiresAt: Date;
}

/**
 * Keeps the files. Keys are ours: `[a-z0-9/._-]{1,512}`, no `..`.
 * Every failure is a `StorageError`, but for a full disk of ours, which is a `DiskFullError`.
 */
export interface AssetStore {
  /** Whole or not at all: a reader never sees half a file. Writing a key twice leaves the later content. */
  put(key: string, path: string, contentType: string, signal?: AbortSignal): Promise<void>;
  /** Copies an object to a local file. @throws {NotFoundError} */
  fetch(key: string, toPath: string, signal?: AbortSignal): Promise<void>;
  /** Null when there is none. */
  stat(key: string): Promise<StoredObject | null>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Keys under a prefix with the time they were last written. */
  list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number; modifiedAt: Date }>;
  /** A link that works without any key of ours, with Range. @param id public id of the asset, part of the link */
  signGet(id: string, key: string, options: SignedUrlOptions): Promise<string>;
  signPut(
    id: string,
    key: string,
    options: { contentType: string; sizeBytes: number; expiresInSeconds: number },
  ): Promise<SignedPut>;
  /** Resolves when the store can be read and written. @throws {StorageError} */
  check(): Promise<void>;
}
