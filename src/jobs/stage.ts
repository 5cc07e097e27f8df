import type { AssetKind } from '../entities/asset.js';
import type { OutputFormat } from '../entities/channel-choices.js';
import type { Channel } from '../entities/channel.js';
import type { Episode } from '../entities/episode.js';
import type { Stage } from '../entities/stage.js';
import type { TaskPart } from '../entities/task.js';
import type { Capability, VendorName } from '../entities/vendor.js';
import type {
  AvatarRequest,
  FootageRequest,
  Json,
  LocalFile,
  Renderer,
  SpeechRequest,
  TextRequest,
  TimedCharacter,
  Vendors,
} from '../integrations/contracts.js';
import type { Logger } from '../logger.js';
import type { BrandFiles } from './brand-files.js';
import type { EpisodeContent } from './change-rows.js';
import type { ScriptScene, StageOutputs, StoredFile } from './stage-outputs.js';

/** What a stage may look at besides the outputs it needs. Read-only snapshots of the rows. */
export interface Subject {
  readonly channel: Channel;
  readonly episode: Episode;
}

/** What a stage says about a file it made; size, digest and key are found out when it is saved. */
export interface AssetFacts {
  readonly durationMs?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly fps?: number | undefined;
  readonly format?: OutputFormat | undefined;
}

/** A narration that was spoken and paid, in our own storage. */
export interface SpokenText {
  readonly file: StoredFile;
  readonly characters: readonly TimedCharacter[] | null;
}

/**
 * Paid calls, each through the account: written down before it is sent, never sent twice. While a vendor works, the call
 * throws a `Park`; the stage is run again later and gets the result from the same line. `step` tells calls of one task apart.
 */
export interface Calls {
  write(step: string, request: TextRequest): Promise<Json>;
  speak(step: string, vendor: VendorName, request: SpeechRequest): Promise<SpokenText>;
  present(step: string, vendor: VendorName, request: AvatarRequest): Promise<StoredFile>;
  film(step: string, vendor: VendorName, request: FootageRequest): Promise<StoredFile>;
}

/** What a running stage gets. It writes no state, publishes, catches and waits for nothing. */
export interface StageContext<Needs extends Stage> extends Subject {
  /** Number of the run within its episode, for texts and tags. */
  readonly runId: string;
  /** What reviewers asked to change, the latest last. */
  readonly reviewNotes: readonly string[];
  readonly calls: Calls;
  /** What people uploaded for the channel. */
  readonly brandFiles: BrandFiles;
  readonly renderer: Renderer;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Where a file of this attempt may be written; removed afterwards. */
  readonly pathFor: (name: string) => Promise<string>;
  /** Output of a stage that this one needs; for a per-scene stage that of the same scene. Null when it was skipped. */
  readonly need: <N extends Needs>(stage: N) => StageOutputs[N] | null;
  /** Outputs of all scenes of a per-scene stage, by scene id. */
  readonly needAll: <N extends Needs>(stage: N) => ReadonlyMap<string, StageOutputs[N]>;
  /** Fetches a stored file. */
  readonly open: (file: StoredFile) => Promise<LocalFile & { readonly path: string }>;
  /** Stores a file without making an asset of it: an intermediate result. */
  readonly keep: (file: LocalFile) => Promise<StoredFile>;
  /** Stores a file as an asset of the episode. Doing it twice leaves one asset. */
  readonly save: (kind: AssetKind, file: LocalFile | StoredFile, facts?: AssetFacts) => Promise<StoredFile>;
  readonly saveJson: (kind: AssetKind, value: unknown) => Promise<StoredFile>;
  /** Facts only: finished sub-steps, frames, bytes. 0..1. */
  readonly progress: (fraction: number, message?: string) => void;
}

export interface SceneContext<Needs extends Stage> extends StageContext<Needs> {
  readonly scene: ScriptScene;
}

/** What the output of a task is made from: its digest decides whether it was made before. */
export type Inputs<Needs extends Stage> = (
  given: Subject & {
    readonly scene: ScriptScene | null;
    readonly need: <N extends Needs>(stage: N) => StageOutputs[N] | null;
    readonly needAll: <N extends Needs>(stage: N) => ReadonlyMap<string, StageOutputs[N]>;
    readonly brandFiles: BrandFiles;
    /** Version line of the renderer. */
    readonly rendererVersion: string;
  },
) => unknown;

interface Common {
  /** Grows when the same inputs should give another output. */
  readonly version: number;
  readonly capability: Capability | null;
  /** Share of the work of a usual run, for the progress of the run. */
  readonly weight: number;
  /** Tasks of this stage that one worker may hold at the same time, per core (`CPU`) or in all (`VENDOR`). */
  readonly load: 'CPU' | 'VENDOR';
  /**
   * What the whole stage will probably cost, before there is a script, in millionths of a US dollar. Absent: nothing.
   * @throws {ConfigError} when the channel names a vendor that cannot do it
   */
  expectedCost?(subject: Subject, vendors: Vendors): number;
  /** Which vendor does it for this channel; null where none does. */
  vendor(channel: Channel): VendorName | null;
  /** What a person made instead: it is taken as it is. Null where nobody did. */
  given?(content: EpisodeContent): unknown;
  /** Shows the output on the episode, in the same transaction. */
  apply?(content: EpisodeContent, output: unknown, part: TaskPart): void;
}

/** One task for the whole episode. */
export interface WholeStage<S extends Stage, Needs extends Stage> extends Common {
  readonly perScene: false;
  readonly name: S;
  readonly needs: readonly Needs[];
  readonly inputs: Inputs<Needs>;
  run(context: StageContext<Needs>): Promise<StageOutputs[S]>;
}

/** One task for each scene that wants it, and one more that joins them where there is a `join`. */
export interface SceneStage<S extends Stage, Needs extends Stage, JoinNeeds extends Stage> extends Common {
  readonly perScene: true;
  readonly name: S;
  readonly needs: readonly Needs[];
  readonly inputs: Inputs<Needs>;
  /** Whether this scene has a part in this stage. */
  wants(scene: ScriptScene, channel: Channel): boolean;
  run(context: SceneContext<Needs>): Promise<StageOutputs[S]>;
  readonly join?: {
    /** Besides all scenes of this stage. */
    readonly needs: readonly JoinNeeds[];
    readonly inputs: Inputs<Needs | JoinNeeds | S | 'SCRIPT'>;
    run(context: StageContext<Needs | JoinNeeds | S | 'SCRIPT'>): Promise<StageOutputs[S]>;
  };
}

export type StageDefinition = WholeStage<Stage, Stage> | SceneStage<Stage, Stage, Stage>;

/** Checks a stage against its own types and forgets them, so that all stages fit one table. */
export function defineStage<S extends Stage, Needs extends Stage = never, JoinNeeds extends Stage = never>(
  definition: WholeStage<S, Needs> | SceneStage<S, Needs, JoinNeeds>,
): StageDefinition {
  return definition; // `Needs` stands in a parameter: the engine hands over all outputs
}
