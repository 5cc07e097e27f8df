const RASTER_IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
]);
const LONGEST_NAME = 180;

/** Only what a browser plays or paints, and never runs, may open in the tab: audio, video, raster images. */
export function mayOpenInline(contentType: string): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^(audio|video)\/[a-z0-9.+-]+$/.test(type) || RASTER_IMAGES.has(type);
}

/**
 * The value of a `Content-Disposition` header, by RFC 6266 and RFC 5987.
 * @param fileName any text; control characters, path separators and direction marks are taken out
 * @param disposition `inline` is lowered to `attachment` where it could be dangerous
 */
export function contentDisposition(
  disposition: 'inline' | 'attachment',
  fileName: string,
  contentType: string,
): string {
  const safeName = safeFileName(fileName);
  const ascii = safeName.replace(/[^A-Za-z0-9 ._()-]/g, '_');
  const encoded = encodeURIComponent(safeName).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const kind = disposition === 'inline' && mayOpenInline(contentType) ? 'inline' : 'attachment';
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function safeFileName(fileName: string): string {
  const cleaned = Buffer.from(fileName) // half of a surrogate pair becomes a mark; URI encoding would throw
    .toString()
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return shorten(cleaned) || 'download';
}

/** Keeps the ending, which says what the file is. */
function shorten(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= LONGEST_NAME) return name;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, LONGEST_NAME - ending.length).join('') + ending;
}
