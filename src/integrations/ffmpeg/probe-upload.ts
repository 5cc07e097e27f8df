import { access, constants, open, readFile } from 'node:fs/promises';
import { InvalidInputError, MediaError } from '../../errors.js';
import type { UploadedMedia } from '../contracts.js';
import { signatureOf, type FileSignature } from './file-signature.js';
import { imageSize } from './image-size.js';
import { probeFile, ratio, videoStream, type ProbedFile } from './probe.js';
import { runTool } from './run.js';
import { inputFile, type Tools } from './tools.js';

/** More than any screen has; an image of this size takes half a gigabyte in memory at worst. */
const LONGEST_SIDE_PX = 8192;
/** A loop of music or a long intro; episodes themselves last up to 30 minutes. */
const LONGEST_MS = 15 * 60_000;
const LARGEST_BLOCK_BYTES = 640 * 1024 * 1024;
const MEMORY_BYTES = 2 * 1024 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** How much of a moving picture is decoded: enough to know that the decoder takes it. */
const TRIED_SECONDS = 2;
/** The last packets begin a little before their file ends; more is missing only where it was cut off. */
const LEAST_SHARE = 0.95;
const LAST_PACKETS_MS = 300;
const PRLIMIT = '/usr/bin/prlimit';
/** What may be inside: nothing that only few readers know, for those are the ones that break. */
const CODECS: ReadonlySet<string> = new Set([
  ...['png', 'apng', 'mjpeg', 'webp', 'h264', 'hevc', 'mpeg4', 'prores', 'vp8', 'vp9', 'av1'],
  ...['aac', 'mp3', 'alac', 'opus', 'vorbis', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_u8'],
  ...['pcm_s16be', 'pcm_s24be'],
]);

type Programs = Pick<Tools, 'ffmpeg' | 'ffprobe'>;

/** @see Renderer.probeUpload */
export async function probeUpload(tools: Tools, path: string, signal: AbortSignal): Promise<UploadedMedia> {
  const signature = signatureOf(await headOf(path));
  if (!signature)
    throw new InvalidInputError(
      'The file is none of PNG, JPEG, WebP, MP3, AAC, M4A, WAV, MP4, MOV and WebM, whatever its name says.',
    );
  const programs = { ffmpeg: await limited(tools.ffmpeg), ffprobe: await limited(tools.ffprobe) };
  try {
    return signature.family === 'IMAGE'
      ? await lookAtImage(programs, path, signature, signal)
      : await lookAtMedia(programs, path, signature, signal);
  } catch (error) {
    // what the program says names our folders; its reasons stay in the cause
    if (!(error instanceof MediaError) || error.retryable) throw error;
    throw new InvalidInputError(`The file is broken: it cannot be read as ${signature.contentType}.`);
  }
}

async function lookAtImage(
  programs: Programs,
  path: string,
  signature: FileSignature,
  signal: AbortSignal,
): Promise<UploadedMedia> {
  const { contentType } = signature;
  const bytes = await readFile(path);
  const size = imageSize(contentType, bytes);
  if (!size) throw new InvalidInputError(`The file is broken: it says no size as ${contentType} does.`);
  checkSize(size);
  checkCodecs(await probeFile(programs, path, signal, inputOptions(signature)));
  await decode(programs, path, signature, ['-map', '0:v:0', '-frames:v', '1'], signal);
  if (contentType === 'image/jpeg' && !isWholeJpeg(bytes))
    throw new InvalidInputError('The file was cut off: it ends within its picture.');
  return { family: 'IMAGE', contentType, ...size, durationMs: null, fps: null };
}

async function lookAtMedia(
  programs: Programs,
  path: string,
  signature: FileSignature,
  signal: AbortSignal,
): Promise<UploadedMedia> {
  const file = await probeFile(programs, path, signal, inputOptions(signature));
  checkCodecs(file);
  const video = videoStream(file);
  const audio = file.streams.find(({ codec_type }) => codec_type === 'audio');
  const saidMs = lengthOf(file);
  checkLength(saidMs);
  if (signature.family === null && video) {
    const size = { width: video.width ?? 0, height: video.height ?? 0 };
    checkSize(size);
    await decode(programs, path, signature, ['-map', '0:v:0', '-t', String(TRIED_SECONDS)], signal);
    // every packet is read, so that a file that was cut off shows it; decoding all of it would take minutes
    const readMs = await decode(programs, path, signature, ['-map', '0:v:0', '-c', 'copy'], signal);
    checkWhole(readMs, saidMs);
    const fps = Math.round(ratio(video.avg_frame_rate) * 1000) / 1000;
    return { family: 'VIDEO', contentType: signature.contentType, ...size, durationMs: saidMs, fps };
  }
  if (!audio || signature.demuxer === 'matroska')
    throw new InvalidInputError(`The file has no picture${audio ? ', as a WebM needs' : ' and no sound'}.`);
  const most = ['-t', String(LONGEST_MS / 1000 + 1)];
  const heardMs = await decode(programs, path, signature, ['-map', '0:a:0', ...most], signal);
  checkLength(heardMs);
  if (heardMs === 0) throw new InvalidInputError('The file holds no sound that can be heard.');
  // MPEG sound says no length: what is taken for it is a guess from the first frames
  if (!['audio/mpeg', 'audio/aac'].includes(signature.contentType)) checkWhole(heardMs, saidMs);
  const contentType = signature.demuxer === 'mov' ? 'audio/mp4' : signature.contentType;
  return { family: 'SOUND', contentType, width: null, height: null, durationMs: heardMs, fps: null };
}

/** The decoder fills up with grey what is missing. In a scan neither mark can stand; a small preview has both, before it. */
function isWholeJpeg(bytes: Buffer): boolean {
  const [scan, end] = [Buffer.from([0xff, 0xda]), Buffer.from([0xff, 0xd9])];
  return bytes.lastIndexOf(end) > bytes.lastIndexOf(scan);
}

function inputOptions({ demuxer }: FileSignature): string[] {
  return [
    ...['-f', demuxer, '-threads', '1', '-max_pixels', String(LONGEST_SIDE_PX ** 2)],
    // a file that refers to another one for its content is not followed
    ...(demuxer === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : []),
  ];
}

/** Reads what `output` names and throws it away. @returns how much of it there was, in ms */
async function decode(
  { ffmpeg }: Programs,
  path: string,
  signature: FileSignature,
  output: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const report = await runTool({
    command: ffmpeg,
    arguments: [
      ...['-hide_banner', '-nostdin', '-nostats', '-v', 'error', '-progress', 'pipe:1'],
      ...['-max_alloc', String(LARGEST_BLOCK_BYTES), ...(signature.demuxer === 'mp3' ? [] : ['-xerror'])],
      ...inputFile(path, inputOptions(signature)),
      ...[...output, '-f', 'null', '-'],
    ],
    signal,
    timeoutMs: TIMEOUT_MS,
    progress: { totalMs: LONGEST_MS, report: () => undefined },
  });
  return Math.round(Number(/.*^out_time_us=(\d+)/ms.exec(report)?.[1] ?? 0) / 1000);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4096), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function lengthOf({ format, streams }: ProbedFile): number {
  const seconds = [format.duration, ...streams.map(({ duration }) => duration)].map(Number);
  return Math.round((seconds.find((each) => each > 0) ?? 0) * 1000);
}

function checkSize({ width, height }: { width: number; height: number }): void {
  if (width < 1 || height < 1) throw new InvalidInputError('The picture has no size.');
  if (width > LONGEST_SIDE_PX || height > LONGEST_SIDE_PX)
    throw new InvalidInputError(
      `The picture has ${width} × ${height} pixels; at most ${LONGEST_SIDE_PX} × ${LONGEST_SIDE_PX} are taken.`,
    );
}

function checkLength(durationMs: number): void {
  if (durationMs > LONGEST_MS)
    throw new InvalidInputError(
      `The file lasts longer than ${LONGEST_MS / 60_000} minutes, which is the most.`,
    );
}

function checkWhole(foundMs: number, saidMs: number): void {
  if (foundMs >= Math.min(saidMs * LEAST_SHARE, saidMs - LAST_PACKETS_MS)) return;
  throw new InvalidInputError(
    `The file is cut off: it says that it lasts ${saidMs} ms, and ends after ${foundMs} ms.`,
  );
}

function checkCodecs({ streams }: ProbedFile): void {
  const seen = streams.filter(({ codec_type }) => codec_type === 'video' || codec_type === 'audio');
  const unknown = seen.find(({ codec_name }) => !CODECS.has(codec_name ?? ''));
  if (unknown)
    throw new InvalidInputError(
      `The file is encoded with ${unknown.codec_name ?? 'something unknown'}, which is not taken.`,
    );
}

/** A decoder that is tricked into taking all memory meets the kernel's limit, where there is one to be had. */
async function limited(command: readonly string[]): Promise<readonly string[]> {
  const isThere = await access(PRLIMIT, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isThere) return command;
  return [...command.slice(0, -1), PRLIMIT, `--as=${MEMORY_BYTES}`, ...command.slice(-1)];
}
