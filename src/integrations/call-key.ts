import { createHash } from 'node:crypto';

/** Titles longer than this are cut; the key at their start is what counts. */
const MAX_TITLE = 200;

/** A title by which a lost job is found again: the key, then words for people. */
export function keyedTitle(callKey: string, title: string): string {
  return `${callKey} ${title.replace(/\s+/g, ' ').trim()}`.trim().slice(0, MAX_TITLE);
}

export function isTitleOf(title: string | null | undefined, callKey: string): boolean {
  return title === callKey || (title?.startsWith(`${callKey} `) ?? false);
}

/** The key in an alphabet of letters, digits and `_:.-`, at most 255 long; different keys stay different. */
export function headerSafeKey(callKey: string): string {
  const safe = callKey.replace(/[^A-Za-z0-9_:.-]/g, '_');
  if (safe === callKey && safe.length > 0 && safe.length <= 255) return safe;
  return `${safe.slice(0, 200)}.${createHash('sha256').update(callKey).digest('hex').slice(0, 32)}`;
}
