/**
 * What the composition is described by: plain data, no I/O. Media positions are whole frames of the
 * programme at `FRAMES_PER_SECOND`; durations of sources are ms as measured.
 */

/** Every finished video has this constant rate. */
export const FRAMES_PER_SECOND = 30;

export type OutputFormat = 'LANDSCAPE_1080P' | 'PORTRAIT_1080P' | 'SQUARE_1080P';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** One word of narration. Times in ms from the start of its scene's speech. `text` exactly as written. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface BrandLook {
  /** `#RRGGBB`, cards and lower thirds. */
  readonly primaryColor: string;
  /** `#RRGGBB`, the spoken word in captions. */
  readonly accentColor: string;
  /** `bold` (one or two words large, Anton) or `clean` (a line, Inter). */
  readonly captionStyle: string;
}

/** A moving source, and what is known of it. */
export interface VideoSource {
  readonly path: string;
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
}

/** A picture that stands still over a scene, such as a logo; its real size in pixels. */
export interface StillSource {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** What stands behind captions and lower third. */
export type PictureBody =
  | { readonly kind: 'AVATAR'; readonly avatar: VideoSource }
  | { readonly kind: 'FOOTAGE'; readonly footage: VideoSource }
  | { readonly kind: 'FOOTAGE_WITH_AVATAR'; readonly footage: VideoSource; readonly avatar: VideoSource }
  | { readonly kind: 'TITLE_CARD'; readonly title: string; readonly subtitle: string }
  | { readonly kind: 'END_CARD'; readonly title: string; readonly subtitle: string };

/** One picture of the programme: a scene or a card. */
export interface PictureSpec {
  readonly body: PictureBody;
  readonly format: OutputFormat;
  readonly brand: BrandLook;
  /** BCP 47, for line breaking and fonts. */
  readonly language: string;
  /** Exact length. */
  readonly frames: number;
  /** Frames of silence before the speech starts; captions move with it. */
  readonly speechStartFrame: number;
  /** Burnt in; empty for cards. */
  readonly words: readonly TimedWord[];
  /** Lower third; null for none. */
  readonly onScreenText: string | null;
  /** Small in a corner; none when absent. */
  readonly logo?: StillSource | null | undefined;
}

export interface MixTrack {
  readonly path: string;
  /** Where the sound starts in the programme. */
  readonly startFrame: number;
}

export interface MixSpec {
  readonly speech: readonly MixTrack[];
  /** Looped under everything and ducked while speech runs; null for none. */
  readonly musicPath: string | null;
  /** Length of the programme. */
  readonly frames: number;
}

export interface ChapterMark {
  readonly title: string;
  readonly startMs: number;
}

export interface JoinSpec {
  /** Pictures in play order, made by the same profile. */
  readonly picturePaths: readonly string[];
  readonly mixPath: string;
  readonly frames: number;
  readonly chapters: readonly ChapterMark[];
  readonly tags: {
    readonly title: string;
    readonly comment: string;
    readonly language: string;
    readonly createdAt: string;
  };
}

export interface StillSpec {
  readonly videoPath: string;
  /** Which frame is looked for first; a dark one is skipped. */
  readonly atMs: number;
  readonly format: OutputFormat;
  readonly text: string;
  readonly brand: BrandLook;
  readonly language: string;
}

/** What ffprobe says of a file. */
export interface MediaProbe {
  readonly formatName: string;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly video: {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly fps: number;
    readonly frames: number | null;
  } | null;
  readonly audio: { readonly codec: string; readonly sampleRate: number; readonly channels: number } | null;
}

/** From `startMs` up to `endMs`. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** What a finished video must be, beyond what every video must; what is left out is not checked. */
export interface QualityExpectation {
  readonly format?: OutputFormat | undefined;
  /** Length of the programme. */
  readonly frames?: number | undefined;
  readonly chapters?: readonly ChapterMark[] | undefined;
  /** Where a still picture or silence is meant: cards, pauses. */
  readonly plannedStill?: readonly TimeSpan[] | undefined;
  readonly plannedSilence?: readonly TimeSpan[] | undefined;
}

/** What was measured on a finished video, and every rule it breaks. */
export interface QualityReport {
  readonly durationMs: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  readonly integratedLufs: number;
  readonly truePeakDbtp: number;
  readonly loudnessRangeLu: number;
  /** Spans in ms. */
  readonly black: readonly { readonly startMs: number; readonly endMs: number }[];
  readonly frozen: readonly { readonly startMs: number; readonly endMs: number }[];
  readonly silent: readonly { readonly startMs: number; readonly endMs: number }[];
  /** Sentences; empty when the video is as specified. */
  readonly faults: readonly string[];
}
