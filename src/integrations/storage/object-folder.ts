import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { isMissing } from './storage-faults.js';
import { checkKey, checkPrefix } from './object-key.js';
import { copyInto, isAbandoned, joinKey, splitKey, syncFolder, walk, writeSynced } from './object-files.js';

/** Ends the name of a record; no key has this character, so no key can be mistaken for one. */
const MARK = '~';

const recordSchema = z.object({
  /** Names the content; every content has its own, so it serves as a strong ETag. */
  version: z.uuid(),
  sizeBytes: z.int().nonnegative(),
  contentType: z.string(),
});

export type ObjectRecord = Readonly<z.infer<typeof recordSchema>> & { readonly modifiedAt: Date };

/**
 * Objects in a folder. An object is its content in `<key>~<version>` and a small record `<key>~` that names it; the
 * record is replaced in one step, so a reader finds the old object or the new one, with its type, never a mixture.
 */
export class ObjectFolder {
  constructor(private readonly folder: string) {}

  /** Writes everything the source gives, synced to disk, before anyone can see it. What fails or is aborted leaves nothing. */
  async write(
    key: string,
    openSource: () => Readable,
    contentType: string,
    signal?: AbortSignal,
  ): Promise<ObjectRecord> {
    const path = this.#pathOf(key);
    const version = randomUUID();
    const content = `${path}${MARK}${version}`;
    const draft = `${content}.part`;
    await mkdir(dirname(path), { recursive: true });
    let isVisible = false;
    try {
      const sizeBytes = await writeSynced(draft, (file) => copyInto(file, openSource(), signal));
      await rename(draft, content);
      const record = { version, sizeBytes, contentType };
      await writeSynced(draft, (file) => file.writeFile(JSON.stringify(record)));
      const previous = await this.#readRecord(path);
      await rename(draft, path + MARK);
      isVisible = true;
      await syncFolder(dirname(path));
      await this.#removeVersions(path, version, previous?.version);
      return { ...record, modifiedAt: new Date() };
    } finally {
      await rm(draft, { force: true });
      if (!isVisible) await rm(content, { force: true });
    }
  }

  async find(key: string): Promise<ObjectRecord | null> {
    return this.#readRecord(this.#pathOf(key));
  }

  /** The caller closes `file`. A content that is replaced meanwhile stays readable until then. @throws {NotFoundError} */
  async open(key: string): Promise<{ record: ObjectRecord; file: FileHandle }> {
    const path = this.#pathOf(key);
    for (let record = await this.#readRecord(path); record !== null;) {
      try {
        return { record, file: await open(path + MARK + record.version) };
      } catch (error) {
        if (!isMissing(error)) throw error;
        const next = await this.#readRecord(path); // replaced between the two looks
        if (next?.version === record.version) break;
        record = next;
      }
    }
    throw new NotFoundError(`No file is stored under ${key}.`);
  }

  async remove(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await rm(path + MARK, { force: true });
    for (const name of await this.#filesOf(path)) await rm(join(dirname(path), name), { force: true });
  }

  async *list(prefix: string): AsyncGenerator<{ key: string; sizeBytes: number; modifiedAt: Date }> {
    checkPrefix(prefix);
    const start = prefix.includes('/')
      ? join(this.folder, ...splitKey(prefix.slice(0, prefix.lastIndexOf('/'))))
      : this.folder;
    for await (const path of walk(start)) {
      if (!path.endsWith(MARK)) continue;
      const key = joinKey(relative(this.folder, path.slice(0, -MARK.length)));
      if (!key.startsWith(prefix)) continue;
      const record = await this.#readRecord(path.slice(0, -MARK.length));
      if (record !== null) yield { key, sizeBytes: record.sizeBytes, modifiedAt: record.modifiedAt };
    }
  }

  #pathOf(key: string): string {
    checkKey(key);
    return join(this.folder, ...splitKey(key));
  }

  async #readRecord(path: string): Promise<ObjectRecord | null> {
    try {
      const [text, { mtime }] = await Promise.all([readFile(path + MARK, 'utf8'), stat(path + MARK)]);
      return { ...recordSchema.parse(JSON.parse(text)), modifiedAt: mtime };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** The version that was replaced, and what writers that were killed left long ago. */
  async #removeVersions(path: string, current: string, previous: string | undefined): Promise<void> {
    for (const name of await this.#filesOf(path)) {
      const version = name.slice(basename(path).length + MARK.length);
      if (version === '' || version === current) continue;
      const file = join(dirname(path), name);
      if (version === previous || (await isAbandoned(file))) await rm(file, { force: true });
    }
  }

  async #filesOf(path: string): Promise<string[]> {
    try {
      return (await readdir(dirname(path))).filter((name) => name.startsWith(basename(path) + MARK));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }
}
