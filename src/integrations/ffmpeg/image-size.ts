import type { FrameSize } from '../../video/specs.js';

/** Markers of JPEG that begin a picture and say its size; the three between them say something else. */
const isFrameMarker = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * The size that an image says it has, read without decoding it: a file of a few bytes can unfold to gigabytes.
 * @returns null when the file does not say it where its format wants it
 * @see https://www.w3.org/TR/png-3/#11IHDR
 * @see https://www.rfc-editor.org/rfc/rfc9649#section-2.7
 */
export function imageSize(contentType: string, file: Buffer): FrameSize | null {
  try {
    if (contentType === 'image/png') return pngSize(file);
    return contentType === 'image/webp' ? webpSize(file) : jpegSize(file);
  } catch (error) {
    if (error instanceof RangeError) return null; // the file ends before
    throw error;
  }
}

function pngSize(file: Buffer): FrameSize | null {
  if (file.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

function jpegSize(file: Buffer): FrameSize | null {
  for (let at = 2; ;) {
    if (file.readUInt8(at) !== 0xff) return null;
    const marker = file.readUInt8(at + 1);
    if (marker === 0xff)
      at += 1; // filled up with these
    else if (isFrameMarker(marker))
      return { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    else if (marker === 0xda || marker === 0xd9) return null;
    else at += 2 + file.readUInt16BE(at + 2);
  }
}

function webpSize(file: Buffer): FrameSize | null {
  switch (file.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + file.readUIntLE(24, 3), height: 1 + file.readUIntLE(27, 3) };
    case 'VP8L': {
      const bits = file.readUInt32LE(21);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case 'VP8 ':
      return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}
