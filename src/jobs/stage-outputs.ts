import type { Chapter, Plan, Speaker } from '../entities/episode-content.js';
import type { OutputFormat } from '../entities/channel-choices.js';
import type { TimedWord } from '../video/specs.js';

/** A file in the asset store, as a later stage needs it. */
export interface StoredFile {
  readonly storageKey: string;
  readonly contentType: string;
  readonly sha256: string;
}

/** One scene as the script stage left it. */
export interface ScriptScene {
  readonly id: string;
  readonly number: number;
  readonly speaker: Speaker;
  readonly narration: string;
  readonly onScreenText: string | null;
  readonly brollPrompt: string | null;
  readonly tone: string | null;
}

export interface ScriptOutput {
  readonly scenes: readonly ScriptScene[];
  readonly wordCount: number;
}

export interface MetadataOutput {
  readonly title: string;
  readonly titleOptions: readonly string[];
  readonly description: string;
  readonly tags: readonly string[];
  readonly hashtags: readonly string[];
  /** In the order of the scenes; times come from measured speech. */
  readonly chapters: readonly { readonly title: string; readonly sceneNumber: number }[];
  readonly thumbnailText: string;
}

/** The narration of one scene. */
export interface VoiceOutput {
  readonly file: StoredFile;
  readonly durationMs: number;
  /** Times from the start of this scene's sound. */
  readonly words: readonly TimedWord[];
}

/** A moving picture of one scene. */
export interface ClipOutput {
  readonly file: StoredFile;
  readonly durationMs: number;
  readonly width: number;
  readonly height: number;
}

/** One scene's picture in each format, ready to be joined. */
export interface SceneRenderOutput {
  readonly frames: number;
  readonly speechStartFrame: number;
  readonly pictures: readonly { readonly format: OutputFormat; readonly file: StoredFile }[];
}

/** The finished episode. */
export interface JoinOutput {
  readonly scenes: readonly { readonly sceneId: string; readonly startMs: number; readonly endMs: number }[];
  readonly chapters: readonly Chapter[];
  readonly videos: readonly {
    readonly format: OutputFormat;
    readonly file: StoredFile;
    readonly durationMs: number;
  }[];
}

/** What each stage leaves for those that need it; per scene where the stage is per scene. */
export interface StageOutputs {
  PLANNING: Plan;
  SCRIPT: ScriptOutput;
  METADATA: MetadataOutput;
  VOICE: VoiceOutput;
  AVATAR: ClipOutput;
  BROLL: ClipOutput;
  COMPOSITION: SceneRenderOutput | JoinOutput;
}
