import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.js';
import { UsageError } from './command.js';

/** What a second of one finished video takes at most; subtitles and thumbnail fit beside it. */
const BYTES_PER_SECOND = 500_000;

/**
 * Whether a folder can take the files of an episode, without making anything yet.
 * @param seconds of video in all formats together
 * @returns the absolute path
 * @throws {ConfigError} when it is no folder, cannot be written, or has too little room
 */
export async function checkOutFolder(given: string, seconds: number): Promise<string> {
  if (given === '' || given.includes('\0')) throw new UsageError('--out must name a folder.');
  const folder = resolve(given);
  const existing = await nearestExisting(folder);
  try {
    const found = await stat(existing);
    if (!found.isDirectory())
      throw new ConfigError([`--out: ${existing} is a file, not a folder; choose another one.`]);
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([
      `--out: ${existing} cannot be written (${codeOf(error)}); choose another folder.`,
    ]);
  }
  const { bavail, bsize } = await statfs(existing);
  const wanted = seconds * BYTES_PER_SECOND;
  if (bavail * bsize < wanted) {
    throw new ConfigError([
      `--out: the disk of ${existing} is full: ${megabytes(bavail * bsize)} are free, ${megabytes(wanted)} may be needed; free some or choose another folder.`,
    ]);
  }
  return folder;
}

async function nearestExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await stat(at);
      return at;
    } catch (error) {
      const isMissing = ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
      if (!isMissing || dirname(at) === at)
        throw new ConfigError([
          `--out: ${at} cannot be looked at (${codeOf(error)}); choose another folder.`,
        ]);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
