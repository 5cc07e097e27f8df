import { MediaError } from '../../errors.js';
import { videoFaults, type VideoFacts } from '../../video/quality.js';
import { readBoxes } from './boxes.js';
import { loudnessReader } from './loudness.js';
import { probeFile, ratio, videoStream, type ProbedFile } from './probe.js';
import { runTool } from './run.js';
import { inputFile, runFfmpeg, timeoutFor, type Tools } from './tools.js';
import type { InspectOptions } from '../contracts.js';
import type { QualityReport, TimeSpan } from '../../video/specs.js';

/** Below this a picture is still for the detector; −60 dB is invisible. */
const FREEZE_NOISE = '-60dB';
const SILENCE_NOISE = '-50dB';

/** @see Renderer.inspect */
export async function inspect(tools: Tools, path: string, options: InspectOptions): Promise<QualityReport> {
  const { signal, onProgress, expected } = options;
  const [file, boxes] = await Promise.all([probeFile(tools, path, signal), readBoxes(path)]);
  const durationMs = Math.round(Number(file.format.duration ?? 0) * 1000);
  const [seen, keyframesMs] = await Promise.all([
    decode(tools, path, file, durationMs, { signal, onProgress }),
    keyframes(tools, path, durationMs, signal),
  ]);
  const facts: VideoFacts = {
    ...streamFacts(file, seen.frames, keyframesMs),
    ...seen,
    durationMs,
    boxOrder: boxes.order,
    hasEditList: boxes.hasEditList,
    chaptersMs: file.chapters.map(({ start_time }) => Math.round(Number(start_time) * 1000)),
  };
  const { integratedLufs, truePeakDbtp, loudnessRangeLu, black, frozen, silent } = facts;
  return {
    ...{ durationMs, frames: seen.frames, width: facts.video?.width ?? 0, height: facts.video?.height ?? 0 },
    ...{ integratedLufs, truePeakDbtp, loudnessRangeLu, black, frozen, silent },
    faults: videoFaults(facts, expected),
  };
}

type Seen = Pick<
  VideoFacts,
  'integratedLufs' | 'truePeakDbtp' | 'loudnessRangeLu' | 'black' | 'frozen' | 'silent'
> & {
  readonly frames: number;
};

/** One decode feeds all detectors; the picture's look at a small copy, which is what makes them cheap. */
async function decode(
  tools: Tools,
  path: string,
  file: ProbedFile,
  durationMs: number,
  { signal, onProgress }: Pick<InspectOptions, 'signal' | 'onProgress'>,
): Promise<Seen> {
  const hasVideo = videoStream(file) !== undefined;
  const hasAudio = file.streams.some(({ codec_type }) => codec_type === 'audio');
  const loudness = loudnessReader();
  const black = spanReader(/black_start:(-?[\d.]+)/, /black_end:(-?[\d.]+)/);
  const frozen = spanReader(/freeze_start: (-?[\d.]+)/, /freeze_end: (-?[\d.]+)/);
  const silent = spanReader(/silence_start: (-?[\d.]+)/, /silence_end: (-?[\d.]+)/);
  const look = `scale=480:-2:flags=area,blackdetect=d=0.2:pix_th=0.10,freezedetect=n=${FREEZE_NOISE}:d=2`;
  const listen = `ebur128=peak=true:framelog=verbose,silencedetect=n=${SILENCE_NOISE}:d=1.5`;
  const frames = await runFfmpeg(tools, {
    arguments: [
      ...inputFile(path, ['-threads', String(Math.max(2, tools.threads))]),
      ...(hasVideo ? ['-map', '0:v:0', '-vf', look] : []),
      ...(hasAudio ? ['-map', '0:a:0', '-af', listen] : []),
      ...['-fps_mode', 'passthrough', '-f', 'null', '-'],
    ],
    signal,
    onProgress,
    totalMs: durationMs,
    onStderrLine: (line) => {
      for (const reader of [loudness, black, frozen, silent]) reader.onLine(line);
    },
  });
  const measured = loudness.result();
  if (hasAudio && !measured) throw new MediaError(`No loudness could be measured in ${path}.`, {});
  return {
    frames,
    integratedLufs: measured?.integratedLufs ?? -Infinity,
    truePeakDbtp: measured?.truePeakDbtp ?? -Infinity,
    loudnessRangeLu: measured?.rangeLu ?? 0,
    black: black.result(durationMs),
    frozen: frozen.result(durationMs),
    silent: silent.result(durationMs),
  };
}

/** Collects spans from a detector's lines; one that is still open at the end ends there. */
function spanReader(
  start: RegExp,
  end: RegExp,
): { readonly onLine: (line: string) => void; readonly result: (durationMs: number) => TimeSpan[] } {
  const spans: TimeSpan[] = [];
  let openMs: number | null = null;
  const milliseconds = (pattern: RegExp, line: string): number | null => {
    const seconds = pattern.exec(line)?.[1];
    return seconds === undefined ? null : Math.max(0, Math.round(Number(seconds) * 1000));
  };
  return {
    onLine: (line) => {
      openMs = milliseconds(start, line) ?? openMs;
      const endMs = milliseconds(end, line);
      if (openMs === null || endMs === null) return;
      spans.push({ startMs: openMs, endMs });
      openMs = null;
    },
    result: (durationMs) => (openMs === null ? spans : [...spans, { startMs: openMs, endMs: durationMs }]),
  };
}

async function keyframes(
  tools: Tools,
  path: string,
  durationMs: number,
  signal: AbortSignal,
): Promise<number[]> {
  const lines = await runTool({
    command: tools.ffprobe,
    arguments: [
      ...[
        '-v',
        'error',
        '-select_streams',
        'v:0',
        '-show_entries',
        'packet=pts_time,flags',
        '-of',
        'csv=p=0',
      ],
      ...inputFile(path),
    ],
    signal,
    timeoutMs: timeoutFor(durationMs),
  });
  return lines
    .split('\n')
    .map((line) => line.split(','))
    .filter(([, flags]) => flags?.startsWith('K') === true)
    .map(([seconds]) => Number(seconds) * 1000);
}

function streamFacts(
  file: ProbedFile,
  frames: number,
  keyframesMs: readonly number[],
): Pick<VideoFacts, 'video' | 'audio'> {
  const video = videoStream(file);
  const audio = file.streams.find(({ codec_type }) => codec_type === 'audio');
  const inMs = (seconds: string | undefined): number => Number(seconds ?? 0) * 1000;
  return {
    video: video
      ? {
          codec: video.codec_name ?? '',
          profile: video.profile ?? '',
          pixelFormat: video.pix_fmt ?? '',
          fieldOrder: video.field_order ?? null,
          width: video.width ?? 0,
          height: video.height ?? 0,
          sampleAspect: video.sample_aspect_ratio ?? null,
          fps: ratio(video.r_frame_rate),
          averageFps: ratio(video.avg_frame_rate),
          frames,
          startMs: inMs(video.start_time),
          durationMs: inMs(video.duration),
          colorSpace: video.color_space ?? null,
          colorPrimaries: video.color_primaries ?? null,
          colorTransfer: video.color_transfer ?? null,
          bitsPerSecond: Number(video.bit_rate ?? 0),
          keyframesMs,
        }
      : null,
    audio: audio
      ? {
          codec: audio.codec_name ?? '',
          sampleRate: Number(audio.sample_rate ?? 0),
          channels: audio.channels ?? 0,
          bitsPerSecond: Number(audio.bit_rate ?? 0),
          startMs: inMs(audio.start_time),
          durationMs: inMs(audio.duration),
        }
      : null,
  };
}
