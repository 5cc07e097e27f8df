import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { parseByteRange, type ByteRange } from './byte-range.js';
import { contentDisposition } from './content-disposition.js';
import type { ObjectRecord } from './object-folder.js';
import type { SignedLink } from './signed-links.js';

/** What a stored file may do in a browser: be played or painted. No script, no form, no frame, no name of ours. */
const GUARDS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin', // the signature is the permission, whatever page embeds it
  'Referrer-Policy': 'no-referrer',
} as const;

const CACHED_SECONDS = 300;

export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly headers: OutgoingHttpHeaders;
  /** The bytes that follow; null for none. */
  readonly range: ByteRange | null;
}

/**
 * What a request for a stored file gets, by its conditions and its range.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-evaluation-of-preconditions
 */
export function answerFor(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  link: SignedLink,
  record: ObjectRecord,
): FileAnswer {
  const { sizeBytes } = record;
  const validators = validatorsOf(link, record);
  if (isAnother(headers, validators))
    return { status: 412, headers: { ...GUARDS, 'Content-Length': 0 }, range: null };
  if (isUnchanged(headers, validators)) {
    return { status: 304, headers: { ...GUARDS, ...validators }, range: null };
  }
  const full: OutgoingHttpHeaders = {
    ...GUARDS,
    ...validators,
    'Accept-Ranges': 'bytes',
    'Content-Type': link.contentType,
    'Content-Disposition': contentDisposition(link.disposition, link.fileName, link.contentType),
  };
  const isRanged = method === 'GET' && mayBeInParts(headers['if-range'], validators);
  const range = isRanged ? parseByteRange(headers.range, sizeBytes) : null;
  if (range === 'UNSATISFIABLE') {
    const refusal = { ...GUARDS, 'Content-Range': `bytes */${sizeBytes}`, 'Content-Length': 0 };
    return { status: 416, headers: refusal, range: null };
  }
  if (range === null) {
    const whole = sizeBytes === 0 ? null : { start: 0, end: sizeBytes - 1 };
    return { status: 200, headers: { ...full, 'Content-Length': sizeBytes }, range: whole };
  }
  const part = {
    'Content-Range': `bytes ${range.start}-${range.end}/${sizeBytes}`,
    'Content-Length': range.end - range.start + 1,
  };
  return { status: 206, headers: { ...full, ...part }, range };
}

interface Validators {
  readonly ETag: string;
  readonly 'Last-Modified': string;
  readonly 'Cache-Control': string;
}

function validatorsOf(link: SignedLink, { version, modifiedAt }: ObjectRecord): Validators {
  const remaining = Math.max(0, Math.floor(link.expiresAt - Date.now() / 1000));
  return {
    ETag: `"${version}"`,
    'Last-Modified': modifiedAt.toUTCString(),
    'Cache-Control': `private, max-age=${Math.min(CACHED_SECONDS, remaining)}`,
  };
}

/** Somebody wants the content they know, and nothing else. */
function isAnother(headers: IncomingHttpHeaders, { ETag, ...dates }: Validators): boolean {
  const wanted = headers['if-match'];
  if (wanted !== undefined)
    return wanted.trim() !== '*' && !wanted.split(',').some((tag) => tag.trim() === ETag);
  const since = Date.parse(headers['if-unmodified-since'] ?? '');
  return Date.parse(dates['Last-Modified']) > since; // false for a date that is none
}

function isUnchanged(headers: IncomingHttpHeaders, { ETag, ...dates }: Validators): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) {
    return known.trim() === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === ETag);
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Date.parse(dates['Last-Modified']) <= since; // false for a date that is none
}

/** A part fits only onto the parts of the same content; a weak tag or a near date does not prove that. */
function mayBeInParts(ifRange: string | string[] | undefined, validators: Validators): boolean {
  return ifRange === undefined || ifRange === validators.ETag || ifRange === validators['Last-Modified'];
}
