import { readFile } from 'node:fs/promises';

/** A sound in memory: PCM 16 bit, mono. */
export interface Sound {
  readonly sampleRate: number;
  readonly samples: Int16Array;
}

const HEADER_BYTES = 44;

export function toWav({ sampleRate, samples }: Sound): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** Reads what `toWav` and espeak-ng write: one `fmt ` and one `data` part, 16 bit mono. */
export async function readWav(path: string): Promise<Sound> {
  const file = await readFile(path);
  const sampleRate = file.readUInt32LE(24);
  const dataAt = file.indexOf('data', 12, 'latin1') + 8;
  const bytes = new Uint8Array(file.subarray(dataAt, file.length - ((file.length - dataAt) % 2)));
  return { sampleRate, samples: new Int16Array(bytes.buffer) };
}
