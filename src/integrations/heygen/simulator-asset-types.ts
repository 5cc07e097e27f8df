import { extname } from 'node:path';
import { refuse } from './simulator-errors.js';

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.pdf': 'application/pdf',
  '.srt': 'application/x-subrip',
};
const SAME_TYPE: Readonly<Record<string, string>> = {
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'image/jpg': 'image/jpeg',
};

/** The given type, else the one the file's name says. @throws {Refusal} 400 for a type HeyGen does not take */
export function acceptedType(contentType: string | null, fileName: string): string {
  const given = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const type = SAME_TYPE[given] ?? (given === '' || given === 'application/octet-stream' ? null : given);
  const found = type ?? TYPES[extname(fileName).toLowerCase()];
  if (found === undefined || !Object.values(TYPES).includes(found)) {
    return refuse(400, 'invalid_parameter', `Unsupported file type ${given} of ${fileName}`, {
      param: 'file',
    });
  }
  return found;
}
