/** Kinds of files that vendors give us. */
export type MediaKind = 'video/mp4' | 'audio/mpeg' | 'audio/wav';

/** Other names that servers use for the same kind. */
const ALIASES: Readonly<Record<string, MediaKind>> = {
  'audio/mp3': 'audio/mpeg',
  'audio/x-mpeg': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'application/mp4': 'video/mp4',
};

/** What stores say of files whose kind they do not know: the bytes decide. */
const UNKNOWN = new Set([
  'application/octet-stream',
  'binary/octet-stream',
  'application/x-octet-stream',
  '',
]);

/** Bytes that must be there before a file can be told. */
export const SNIFFED_BYTES = 12;

/** Kind named by a content type; null when it names none in particular. */
export function namedKind(contentType: string | undefined): { kind: string } | null {
  const name = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return UNKNOWN.has(name) ? null : { kind: ALIASES[name] ?? name };
}

/** Kind of a file by its first bytes, or null. */
export function sniffKind(head: Uint8Array): MediaKind | null {
  const text = Buffer.from(head.subarray(0, SNIFFED_BYTES)).toString('latin1');
  if (text.slice(4, 8) === 'ftyp') return 'video/mp4';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (text.startsWith('ID3')) return 'audio/mpeg';
  const [first, second] = head;
  const isMpegFrame = first === 0xff && second !== undefined && (second & 0xe6) === 0xe2;
  return isMpegFrame ? 'audio/mpeg' : null;
}
