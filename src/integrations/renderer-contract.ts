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

/** Makes and measures pictures and sound. Every failure is a `MediaError`; every child process dies with the signal. */
export interface Renderer {
  /** Version line of the tool, part of what a rendered picture is keyed by. */
  readonly version: string;
  probe(path: string, signal: AbortSignal): Promise<MediaProbe>;
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
