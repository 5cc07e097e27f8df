import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { measurePicture } from '../../simulator/ffmpeg-tasks.js';
import type { Route } from '../../simulator/routes.js';
import { fetchMedia } from '../../simulator/uploads.js';
import type { JobVendorWorld } from '../../simulator/world.js';
import { bodyOf, refuse, refuseInput } from './simulator-errors.js';

const IMAGE_LIMIT_BYTES = 50 * 1024 * 1024;

const initiateInput = z.object({ content_type: z.string().min(1), file_name: z.string().min(1) });

interface StoredFile {
  readonly contentType: string;
  bytes: Uint8Array | null;
}

export interface FalStorage {
  readonly routes: Route[];
  /** @throws {Refusal} 422 `file_download_error` or `image_load_error`, named by where the address stood */
  measureImage(image: {
    url: string;
    loc: readonly (string | number)[];
  }): Promise<{ across: number; down: number }>;
}

/** fal's own file store, which its models read from. */
export function createStorage(world: JobVendorWorld): FalStorage {
  const files = new Map<string, StoredFile>();
  let count = 0;
  const urlOf = (key: string) => `${world.origin()}/fal/storage/files/${key}`;

  const bytesOf = async (url: string): Promise<Uint8Array | null> => {
    const inline = /^data:image\/[a-z+.-]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(url);
    if (inline?.[1] !== undefined) return Buffer.from(inline[1], 'base64');
    const own = urlOf('');
    if (url.startsWith(own)) return files.get(url.slice(own.length))?.bytes ?? null;
    if (!/^https?:\/\//.test(url)) return null;
    const fetched = await fetchMedia(url, { maxBytes: IMAGE_LIMIT_BYTES, signal: world.stopSignal });
    return fetched?.bytes ?? null;
  };

  return {
    async measureImage({ url, loc }) {
      const bytes = await bytesOf(url);
      if (!bytes)
        return refuseInput([{ loc, msg: 'Failed to download the file', type: 'file_download_error' }]);
      const folder = join(world.folder, 'uploads', 'pika');
      await mkdir(folder, { recursive: true });
      const path = join(folder, world.stableId('pika', 'image', url));
      await writeFile(path, bytes);
      try {
        const { width, height } = await measurePicture(world.programs, path);
        return { across: width, down: height };
      } catch {
        return refuseInput([{ loc, msg: 'Failed to load the image', type: 'image_load_error' }]);
      }
    },
    routes: [
      {
        method: 'POST',
        pattern: '/storage/upload/initiate',
        operation: 'initiateUpload',
        handle: ({ body }) => {
          const { content_type: contentType, file_name: fileName } = bodyOf(initiateInput, body);
          const key = `${world.stableId('pika', 'file', fileName, String(++count))}/${encodeURIComponent(fileName)}`;
          files.set(key, { contentType, bytes: null });
          return { status: 200, json: { upload_url: urlOf(key), file_url: urlOf(key) } };
        },
      },
      {
        method: 'PUT',
        pattern: '/storage/files/:id/:name',
        operation: 'putUpload',
        handle: ({ path, body }) => {
          const file = files.get(path.replace('/storage/files/', ''));
          if (!file) return refuse(404, 'Unknown upload');
          file.bytes = body;
          return { status: 200 };
        },
      },
      {
        method: 'GET',
        pattern: '/storage/files/:id/:name',
        operation: 'getUpload',
        handle: ({ path }) => {
          const file = files.get(path.replace('/storage/files/', ''));
          if (!file?.bytes) return refuse(404, 'File not found');
          return { status: 200, headers: { 'content-type': file.contentType }, bytes: file.bytes };
        },
      },
    ],
  };
}
