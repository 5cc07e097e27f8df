import { open, type FileHandle } from 'node:fs/promises';
import type { Client } from 'minio';
import { endingWith } from './s3-client.js';

/** Whole in one request up to this; beyond, in parts of it, one in memory at a time. 10,000 parts make 160 GB. */
const PART_BYTES = 16 * 1024 * 1024;

export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  readonly contentType: string;
}

/**
 * Uploads a file. The client's own way would go on with any unfinished upload of the same key, mixing the parts of
 * two writers, so each upload here has its own id, and is given up when it fails.
 */
export async function uploadFile(client: Client, upload: Upload, signal?: AbortSignal): Promise<void> {
  const file = await open(upload.path);
  try {
    const { size } = await file.stat();
    if (size > PART_BYTES) {
      await uploadParts(client, upload, file, signal);
      return;
    }
    const content = await readAt(file, 0, size);
    await client.putObject(upload.bucket, upload.key, content, size, { 'Content-Type': upload.contentType });
    signal?.throwIfAborted();
  } finally {
    await file.close();
  }
}

async function uploadParts(
  client: Client,
  { bucket, key, contentType }: Upload,
  file: FileHandle,
  signal?: AbortSignal,
): Promise<void> {
  const uploadID = await client.initiateNewMultipartUpload(bucket, key, { 'Content-Type': contentType });
  try {
    const parts: { part: number; etag: string }[] = [];
    for (let offset = 0; ; offset += PART_BYTES) {
      signal?.throwIfAborted();
      const content = await readAt(file, offset, PART_BYTES);
      if (content.length === 0) break;
      const partNumber = parts.length + 1;
      const headers = { 'Content-Length': content.length };
      const { etag } = await client.uploadPart(
        { bucketName: bucket, objectName: key, uploadID, partNumber, headers },
        content,
      );
      parts.push({ part: partNumber, etag });
    }
    await client.completeMultipartUpload(bucket, key, uploadID, parts);
  } catch (error) {
    const giveUp = (): Promise<void> => client.abortMultipartUpload(bucket, key, uploadID);
    await endingWith(undefined, giveUp).catch(() => undefined); // the first error counts
    throw error;
  }
}

/** Reads `length` bytes, fewer only at the end of the file. */
async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const content = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(content, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return content.subarray(0, filled);
}
