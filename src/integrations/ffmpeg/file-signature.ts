import type { MediaFamily } from '../contracts.js';

/** What the first bytes of a file say it is. */
export interface FileSignature {
  /** Null for containers that hold sound alone or moving pictures: only their streams tell. */
  readonly family: MediaFamily | null;
  readonly contentType: string;
  /** The one reader of ffmpeg that may open it: left to guess, ffmpeg would follow a playlist. */
  readonly demuxer: string;
}

const IMAGE = 'IMAGE';
const SOUND = 'SOUND';
/** What a QuickTime file without the box `ftyp` begins with. */
const OLD_QUICKTIME: ReadonlySet<string> = new Set(['moov', 'mdat', 'wide']);
const EBML = 0x1a45dfa3;
const PNG = '\x89PNG\r\n\x1a\n';

/** @param head at least the first 64 bytes; @returns null for everything that nobody may upload */
export function signatureOf(head: Buffer): FileSignature | null {
  const text = head.toString('latin1');
  if (text.startsWith(PNG)) return { family: IMAGE, contentType: 'image/png', demuxer: 'png_pipe' };
  if (text.startsWith('\xff\xd8\xff'))
    return { family: IMAGE, contentType: 'image/jpeg', demuxer: 'jpeg_pipe' };
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8))
    return { family: IMAGE, contentType: 'image/webp', demuxer: 'webp_pipe' };
  if (text.startsWith('RIFF') && text.startsWith('WAVE', 8))
    return { family: SOUND, contentType: 'audio/wav', demuxer: 'wav' };
  return boxes(text) ?? matroska(head, text) ?? bareSound(head, text);
}

/** MP4, M4A and QuickTime are one family of formats, told apart by the brand they name first. */
function boxes(text: string): FileSignature | null {
  const [type, brand] = [text.slice(4, 8), text.slice(8, 12)];
  const isQuickTime = OLD_QUICKTIME.has(type) || (type === 'ftyp' && brand === 'qt  ');
  if (type !== 'ftyp' && !isQuickTime) return null;
  return { family: null, contentType: isQuickTime ? 'video/quicktime' : 'video/mp4', demuxer: 'mov' };
}

/** WebM is the part of Matroska that browsers play; its header names it within the first bytes. */
function matroska(head: Buffer, text: string): FileSignature | null {
  const isWebm = head.length >= 4 && head.readUInt32BE(0) === EBML && text.slice(0, 64).includes('webm');
  return isWebm ? { family: null, contentType: 'video/webm', demuxer: 'matroska' } : null;
}

/** Frames of MPEG sound one after the other, with or without tags before them. */
function bareSound(head: Buffer, text: string): FileSignature | null {
  const [first = 0, second = 0] = head;
  const isLayer3 = first === 0xff && (second & 0xe6) === 0xe2;
  if (text.startsWith('ID3') || isLayer3) return { family: SOUND, contentType: 'audio/mpeg', demuxer: 'mp3' };
  const isAdts = first === 0xff && (second & 0xf6) === 0xf0;
  return isAdts ? { family: SOUND, contentType: 'audio/aac', demuxer: 'aac' } : null;
}
