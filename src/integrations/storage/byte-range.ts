/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a `Range` header asks of a file.
 * @returns null for the whole file (no header, not understood, or several ranges, which may be answered so),
 *   `UNSATISFIABLE` for a range that has no byte of the file
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range
 */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'UNSATISFIABLE' | null {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'UNSATISFIABLE' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= sizeBytes ? 'UNSATISFIABLE' : { start, end };
}
