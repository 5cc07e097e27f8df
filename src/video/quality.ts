import { cueLines, READING, textWidth, type Cue } from './captions.js';
import { layoutOf } from './format.js';
import { framesToMilliseconds } from './timeline.js';
import { FRAMES_PER_SECOND, type QualityExpectation, type TimeSpan } from './specs.js';

/** Everything that was read and measured of a finished video, before it is judged. Nulls are what a file does not say. */
export interface VideoFacts {
  readonly durationMs: number;
  readonly video: {
    readonly codec: string;
    readonly profile: string;
    readonly pixelFormat: string;
    readonly fieldOrder: string | null;
    readonly width: number;
    readonly height: number;
    /** `1:1` for square pixels. */
    readonly sampleAspect: string | null;
    readonly fps: number;
    readonly averageFps: number;
    /** As decoded. */
    readonly frames: number;
    readonly startMs: number;
    readonly durationMs: number;
    readonly colorSpace: string | null;
    readonly colorPrimaries: string | null;
    readonly colorTransfer: string | null;
    readonly bitsPerSecond: number;
    readonly keyframesMs: readonly number[];
  } | null;
  readonly audio: {
    readonly codec: string;
    readonly sampleRate: number;
    readonly channels: number;
    readonly bitsPerSecond: number;
    readonly startMs: number;
    readonly durationMs: number;
  } | null;
  readonly boxOrder: readonly string[];
  readonly hasEditList: boolean;
  readonly chaptersMs: readonly number[];
  readonly integratedLufs: number;
  readonly truePeakDbtp: number;
  readonly loudnessRangeLu: number;
  readonly black: readonly TimeSpan[];
  readonly frozen: readonly TimeSpan[];
  readonly silent: readonly TimeSpan[];
}

export const LOUDNESS = {
  targetLufs: -14,
  toleranceLu: 0.5,
  highestPeakDbtp: -1,
  widestRangeLu: 11,
} as const;
const FRAME_MS = 1000 / FRAMES_PER_SECOND;
const LONGEST_BLACK_MS = 500;
const LONGEST_FREEZE_MS = 2_000;
const LONGEST_SILENCE_MS = 1_500;
const MOST_VIDEO_BITS = 50_000_000;
/** ffmpeg measures spans to the frame; detectors begin and end one or two away. */
const SPAN_SLACK_MS = 100;

/** A sentence for every rule a video breaks; none when it is as specified. */
export function videoFaults(facts: VideoFacts, expected: QualityExpectation = {}): string[] {
  return [
    ...containerFaults(facts),
    ...pictureFaults(facts, expected),
    ...soundFaults(facts),
    ...lengthFaults(facts, expected),
    ...spanFaults(facts, expected),
    ...chapterFaults(facts, expected),
  ];
}

/** `null` when the rule holds. */
type Rule = [isBroken: boolean, sentence: string];
const broken = (rules: readonly Rule[]): string[] =>
  rules.filter(([isBroken]) => isBroken).map(([, text]) => text);

function containerFaults({ boxOrder, hasEditList }: VideoFacts): string[] {
  const moov = boxOrder.indexOf('moov');
  const mdat = boxOrder.indexOf('mdat');
  return broken([
    [boxOrder[0] !== 'ftyp', `The file begins with ${boxOrder[0] ?? 'nothing'}, not ftyp: it is no MP4.`],
    [
      moov < 0 || (mdat >= 0 && mdat < moov),
      'The index (moov) stands behind the media: players cannot start at once.',
    ],
    [hasEditList, 'The file has edit lists: players disagree on where it starts.'],
  ]);
}

function pictureFaults({ video }: VideoFacts, { format }: QualityExpectation): string[] {
  if (!video) return ['The video has no picture.'];
  const size = format ? layoutOf(format).size : null;
  const gaps = video.keyframesMs.map((at, index) => (video.keyframesMs[index + 1] ?? video.durationMs) - at);
  const longestGapMs = Math.max(0, ...gaps);
  const untagged = [video.colorSpace, video.colorPrimaries, video.colorTransfer].filter(
    (tag) => tag !== 'bt709',
  );
  return broken([
    [
      video.codec !== 'h264' || video.profile !== 'High',
      `The picture is ${video.codec} ${video.profile}, not h264 High.`,
    ],
    [video.pixelFormat !== 'yuv420p', `The pixel format is ${video.pixelFormat}, not yuv420p.`],
    [
      video.fieldOrder !== null && video.fieldOrder !== 'progressive',
      `The picture is interlaced (${video.fieldOrder ?? ''}).`,
    ],
    [
      size !== null && (video.width !== size.width || video.height !== size.height),
      `The picture is ${video.width}x${video.height}, not ${size?.width ?? 0}x${size?.height ?? 0}.`,
    ],
    [
      video.sampleAspect !== null && video.sampleAspect !== '1:1',
      `The pixels are not square (${video.sampleAspect ?? ''}).`,
    ],
    [
      video.fps !== FRAMES_PER_SECOND || Math.abs(video.averageFps - FRAMES_PER_SECOND) > 0.001,
      `The frame rate is ${video.fps} (${video.averageFps} on average), not a constant ${FRAMES_PER_SECOND}.`,
    ],
    [
      untagged.length > 0,
      `The colours are tagged ${untagged.map((tag) => tag ?? 'nothing').join(', ')}, not bt709.`,
    ],
    [video.keyframesMs[0] !== 0, 'The first frame is no keyframe.'],
    [
      longestGapMs > 500 + FRAME_MS + 1,
      `Keyframes are up to ${Math.round(longestGapMs)} ms apart; at most 500 ms are allowed.`,
    ],
    [
      video.bitsPerSecond > MOST_VIDEO_BITS,
      `The picture takes ${video.bitsPerSecond} bit/s; at most ${MOST_VIDEO_BITS} are allowed.`,
    ],
    [Math.abs(video.startMs) > 1, `The picture starts at ${video.startMs} ms, not at 0.`],
  ]);
}

