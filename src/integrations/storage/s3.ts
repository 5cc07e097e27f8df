import { randomUUID } from 'node:crypto';
import { Client } from 'minio';
import { NotFoundError, StorageError } from '../../errors.js';
import type { AssetStore, SignedPut, SignedUrlOptions, StoredObject } from '../contracts.js';
import { contentDisposition } from './content-disposition.js';
import { saveStream } from './object-files.js';
import { checkKey, checkPrefix } from './object-key.js';
import { uploadFile } from './s3-upload.js';
import { endingWith, s3Client, type S3Credentials } from './s3-client.js';
import { checkLifetime } from './signed-links.js';
import { codeOf, storageAction } from './storage-faults.js';

export interface S3StoreOptions extends S3Credentials {
  /** `https://host[:port]`, where this program reaches the service. */
  readonly endpoint: string;
  /** Where browsers reach it, when that is elsewhere; signed links point here. */
  readonly publicEndpoint?: string | undefined;
  /** Made when it is missing and we may. */
  readonly bucket: string;
}

/**
 * The asset store in any S3 service.
 * @throws {StorageError} an endpoint that is no http(s) URL
 */
export function createS3Store({
  endpoint,
  publicEndpoint,
  bucket,
  ...credentials
}: S3StoreOptions): AssetStore {
  const client = s3Client(endpoint, credentials);
  const signer = publicEndpoint === undefined ? client : s3Client(publicEndpoint, credentials);
  return new S3Store(client, signer, bucket);
}

const MISSING: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound', 'NoSuchObject', 'NoSuchBucket']);
const ALREADY_THERE: ReadonlySet<string> = new Set([
  'BucketAlreadyOwnedByYou',
  'BucketAlreadyExists',
  'AccessDenied',
]);

class S3Store implements AssetStore {
  #bucketReady: Promise<void> | null = null;

  constructor(
    private readonly client: Client,
    private readonly signer: Client,
    private readonly bucket: string,
  ) {}

  async put(key: string, path: string, contentType: string, signal?: AbortSignal): Promise<void> {
    checkKey(key);
    await storageAction(
      `store ${key}`,
      async () => {
        await this.#haveBucket();
        const upload = { bucket: this.bucket, key, path, contentType };
        await endingWith(signal, () => uploadFile(this.client, upload, signal));
      },
      signal,
    );
  }

  async fetch(key: string, toPath: string, signal?: AbortSignal): Promise<void> {
    checkKey(key);
    await storageAction(
      `fetch ${key}`,
      async () => {
        try {
          const source = await endingWith(signal, () => this.client.getObject(this.bucket, key));
          await saveStream(source, toPath, signal);
        } catch (error) {
          throw isMissingObject(error) ? new NotFoundError(`No file is stored under ${key}.`) : error;
        }
      },
      signal,
    );
  }

  async stat(key: string): Promise<StoredObject | null> {
    checkKey(key);
    return storageAction(`look at ${key}`, async () => {
      try {
        const { size, metaData } = await this.client.statObject(this.bucket, key);
        const contentType: unknown = metaData['content-type'];
        return {
          sizeBytes: size,
          contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
        };
      } catch (error) {
        if (isMissingObject(error)) return null;
        throw error;
      }
    });
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    await storageAction(`remove ${key}`, async () => {
      try {
        await this.client.removeObject(this.bucket, key);
      } catch (error) {
        if (!isMissingObject(error)) throw error;
      }
    });
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
    checkPrefix(prefix);
    await storageAction(`reach the bucket ${this.bucket}`, () => this.#haveBucket());
    try {
      // pages of a thousand, fetched as they are read
      for await (const item of this.client.listObjectsV2(this.bucket, prefix, true)) {
        const { name, size, lastModified } = item as { name?: string; size: number; lastModified: Date }; // untyped stream
        if (name !== undefined) yield { key: name, sizeBytes: size, modifiedAt: lastModified };
      }
    } catch (error) {
      throw new StorageError(`Cannot list ${prefix}: ${codeOf(error)}.`, { cause: error });
    }
  }

  async signGet(_id: string, key: string, options: SignedUrlOptions): Promise<string> {
    checkKey(key);
    const { expiresInSeconds, contentType, fileName, disposition } = options;
    return this.#sign('GET', key, expiresInSeconds, {
      'response-content-type': contentType,
      'response-content-disposition': contentDisposition(disposition, fileName, contentType),
    });
  }

  /** S3 holds nobody to the size: who confirms the upload compares it with `stat`. */
  async signPut(
    _id: string,
    key: string,
    { contentType, expiresInSeconds }: { contentType: string; sizeBytes: number; expiresInSeconds: number },
  ): Promise<SignedPut> {
    checkKey(key);
    await storageAction(`reach the bucket ${this.bucket}`, () => this.#haveBucket());
    const expiresAt = new Date(Date.now() + expiresInSeconds * 1000);
    const url = await this.#sign('PUT', key, expiresInSeconds, {});
    return { url, expiresAt, headers: [{ name: 'Content-Type', value: contentType }] };
  }

  #sign(
    method: string,
    key: string,
    expiresInSeconds: number,
    query: Record<string, string>,
  ): Promise<string> {
    checkLifetime(expiresInSeconds);
    return storageAction(`sign a link to ${key}`, () =>
      this.signer.presignedUrl(method, this.bucket, key, Math.floor(expiresInSeconds), query),
    );
  }

  async check(): Promise<void> {
    const key = `checks/${randomUUID()}`;
    await storageAction(`write and read the bucket ${this.bucket}`, async () => {
      await this.#haveBucket();
      await this.client.putObject(this.bucket, key, key);
      await this.client.statObject(this.bucket, key);
      await this.client.removeObject(this.bucket, key);
    });
  }

  /** Looked up once; after a failure the next call looks again. */
  async #haveBucket(): Promise<void> {
    this.#bucketReady ??= this.#makeBucket();
    try {
      await this.#bucketReady;
    } catch (error) {
      this.#bucketReady = null;
      throw error;
    }
  }

  async #makeBucket(): Promise<void> {
    try {
      if (!(await this.client.bucketExists(this.bucket))) await this.client.makeBucket(this.bucket);
    } catch (error) {
      // made by another process meanwhile, or a key that may use the bucket but not ask about it
      if (!ALREADY_THERE.has(codeOf(error))) throw error;
    }
  }
}

function isMissingObject(error: unknown): boolean {
  return MISSING.has(codeOf(error));
}
