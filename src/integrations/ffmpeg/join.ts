import { symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MediaError } from '../../errors.js';
import { shortened, singleLine } from '../../video/text.js';
import { framesToMilliseconds } from '../../video/timeline.js';
import { TIMESCALE } from './encoder.js';
import { languageCode } from './language-code.js';
import { probeFile, videoStream } from './probe.js';
import { framesMs, inputFile, inScratch, runFfmpeg, writeWhole, type Tools } from './tools.js';
import type { RenderOptions } from '../contracts.js';
import type { JoinSpec } from '../../video/specs.js';

/** @see Renderer.join */
export async function joinProgramme(
  tools: Tools,
  spec: JoinSpec,
  toPath: string,
  { signal, onProgress }: RenderOptions,
): Promise<void> {
  if (spec.picturePaths.length === 0) throw new MediaError('There is no picture to join.', {});
  const lengths = await Promise.all(spec.picturePaths.map((path) => pictureFrames(tools, path, signal)));
  const frames = lengths.reduce((sum, length) => sum + length, 0);
  if (frames !== spec.frames)
    throw new MediaError(
      `The pictures have ${frames} frames together; the programme has ${spec.frames}.`,
      {},
    );
  await inScratch(tools, async (folder) => {
    // The list names links of ours: no path of anybody's needs its quoting.
    await Promise.all(
      spec.picturePaths.map((path, index) => symlink(resolve(path), join(folder, `${index}.mp4`))),
    );
    await writeFile(join(folder, 'pictures.txt'), pictureList(lengths));
    await writeFile(join(folder, 'tags.txt'), ffmetadata(spec));
    await writeWhole(toPath, async (partPath) => {
      await runFfmpeg(tools, {
        arguments: joinArguments(folder, spec, partPath),
        signal,
        onProgress,
        totalMs: framesMs(spec.frames),
        workingFolder: folder,
      });
      const joined = await pictureFrames(tools, partPath, signal);
      if (joined !== spec.frames)
        throw new MediaError(
          `The joined pictures have ${joined} frames; the programme has ${spec.frames}.`,
          {},
        );
    });
  });
}

/** @throws {MediaError} when it is not one of our pictures: stream copy would join anything, and break the file */
async function pictureFrames(tools: Tools, path: string, signal: AbortSignal): Promise<number> {
  const video = videoStream(await probeFile(tools, path, signal));
  const frames = Number(video?.nb_frames);
  const isOurs =
    video?.codec_name === 'h264' && video.pix_fmt === 'yuv420p' && video.time_base === `1/${TIMESCALE}`;
  if (!isOurs || !(frames > 0)) throw new MediaError(`${path} is no picture made by this renderer.`, {});
  return frames;
}

/**
 * Each picture's length in microseconds, rounded from where it ends in the programme: what a file says of itself is
 * rounded to milliseconds, and adds up.
 */
function pictureList(lengths: readonly number[]): string {
  let frame = 0;
  const microseconds = (): number => Math.round(framesMs(frame) * 1000);
  const entries = lengths.map((length, index) => {
    const start = microseconds();
    frame += length;
    return `file ${index}.mp4\nduration ${((microseconds() - start) / 1e6).toFixed(6)}\n`;
  });
  return `ffconcat version 1.0\n${entries.join('')}`;
}

function joinArguments(folder: string, spec: JoinSpec, outPath: string): string[] {
  const language = languageCode(spec.tags.language);
  return [
    ...['-loglevel', 'warning'],
    ...inputFile(join(folder, 'pictures.txt'), ['-f', 'concat', '-safe', '0']),
    ...inputFile(spec.mixPath),
    ...inputFile(join(folder, 'tags.txt'), ['-f', 'ffmetadata']),
    ...['-map', '0:v:0', '-map', '1:a:0', '-map_metadata', '2', '-map_chapters', '2', '-c', 'copy'],
    ...['-metadata:s:a:0', `language=${language}`, '-metadata:s:v:0', `language=${language}`],
    // Without edit lists every player agrees on where picture and sound begin.
    ...['-movflags', '+faststart+negative_cts_offsets', '-use_editlist', '0'],
    ...['-video_track_timescale', String(TIMESCALE)],
    ...['-fflags', '+bitexact', '-f', 'mp4', outPath],
  ];
}

/**
 * Tags and chapters in ffmpeg's own text format, whose special signs `= ; # \` and line ends are escaped.
 *
 * @see https://ffmpeg.org/ffmpeg-formats.html#Metadata-1
 */
export function ffmetadata({ tags, chapters, frames }: JoinSpec): string {
  const value = (text: string): string => singleLine(text).replace(/[=;#\\]/g, '\\$&');
  const chapterBlocks = chapters.map(({ title, startMs }, index) => {
    const endMs = chapters[index + 1]?.startMs ?? framesToMilliseconds(frames);
    return `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${startMs}\nEND=${endMs}\ntitle=${value(title)}\n`;
  });
  return [
    ';FFMETADATA1\n',
    `title=${value(shortened(tags.title, 100))}\n`,
    `comment=${value(tags.comment)}\n`,
    `creation_time=${value(tags.createdAt)}\n`,
    ...chapterBlocks,
  ].join('');
}
