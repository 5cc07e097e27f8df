import { AcogApiError } from '../client/acog-client.js';
import { AcogError } from '../errors.js';
import { UsageError } from './command.js';
import { RefusedError } from './produce-episode.js';

/** What a code of the operating system or of PostgreSQL means to the person who typed the command. */
const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there; set PORT, or --port, to another one.',
  EADDRNOTAVAIL: 'HOST, or --host, is no address of this machine.',
  EACCES: 'permission denied; choose another folder, file or port.',
  EPERM: 'permission denied; choose another folder or file.',
  EROFS: 'the file system is read-only; choose another folder.',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another folder.',
  EEXIST: 'a file is in the way; choose another folder.',
  ECONNREFUSED: 'nothing answers there; look at DATABASE_URL and REDIS_URL.',
  ENOTFOUND: 'there is no such host; look at DATABASE_URL and REDIS_URL.',
  EAI_AGAIN: 'the host name cannot be resolved; look at DATABASE_URL and REDIS_URL.',
  ETIMEDOUT: 'no answer came; look at DATABASE_URL and REDIS_URL.',
  ECONNRESET: 'the connection broke; look whether PostgreSQL and Redis are well.',
  '57P01': 'PostgreSQL is being stopped; start it and try again.',
  '57P02': 'PostgreSQL broke down; look at its log and try again.',
  '57P03': 'PostgreSQL is not ready; wait until it is and try again.',
  '53300': 'PostgreSQL has no connection left; raise its max_connections or stop what holds them.',
  '28P01': 'PostgreSQL refuses the password; look at DATABASE_URL.',
  '28000': 'PostgreSQL refuses the user; look at DATABASE_URL.',
  '3D000': 'there is no such database; look at DATABASE_URL.',
  '42P01': 'the database is not up to date; run acog migrate.',
  '42703': 'the database is not up to date; run acog migrate.',
};
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** What `--json` prints when a command fails: one document, as when it succeeds. */
export function failureDocument(error: unknown, message: string): string {
  const code =
    error instanceof UsageError
      ? 'USAGE'
      : error instanceof AcogError || error instanceof AcogApiError
        ? error.code
        : 'INTERNAL';
  const run = error instanceof RefusedError ? error.run : null;
  return JSON.stringify({ error: { code, message }, run }, null, 2);
}

/** A sentence for people; the stack only for what nobody expected. */
export function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof AcogError || error instanceof AcogApiError)
    return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  if (FULL.has(code)) return 'The disk is full; free some space and try again.';
  const advice = Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
  if (advice === undefined) return error.stack ?? error.message;
  const [what = code] = error.message.split('\n');
  return `${what}: ${advice}`;
}
