import { randomUUID } from 'node:crypto';
import { open, opendir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isMissing } from './storage-faults.js';

const LONGEST_PART = 200; // file systems end at 255 bytes, and a record adds to the name
const CONTINUED = '+'; // ends a folder that holds the rest of a long part; no key has this character
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** `a/b` → `['a', 'b']`; a part too long for a file name goes on in a folder below. */
export function splitKey(key: string): string[] {
  return key.split('/').flatMap((part) => {
    const pieces = part.match(new RegExp(`.{1,${LONGEST_PART}}`, 'g')) ?? [];
    return pieces.map((piece, index) => (index === pieces.length - 1 ? piece : piece + CONTINUED));
  });
}

/** The key of a path below the folder: `splitKey` backwards. */
export function joinKey(path: string): string {
  return path.split(sep).join('/').replaceAll(`${CONTINUED}/`, '');
}

/** Writes a new file and waits until the disk has it. @returns its size in bytes */
export async function writeSynced(path: string, write: (file: FileHandle) => Promise<void>): Promise<number> {
  const file = await open(path, 'w', 0o600);
  try {
    await write(file);
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Writes a stream to a file that is there whole or not at all. */
export async function saveStream(source: Readable, toPath: string, signal?: AbortSignal): Promise<void> {
  const draft = `${toPath}.${randomUUID()}.part`;
  try {
    await writeSynced(draft, (file) => copyInto(file, source, signal));
    await rename(draft, toPath);
  } finally {
    source.destroy(); // also when the file could not be opened and nobody read: it holds a connection
    await rm(draft, { force: true });
  }
}

/** Writes everything a stream gives, as fast as the disk takes it. */
export function copyInto(file: FileHandle, source: Readable, signal?: AbortSignal): Promise<void> {
  return pipeline(source, (chunks: AsyncIterable<Buffer>) => writeAll(file, chunks), { signal });
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) {
    for (let written = 0; written < chunk.length;) {
      written += (await file.write(chunk, written)).bytesWritten; // a nearly full disk takes a part
    }
  }
}

/** A renamed file survives a power cut only when its folder is on disk too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function isAbandoned(path: string): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < Date.now() - ABANDONED_AFTER_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Every file below a folder; none when there is no such folder. */
export async function* walk(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) yield* walk(path);
      else yield path;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
