import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSound } from './ffmpeg-tasks.js';
import type { JobVendorWorld } from './world.js';

/** A file that a client gave to a vendor. */
export interface Upload {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly path: string;
  /** Decoded when it is a sound, else null. */
  readonly sound: { readonly wavPath: string; readonly durationMs: number } | null;
  readonly createdAtMs: number;
}

/** What clients uploaded to one vendor, on disk until the server ends. */
export class Uploads {
  private readonly uploads = new Map<string, Upload>();

  constructor(
    private readonly world: JobVendorWorld,
    private readonly vendor: string,
  ) {}

  /** @throws {MediaError} when the type says sound and the bytes do not */
  async keep(file: {
    id: string;
    fileName: string;
    contentType: string;
    bytes: Uint8Array;
  }): Promise<Upload> {
    const folder = join(this.world.folder, 'uploads', this.vendor);
    await mkdir(folder, { recursive: true });
    const path = join(folder, file.id);
    await writeFile(path, file.bytes);
    let sound: Upload['sound'] = null;
    if (file.contentType.startsWith('audio/')) {
      const wavPath = `${path}.wav`;
      sound = { wavPath, ...(await decodeSound(this.world.programs, path, wavPath)) };
    }
    const { id, fileName, contentType } = file;
    const kept = {
      id,
      fileName,
      contentType,
      sizeBytes: file.bytes.length,
      path,
      sound,
      createdAtMs: Date.now(),
    };
    this.uploads.set(id, kept);
    return kept;
  }

  get(id: string): Upload | null {
    return this.uploads.get(id) ?? null;
  }

  /** A signed address to read it back. */
  url({ id, fileName, path, contentType }: Upload): string {
    return this.world.files.url({ vendor: this.vendor, key: id, fileName, source: path, contentType });
  }

  /** True when it was there. */
  async remove(id: string): Promise<boolean> {
    const upload = this.uploads.get(id);
    if (!upload) return false;
    this.uploads.delete(id);
    this.world.files.remove(this.vendor, id);
    await Promise.all([upload.path, `${upload.path}.wav`].map((path) => rm(path, { force: true })));
    return true;
  }
}

/** Fetches what a client only gave an address of. @returns null when it cannot be read or is a web page */
export async function fetchMedia(
  url: string,
  options: { maxBytes: number; signal: AbortSignal },
): Promise<{ bytes: Uint8Array; contentType: string } | null> {
  try {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(10_000)]);
    const response = await fetch(url, { signal });
    const contentType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array; // fetch's streams give bytes
      sizeBytes += bytes.length;
      if (sizeBytes > options.maxBytes) return null;
      chunks.push(bytes);
    }
    if (!response.ok || contentType === 'text/html') return null;
    return { bytes: Buffer.concat(chunks), contentType };
  } catch {
    return null;
  }
}
