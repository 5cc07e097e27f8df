import { readFile } from 'node:fs/promises';
import { MediaError } from '../errors.js';
import type { ChildPrograms } from './media/child-programs.js';

/** Runs ffmpeg quietly. @throws {MediaError} when it exits non-zero or the simulator ends */
export async function runFfmpeg(programs: ChildPrograms, args: readonly string[]): Promise<void> {
  await programs.run('ffmpeg', ['-nostdin', '-hide_banner', '-loglevel', 'error', '-y', ...args]);
}

const SAMPLE_RATE = 44_100;

/** Decodes any sound to PCM 16 bit mono. @throws {MediaError} when the file holds no sound */
export async function decodeSound(
  programs: ChildPrograms,
  sourcePath: string,
  wavPath: string,
): Promise<{ durationMs: number }> {
  const format = ['-vn', '-ac', '1', '-ar', String(SAMPLE_RATE), '-c:a', 'pcm_s16le', '-f', 'wav'];
  await runFfmpeg(programs, ['-i', sourcePath, ...format, wavPath]);
  const wav = await readFile(wavPath);
  const data = wav.indexOf('data');
  const samples = data < 0 ? 0 : (wav.length - data - 8) / 2;
  if (samples < 1) throw new MediaError('the file holds no sound', { arguments: [sourcePath] });
  return { durationMs: (samples / SAMPLE_RATE) * 1000 };
}

/** The first picture, JPEG. */
export async function takeThumbnail(
  programs: ChildPrograms,
  videoPath: string,
  jpgPath: string,
): Promise<string> {
  const scale = "scale='min(640,iw)':-2";
  await runFfmpeg(programs, ['-i', videoPath, '-vf', scale, '-frames:v', '1', '-q:v', '4', jpgPath]);
  return jpgPath;
}

/** The first two seconds as a small animation. */
export async function takeGif(programs: ChildPrograms, videoPath: string, gifPath: string): Promise<string> {
  await runFfmpeg(programs, ['-t', '2', '-i', videoPath, '-vf', "fps=5,scale='min(240,iw)':-2", gifPath]);
  return gifPath;
}

/** Width and height of a picture. @throws {MediaError} when it is none */
export async function measurePicture(
  programs: ChildPrograms,
  path: string,
): Promise<{ width: number; height: number }> {
  const fields = ['-select_streams', 'v:0', '-show_entries', 'stream=width,height', '-of', 'csv=p=0'];
  const printed = await programs.run('ffprobe', ['-v', 'error', ...fields, path]);
  const [width, height] = printed.toString().trim().split(',').map(Number);
  if (width && height) return { width, height };
  throw new MediaError('the file holds no picture', { arguments: [path] });
}
