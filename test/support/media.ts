import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TimedWord, VideoSource } from '../../src/video/specs.js';

const run = promisify(execFile);
export const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
export const FFPROBE = process.env.FFPROBE_PATH ?? 'ffprobe';

/** Runs ffmpeg directly: tests must not measure our renderer with itself. */
export async function ffmpeg(...args: string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const { stdout, stderr } = await run(FFMPEG, ['-hide_banner', '-nostdin', '-y', ...args], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  });
  return { stdout, stderr: stderr.toString() };
}

/** A small moving picture. `filter` is a source of ffmpeg's own, for example `testsrc2=s=320x180:r=25`. */
export async function aClip(
  folder: string,
  name: string,
  filter: string,
  seconds: number,
): Promise<VideoSource> {
  const path = join(folder, name);
  await ffmpeg(
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    filter,
    '-t',
    String(seconds),
    '-pix_fmt',
    'yuv420p',
    '-preset',
    'ultrafast',
    path,
  );
  return { path, durationMs: seconds * 1000, width: 320, height: 180 };
}

const RATE = 16_000;

/** Speech for tests: every word is a chord that begins sharply on its start and fades to its end. */
export async function aNarration(
  folder: string,
  name: string,
  words: readonly TimedWord[],
  durationMs: number,
): Promise<string> {
  const samples = new Int16Array(Math.round((durationMs * RATE) / 1000));
  for (const { startMs, endMs } of words) {
    const from = Math.round((startMs * RATE) / 1000);
    const length = Math.round(((endMs - startMs) * RATE) / 1000);
    for (let index = 0; index < length; index += 1) {
      const seconds = index / RATE;
      const chord =
        [220, 445, 890, 1780].reduce((sum, hertz) => sum + Math.sin(2 * Math.PI * hertz * seconds), 0) / 4;
      samples[from + index] = Math.round(20_000 * chord * (1 - index / length));
    }
  }
  const data = Buffer.from(samples.buffer);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0).toString();
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([header, data]));
  return path;
}

/** When sound begins after 60 ms or more of quiet, in ms from the file's start. */
export async function soundOnsets(path: string): Promise<number[]> {
  const { stdout } = await ffmpeg(
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:a',
    '-ac',
    '1',
    '-ar',
    '48000',
    '-f',
    's16le',
    '-',
  );
  const onsets: number[] = [];
  let quiet = 48 * 60;
  for (let index = 0; index < stdout.length / 2; index += 1) {
    const isLoud = Math.abs(stdout.readInt16LE(index * 2)) > 2000;
    if (isLoud && quiet >= 48 * 60) onsets.push(index / 48);
    quiet = isLoud ? 0 : quiet + 1;
  }
  return onsets;
}

/** Mean brightness of one spot of every frame, 16..235. */
export async function brightness(path: string, crop: string): Promise<number[]> {
  const { stdout } = await ffmpeg(
    ...['-v', 'error', '-i', path, '-map', '0:v', '-vf', `crop=${crop},scale=1:1:flags=area,format=gray`],
    ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-'],
  );
  return Array.from(stdout);
}
