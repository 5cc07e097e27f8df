import { fileNameFrom } from '../../video/text.js';

const RASTER_IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
]);

/** Only what a browser plays or paints, and never runs, may open in the tab: audio, video, raster images. */
export function mayOpenInline(contentType: string): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return /^(audio|video)\/[a-z0-9.+-]+$/.test(type) || RASTER_IMAGES.has(type);
}

/**
 * The value of a `Content-Disposition` header, by RFC 6266 and RFC 5987.
 * @param fileName any text; what cannot be shown falls away, a `/` becomes `⧸`
 * @param disposition `inline` is lowered to `attachment` where it could be dangerous
 */
export function contentDisposition(
  disposition: 'inline' | 'attachment',
  fileName: string,
  contentType: string,
): string {
  const ending = /(?<=.)\.[A-Za-z0-9]{1,8}$/s.exec(fileName)?.[0] ?? '';
  const name = fileNameFrom(fileName.slice(0, fileName.length - ending.length), ending, 'download');
  // for clients older than RFC 5987, which may take it as it comes
  const ascii = name.replace(/[^A-Za-z0-9 ._()-]/gu, '_').replace(/^[\s.]+/, '') || 'download';
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const kind = disposition === 'inline' && mayOpenInline(contentType) ? 'inline' : 'attachment';
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
