import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Faults } from './faults.js';
import type { Answer } from './routes.js';

/** How long a result address lives unless said otherwise. */
const RESULT_URL_SECONDS = 3600;

interface PublishedFile {
  readonly vendor: string;
  /** Groups the files of one job or upload; unique within the vendor. */
  readonly key: string;
  readonly fileName: string;
  /** Path on disk, or how to make the file when it is first asked for. */
  readonly source: string | (() => Promise<string>);
  readonly contentType: string;
  readonly expiresInSeconds?: number | undefined;
}

/** Result files behind signed, expiring addresses, as the vendors' own buckets have them. */
export interface SimulatedFiles {
  /** Publishes the file and returns a fresh address; asking again renews it. */
  url(file: PublishedFile): string;
  /** Forgets all files of a key: their addresses answer 404. */
  remove(vendor: string, key: string): void;
  /** Answers `GET` or `HEAD /files/<vendor>/<key>/<name>?expires&signature`. */
  answer(path: string, query: URLSearchParams): Promise<Answer>;
}

function refused(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}

export function createFiles(options: { origin: () => string; faults: Faults }): SimulatedFiles {
  const secret = randomBytes(32);
  const published = new Map<string, PublishedFile>();
  const made = new Map<string, Promise<string>>();
  const signature = (path: string, expires: string) =>
    createHmac('sha256', secret).update(`${path}\n${expires}`).digest('hex');

  const pathOnDisk = (path: string, file: PublishedFile): Promise<string> => {
    if (typeof file.source === 'string') return Promise.resolve(file.source);
    const known = made.get(path);
    if (known) return known;
    const making = file.source();
    made.set(path, making);
    making.catch(() => made.delete(path));
    return making;
  };

  return {
    url(file) {
      const path = `/files/${[file.vendor, file.key, file.fileName].map(encodeURIComponent).join('/')}`;
      published.set(path, file);
      const expires = String(Math.ceil(Date.now() / 1000) + (file.expiresInSeconds ?? RESULT_URL_SECONDS));
      return `${options.origin()}${path}?expires=${expires}&signature=${signature(path, expires)}`;
    },
    remove(vendor, key) {
      const prefix = `/files/${encodeURIComponent(vendor)}/${encodeURIComponent(key)}/`;
      for (const path of published.keys()) {
        if (!path.startsWith(prefix)) continue;
        published.delete(path);
        made.delete(path);
      }
    },
    async answer(path, query) {
      const expires = query.get('expires') ?? '';
      const given = Buffer.from(query.get('signature') ?? '', 'hex');
      const wanted = Buffer.from(signature(path, expires), 'hex');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
        return refused(403, 'SignatureDoesNotMatch', 'The request signature does not match');
      }
      const file = published.get(path);
      const struck = file && options.faults.take(file.vendor, 'download', ['URL_EXPIRED']);
      if (struck || Number(expires) * 1000 <= Date.now()) {
        return refused(403, 'AccessDenied', 'Request has expired');
      }
      if (!file) return refused(404, 'NoSuchKey', 'The specified key does not exist');
      const onDisk = await pathOnDisk(path, file);
      if (!existsSync(onDisk)) return refused(404, 'NoSuchKey', 'The specified key does not exist');
      return { status: 200, headers: { 'content-type': file.contentType }, file: onDisk };
    },
  };
}
