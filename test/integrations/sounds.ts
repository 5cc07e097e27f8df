import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A tone of so many seconds, as a client would upload its speech. */
export async function aTone(seconds: number, format: 'mp3' | 'wav'): Promise<Uint8Array<ArrayBuffer>> {
  const tone = [
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=440:duration=${seconds}`,
    '-ac',
    '1',
    '-f',
    format,
    'pipe:1',
  ];
  const options = { encoding: 'buffer' as const, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', ...tone], options);
  return new Uint8Array(stdout);
}