function soundFaults({ audio, ...facts }: VideoFacts): string[] {
  if (!audio) return ['The video has no sound.'];
  const { targetLufs, toleranceLu, highestPeakDbtp, widestRangeLu } = LOUDNESS;
  return broken([
    [audio.codec !== 'aac', `The sound is ${audio.codec}, not AAC.`],
    [
      audio.sampleRate !== 48_000 || audio.channels !== 2,
      `The sound has ${audio.sampleRate} Hz and ${audio.channels} channels, not 48000 and 2.`,
    ],
    [
      !(Math.abs(facts.integratedLufs - targetLufs) <= toleranceLu),
      `The loudness is ${facts.integratedLufs} LUFS, not ${targetLufs} ± ${toleranceLu}.`,
    ],
    [
      facts.truePeakDbtp > highestPeakDbtp,
      `The true peak is ${facts.truePeakDbtp} dBTP; at most ${highestPeakDbtp} is allowed.`,
    ],
    [
      facts.loudnessRangeLu > widestRangeLu,
      `The loudness range is ${facts.loudnessRangeLu} LU; at most ${widestRangeLu} is allowed.`,
    ],
    [Math.abs(audio.startMs) > 1, `The sound starts at ${audio.startMs} ms, not at 0.`],
  ]);
}

function lengthFaults({ video, audio }: VideoFacts, { frames }: QualityExpectation): string[] {
  if (!video || !audio) return [];
  const byTimeFrames = Math.round((video.durationMs / 1000) * FRAMES_PER_SECOND);
  return broken([
    [
      frames !== undefined && video.frames !== frames,
      `The picture has ${video.frames} frames, not ${frames ?? 0}.`,
    ],
    [
      video.frames !== byTimeFrames,
      `${video.frames} frames can be decoded where ${byTimeFrames} are announced.`,
    ],
    [
      Math.abs(audio.durationMs - video.durationMs) > FRAME_MS + 1,
      `Sound (${Math.round(audio.durationMs)} ms) and picture (${Math.round(video.durationMs)} ms) differ by more than a frame.`,
    ],
  ]);
}

function spanFaults(
  facts: VideoFacts,
  { plannedStill = [], plannedSilence = [] }: QualityExpectation,
): string[] {
  const sentences = (
    what: string,
    spans: readonly TimeSpan[],
    longestMs: number,
    planned: readonly TimeSpan[],
  ): string[] =>
    spans
      .filter((span) => span.endMs - span.startMs > longestMs && !isWithin(span, planned))
      .map(({ startMs, endMs }) => `${what} from ${Math.round(startMs)} to ${Math.round(endMs)} ms.`);
  return [
    ...sentences('The picture is black', facts.black, LONGEST_BLACK_MS, []),
    ...sentences('The picture is frozen', facts.frozen, LONGEST_FREEZE_MS, plannedStill),
    ...sentences('Nothing is heard', facts.silent, LONGEST_SILENCE_MS, plannedSilence),
  ];
}

function isWithin({ startMs, endMs }: TimeSpan, planned: readonly TimeSpan[]): boolean {
  return planned.some(
    (span) => startMs >= span.startMs - SPAN_SLACK_MS && endMs <= span.endMs + SPAN_SLACK_MS,
  );
}

function chapterFaults({ chaptersMs, durationMs }: VideoFacts, { chapters }: QualityExpectation): string[] {
  const lengths = chaptersMs.map((startMs, index) => (chaptersMs[index + 1] ?? durationMs) - startMs);
  return broken([
    [
      chapters !== undefined &&
        chapters.some(({ startMs }, index) => Math.abs(startMs - (chaptersMs[index] ?? Infinity)) > 1),
      `The chapters start at ${chaptersMs.join(', ')} ms, not where they were planned.`,
    ],
    [chaptersMs.length > 0 && chaptersMs[0] !== 0, 'The first chapter does not start at 0.'],
    [lengths.some((length) => length < 10_000 - 1), 'A chapter is shorter than 10 s.'],
  ]);
}

/** A sentence for every caption that breaks a rule of layout or time. Reading speed is not judged: speech sets it. */
export function captionFaults(cues: readonly Cue[]): string[] {
  return cues.flatMap((cue, index) => {
    const lines = cueLines(cue);
    const widest = Math.max(...lines.map(textWidth));
    const frames = cue.endFrame - cue.startFrame;
    const previous = cues[index - 1];
    const gap = previous ? cue.startFrame - previous.endFrame : Infinity;
    const name = `Caption ${index + 1} (${framesToMilliseconds(cue.startFrame)} ms)`;
    return broken([
      [
        widest > READING.lineCharacters,
        `${name} has a line of ${widest} characters; at most ${READING.lineCharacters} fit.`,
      ],
      [lines.length > READING.lines, `${name} has ${lines.length} lines; at most ${READING.lines} fit.`],
      [
        frames > READING.longestFrames,
        `${name} stands for ${framesToMilliseconds(frames)} ms; at most 7000 are allowed.`,
      ],
      [
        gap < READING.gapFrames,
        `${name} follows the one before after ${gap} frames; at least ${READING.gapFrames} are needed.`,
      ],
    ]);
  });
}
