import { MediaError } from '../../errors.js';
import { runTool } from './run.js';
import { inputFile, type Tools } from './tools.js';
import type { MediaProbe } from '../../video/specs.js';

/** What ffprobe prints of a stream, as far as we use it. */
export interface ProbedStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly profile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly field_order?: string;
  readonly sample_aspect_ratio?: string;
  readonly r_frame_rate?: string;
  readonly avg_frame_rate?: string;
  readonly nb_frames?: string;
  readonly time_base?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly has_b_frames?: number;
  readonly color_range?: string;
  readonly color_space?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly sample_rate?: string;
  readonly channels?: number;
  readonly bit_rate?: string;
  readonly disposition?: { readonly attached_pic?: number };
}

export interface ProbedFile {
  readonly streams: readonly ProbedStream[];
  readonly chapters: readonly { readonly start_time?: string; readonly tags?: { readonly title?: string } }[];
  readonly format: {
    readonly format_name?: string;
    readonly duration?: string;
    readonly size?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

const PROBE_TIMEOUT_MS = 60_000;

/**
 * ffprobe's own answer.
 * @param options for the input, such as its format
 * @throws {MediaError} when the file is missing or no media
 */
export async function probeFile(
  tools: Pick<Tools, 'ffprobe'>,
  path: string,
  signal: AbortSignal,
  options: readonly string[] = [],
): Promise<ProbedFile> {
  const json = await runTool({
    command: tools.ffprobe,
    arguments: [
      ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', '-show_chapters'],
      ...inputFile(path, options),
    ],
    signal,
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  // ffprobe writes this shape itself; every field is optional above and checked where it is used.
  const probed = JSON.parse(json) as Partial<ProbedFile>;
  return { streams: probed.streams ?? [], chapters: probed.chapters ?? [], format: probed.format ?? {} };
}

/** @throws {MediaError} when the file is missing, no media, or has neither sound nor picture */
export async function probe(tools: Tools, path: string, signal: AbortSignal): Promise<MediaProbe> {
  const file = await probeFile(tools, path, signal);
  const video = videoStream(file);
  const audio = file.streams.find(({ codec_type }) => codec_type === 'audio');
  if (!video && !audio) throw new MediaError(`${path} holds neither picture nor sound.`, {});
  const durations = [file.format.duration, video?.duration, audio?.duration].map(Number);
  return {
    formatName: file.format.format_name ?? '',
    durationMs: Math.round((durations.find((seconds) => seconds > 0) ?? 0) * 1000),
    sizeBytes: Number(file.format.size ?? 0),
    video: video
      ? {
          codec: video.codec_name ?? '',
          width: video.width ?? 0,
          height: video.height ?? 0,
          fps: ratio(video.avg_frame_rate),
          frames: video.nb_frames === undefined ? null : Number(video.nb_frames),
        }
      : null,
    audio: audio
      ? {
          codec: audio.codec_name ?? '',
          sampleRate: Number(audio.sample_rate ?? 0),
          channels: audio.channels ?? 0,
        }
      : null,
  };
}

/** The moving picture; a cover image inside a sound file is none. */
export function videoStream(file: ProbedFile): ProbedStream | undefined {
  return file.streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
}

/** `30000/1001` as a number; 0 when unknown. */
export function ratio(text: string | undefined): number {
  const [over = 0, under = 1] = (text ?? '').split('/').map(Number);
  return under > 0 && Number.isFinite(over) ? over / under : 0;
}
