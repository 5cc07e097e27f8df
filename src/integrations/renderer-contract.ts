import type {
  JoinSpec,
  MediaProbe,
  MixSpec,
  PictureSpec,
  QualityExpectation,
  QualityReport,
  StillSpec,
} from '../video/specs.js';

/** Reports how much of the work is done, 0..1. */
export type OnProgress = (fraction: number) => void;

export interface RenderOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress | undefined;
}

export interface InspectOptions extends RenderOptions {
  /** What this video must be beyond what every video must: size, frames, where stillness is meant. */
  readonly expected?: QualityExpectation | undefined;
}

/** What a person may bring: a still picture, sound alone, or a moving picture with or without sound. */
export type MediaFamily = 'IMAGE' | 'SOUND' | 'VIDEO';

/** What an uploaded file really is, whatever was said about it. */
export interface UploadedMedia {
  readonly family: MediaFamily;
  /** Told from the content: `image/png`, `image/jpeg`, `image/webp`, `audio/mpeg`, `audio/aac`, `audio/mp4`, `audio/wav`, `video/mp4`, `video/quicktime`, `video/webm`. */
  readonly contentType: string;
  /** In pixels; null for sound. */
  readonly width: number | null;
  readonly height: number | null;
  /** As measured; null for images. */
  readonly durationMs: number | null;
  /** Frames per second; only for video. */
  readonly fps: number | null;
}

/** Makes and measures pictures and sound. Every failure is a `MediaError`; every child process dies with the signal. */
export interface Renderer {
  /** Version line of the tool, part of what a rendered picture is keyed by. */
  readonly version: string;
  probe(path: string, signal: AbortSignal): Promise<MediaProbe>;
  /**
   * Looks at a file that came from outside, as if it were hostile: told by its first bytes, its size read before anything
   * is decoded, then decoded in part by a program with little memory and time.
   * @throws {InvalidInputError} with a sentence for its owner when it is no file of a kind above, is broken, or is larger
   *   than 8192 × 8192 pixels or longer than 15 minutes
   */
  probeUpload(path: string, signal: AbortSignal): Promise<UploadedMedia>;
  /** One scene or card, picture only, exactly `frames` long, ready to be joined by stream copy. */
  renderPicture(spec: PictureSpec, toPath: string, options: RenderOptions): Promise<void>;
  /** The sound of the whole programme, normalised, as one AAC track. */
  renderMix(spec: MixSpec, toPath: string, options: RenderOptions): Promise<void>;
  /** Pictures and sound into the final MP4, nothing encoded again. */
  join(spec: JoinSpec, toPath: string, options: RenderOptions): Promise<void>;
  /** One JPEG with text over a frame of a video. */
  renderStill(spec: StillSpec, toPath: string, options: RenderOptions): Promise<void>;
  /** Decodes the whole file once and measures it. */
  inspect(path: string, options: InspectOptions): Promise<QualityReport>;
}
