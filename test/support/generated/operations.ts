/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What a stored file is. */
export type AssetKind =
  /** The presenter in one scene. */
  | 'AVATAR_VIDEO'
  /** A logo, intro, outro or music of a channel. */
  | 'BRAND'
  /** Footage of one scene. */
  | 'BROLL_VIDEO'
  /** Captions of the whole video, SRT or WebVTT. */
  | 'CAPTIONS'
  /** The finished video in one format. */
  | 'EPISODE_VIDEO'
  /** What is published beside the video, as JSON. */
  | 'METADATA'
  /** The plan, as JSON. */
  | 'PLAN'
  /** The script, as JSON. */
  | 'SCRIPT'
  /** A still for the list of videos. */
  | 'THUMBNAIL'
  /** The narration of one scene. */
  | 'VOICE';

/** The presenter that is seen. */
export type AvatarChoiceInput = {
  /** The vendor's id of the avatar or look, up to 200 characters. */
  avatarId: string;
  /** Vendor with the capability AVATAR. */
  vendor: VendorName;
};

/** How videos look. What is absent stays; assets must be BRAND assets of the channel. */
export type BrandInput = {
  /** #RRGGBB. */
  accentColor?: string | null | undefined;
  /** "clean" or "bold". */
  captionStyle?: string | null | undefined;
  /** Video before the episode. */
  introAssetId?: string | null | undefined;
  /** Picture that is shown in a corner. */
  logoAssetId?: string | null | undefined;
  /** Music under the narration. */
  musicAssetId?: string | null | undefined;
  /** Video after the episode. */
  outroAssetId?: string | null | undefined;
  /** #RRGGBB. */
  primaryColor?: string | null | undefined;
};

/** What happens when a limit would be passed. */
export type BudgetEnforcement =
  /** No paid call is made beyond a limit; the run waits for a person. */
  | 'CAP'
  /** Spending is counted, nothing else. */
  | 'OBSERVE'
  /** Passing a limit is said in the log of the run. */
  | 'WARN';

/** Limits of spending. What is absent stays; null takes a limit away. */
export type BudgetInput = {
  /** What happens at a limit. */
  enforcement?: BudgetEnforcement | null | undefined;
  /** US dollars for one episode. */
  perEpisodeUsd?: string | null | undefined;
  /** US dollars in one calendar month (UTC). */
  perMonthUsd?: string | null | undefined;
};

/** Which run to stop. */
export type CancelPipelineInput = {
  /** Why, up to 500 characters. */
  reason?: string | null | undefined;
  /** The run. */
  runId: string;
};

/** How channels are sorted. */
export type ChannelOrder = {
  /** Which end first. */
  direction: OrderDirection;
  /** By what. */
  field: ChannelOrderField;
};

/** What channels are sorted by. */
export type ChannelOrderField =
  /** By the time they were made. */
  | 'CREATED_AT'
  /** By name. */
  | 'NAME'
  /** By the time of the last change. */
  | 'UPDATED_AT';

/** Which channels. All that is given must hold. */
export type ChannelWhere = {
  /** All of these hold; at most 3 deep. */
  and?: Array<ChannelWhere> | null | undefined;
  /** Only archived ones, or only others; both when absent. */
  archived?: boolean | null | undefined;
  /** By the time they were made. */
  createdAt?: DateTimeComparator | null | undefined;
  /** By handle. */
  handle?: StringComparator | null | undefined;
  /** By name. */
  name?: StringComparator | null | undefined;
  /** One of these holds; at most 3 deep. */
  or?: Array<ChannelWhere> | null | undefined;
};

/** Which upload is complete. */
export type CompleteAssetUploadInput = {
  /** The asset that createAssetUpload answered. */
  assetId: string;
};

/** A file that is about to be uploaded. */
export type CreateAssetUploadInput = {
  /** The channel it is for. */
  channelId: string;
  /** Its media type: image/png, image/jpeg, image/webp, audio/mpeg, audio/mp4, audio/aac, audio/wav, video/mp4, video/quicktime or video/webm. */
  contentType: string;
  /** What you call it, 1 to 255 characters; offered with downloads. */
  fileName: string;
  /** BRAND: everything else is made by stages. */
  kind: AssetKind;
  /** Its exact size in bytes: up to 20 MiB for images, 100 MiB for sound, 1 GiB for video. */
  sizeBytes: number;
};

/** A new channel. What is absent gets a usable default. */
export type CreateChannelInput = {
  /** The presenter; null for voice-over only. */
  avatar?: AvatarChoiceInput | null | undefined;
  /** How videos look. */
  brand?: BrandInput | null | undefined;
  /** Limits of spending; null for none. */
  budget?: BudgetInput | null | undefined;
  /** What the channel is about, up to 2,000 characters. */
  description?: string | null | undefined;
  /** Where footage comes from. */
  footage?: FootageChoiceInput | null | undefined;
  /** Formats of new episodes, the main one first. */
  formats?: Array<OutputFormat> | null | undefined;
  /** 2 to 60 of a-z, 0-9 and single hyphens between them; unique. */
  handle: string;
  /** Language of new episodes. */
  language?: string | null | undefined;
  /** 1 to 100 characters. */
  name: string;
  /** Who speaks. */
  persona?: PersonaInput | null | undefined;
  /** Stages after which a person decides. */
  reviewStages?: Array<Stage> | null | undefined;
  /** How it is written. */
  styleGuide?: StyleGuideInput | null | undefined;
  /** The voice that speaks. */
  voice?: VoiceChoiceInput | null | undefined;
};

/** A new episode. What is absent comes from its channel. */
export type CreateEpisodeInput = {
  /** What else the writers should know, up to 5,000 characters. */
  brief?: string | null | undefined;
  /** The channel it belongs to. */
  channelId: string;
  /** Videos to make, the main one first. */
  formats?: Array<OutputFormat> | null | undefined;
  /** 1 to 255 characters; a repeat with the same key within 24 hours gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** Language that is spoken. */
  language?: string | null | undefined;
  /** -100 to 100; higher starts first. */
  priority?: number | null | undefined;
  /** Start the pipeline at once. */
  start?: boolean | null | undefined;
  /** Length to aim at, 10 to 1800 seconds. */
  targetSeconds?: number | null | undefined;
  /** Up to 200 characters; written by the pipeline when absent. */
  title?: string | null | undefined;
  /** What it is about, 3 to 500 characters. */
  topic: string;
};

/** Compares a time. All that is given must hold. */
export type DateTimeComparator = {
  /** Is later than this. */
  gt?: string | null | undefined;
  /** Is this or later. */
  gte?: string | null | undefined;
  /** Is earlier than this. */
  lt?: string | null | undefined;
  /** Is this or earlier. */
  lte?: string | null | undefined;
};

/** Which asset to delete. */
export type DeleteAssetInput = {
  /** The asset. */
  id: string;
};

/** Where an episode stands. */
export type EpisodeStatus =
  /** A run waits for a decision. */
  | 'AWAITING_REVIEW'
  /** The latest run was cancelled. */
  | 'CANCELLED'
  /** Never started. */
  | 'DRAFT'
  /** The latest run failed. */
  | 'FAILED'
  /** A run waits until a person mends something. */
  | 'NEEDS_ATTENTION'
  /** A run was asked for and has not begun. */
  | 'QUEUED'
  /** The latest run succeeded. */
  | 'READY'
  /** A run is under way. */
  | 'RUNNING';

/** Where footage comes from. What is absent stays, as long as the vendor does. */
export type FootageChoiceInput = {
  /** The vendor's id of the model; null for its default. */
  modelId?: string | null | undefined;
  /** Pay for footage in each format. */
  perFormat?: boolean | null | undefined;
  /** Vendor with the capability FOOTAGE. */
  vendor: VendorName;
};

/** Which end comes first. */
export type OrderDirection =
  /** Smallest or oldest first. */
  | 'ASC'
  /** Largest or newest first. */
  | 'DESC';

/** Shape and size of a finished video. */
export type OutputFormat =
  /** 1920 × 1080, 16:9. */
  | 'LANDSCAPE_1080P'
  /** 1080 × 1920, 9:16. */
  | 'PORTRAIT_1080P'
  /** 1080 × 1080, 1:1. */
  | 'SQUARE_1080P';

/** Who speaks. What is absent stays as it is. */
export type PersonaInput = {
  /** How they meet the audience, up to 500 characters. */
  attitude?: string | null | undefined;
  /** Where they come from, up to 2,000 characters. */
  background?: string | null | undefined;
  /** Name of the presenter, 1 to 100 characters. */
  name: string;
  /** What they stand for: at most 50 of 500 characters. */
  values?: Array<string> | null | undefined;
};

/** What a key may do; each includes the ones before. */
export type Role =
  /** Also makes keys, removes channels and reads the audit trail. */
  | 'ADMIN'
  /** Also makes and runs episodes and changes channels. */
  | 'EDITOR'
  /** Reads and subscribes. */
  | 'VIEWER';

/** What happened in a run. */
export type RunEventKind =
  /** A file was stored. */
  | 'ASSET_CREATED'
  /** A person must mend something. */
  | 'ATTENTION_REQUIRED'
  /** It was mended; the task goes on. */
  | 'ATTENTION_RESOLVED'
  /** Something worth reading; nothing changed. */
  | 'LOG'
  /** A person decided. */
  | 'REVIEW_DECIDED'
  /** A person decides whether the run goes on. */
  | 'REVIEW_REQUESTED'
  /** Final: somebody stopped it. */
  | 'RUN_CANCELLED'
  /** Final: it could not be made. */
  | 'RUN_FAILED'
  /** A run was asked for. */
  | 'RUN_QUEUED'
  /** Its first task was taken up. */
  | 'RUN_STARTED'
  /** Final: all that was asked for is there. */
  | 'RUN_SUCCEEDED'
  /** Transient. Where things stand now; sent first to whoever asks without a cursor. */
  | 'SNAPSHOT'
  /** The stage was stopped with its run. */
  | 'STAGE_CANCELLED'
  /** The stage could not be made. */
  | 'STAGE_FAILED'
  /** Transient. A task moved; at most one a second per task. */
  | 'STAGE_PROGRESS'
  /** A task can start. */
  | 'STAGE_QUEUED'
  /** A try failed; another one follows. */
  | 'STAGE_RETRYING'
  /** The stage was made from the same inputs before. */
  | 'STAGE_REUSED'
  /** The stage is not needed. */
  | 'STAGE_SKIPPED'
  /** A worker took a task up. */
  | 'STAGE_STARTED'
  /** All tasks of the stage are done. */
  | 'STAGE_SUCCEEDED'
  /** A vendor works at it. */
  | 'STAGE_WAITING'
  /** Transient. The cursor is of no use; a SNAPSHOT follows. */
  | 'STREAM_RESET';

/** Where a run stands. SUCCEEDED, FAILED and CANCELLED are final. */
export type RunStatus =
  /** A person decides whether it goes on. */
  | 'AWAITING_REVIEW'
  /** Final: somebody stopped it. */
  | 'CANCELLED'
  /** Final: it could not be made. */
  | 'FAILED'
  /** A person must mend something; then it goes on. */
  | 'NEEDS_ATTENTION'
  /** Nothing has begun yet. */
  | 'QUEUED'
  /** At least one task is being worked at or can be. */
  | 'RUNNING'
  /** Final: all that was asked for is there. */
  | 'SUCCEEDED';

/** One step of the pipeline. */
export type Stage =
  /** The presenter, speaking the narration. */
  | 'AVATAR'
  /** Footage that shows what the narration speaks of. */
  | 'BROLL'
  /** Picture and sound joined into the finished video. */
  | 'COMPOSITION'
  /** Title, description, tags and chapters for publishing. */
  | 'METADATA'
  /** What the episode says, in which order. */
  | 'PLANNING'
  /** Every scene: who speaks, which words, which pictures. */
  | 'SCRIPT'
  /** The narration, spoken, with the time of every word. */
  | 'VOICE';

/** Where a stage, or one scene of it, stands. */
export type StageStatus =
  /** Made; a person decides whether the run goes on. */
  | 'AWAITING_REVIEW'
  /** Stopped because the run was cancelled. */
  | 'CANCELLED'
  /** Could not be made; `error` says why. */
  | 'FAILED'
  /** Stopped until a person mends what `attention` names. */
  | 'NEEDS_ATTENTION'
  /** Waits for the stages it needs. */
  | 'PENDING'
  /** Can start as soon as a worker is free. */
  | 'QUEUED'
  /** Made from the same inputs before, nothing paid. */
  | 'REUSED'
  /** A worker is at it. */
  | 'RUNNING'
  /** Not needed for this episode, or outside the part that was asked for. */
  | 'SKIPPED'
  /** Made. */
  | 'SUCCEEDED'
  /** A vendor works and no worker is held. */
  | 'WAITING';

/** Which episode to produce, and which part of the pipeline. */
export type StartPipelineInput = {
  /** The episode. */
  episodeId: string;
  /** Stages to make anew although their inputs are unchanged. */
  force?: Array<Stage> | null | undefined;
  /** First stage to make; earlier ones are taken from before. */
  from?: Stage | null | undefined;
  /** 1 to 255 characters; a repeat with the same key within 24 hours gets the same answer. */
  idempotencyKey?: string | null | undefined;
  /** Last stage to make. */
  until?: Stage | null | undefined;
};

/** Compares a text. All that is given must hold. */
export type StringComparator = {
  /** Contains this, whatever the case of its letters. */
  containsIgnoreCase?: string | null | undefined;
  /** Is exactly this. */
  eq?: string | null | undefined;
  /** Is one of these, at most 100. */
  in?: Array<string> | null | undefined;
  /** Is anything but this. */
  neq?: string | null | undefined;
};

/** How texts are written. What is absent stays as it is. */
export type StyleGuideInput = {
  /** Who watches, up to 200 characters. */
  audience?: string | null | undefined;
  /** What they are expected to know, up to 200 characters. */
  complexity?: string | null | undefined;
  /** Things to leave: at most 50 of 500 characters. */
  donts?: Array<string> | null | undefined;
  /** Rules to follow: at most 50 of 500 characters. */
  dos?: Array<string> | null | undefined;
  /** How much humor and which, up to 200 characters. */
  humor?: string | null | undefined;
  /** How fast it moves, up to 200 characters. */
  pacing?: string | null | undefined;
  /** Such as "warm and curious", up to 200 characters. */
  tone?: string | null | undefined;
};

/** Changes to a channel: absent leaves a field as it is, null clears it. */
export type UpdateChannelInput = {
  /** The presenter; null for voice-over only. */
  avatar?: AvatarChoiceInput | null | undefined;
  /** How videos look. */
  brand?: BrandInput | null | undefined;
  /** Limits of spending; null for none. */
  budget?: BudgetInput | null | undefined;
  /** What the channel is about, up to 2,000 characters. */
  description?: string | null | undefined;
  /** Where footage comes from. */
  footage?: FootageChoiceInput | null | undefined;
  /** Formats of new episodes, the main one first. */
  formats?: Array<OutputFormat> | null | undefined;
  /** 2 to 60 of a-z, 0-9 and single hyphens; unique. */
  handle?: string | null | undefined;
  /** The channel. */
  id: string;
  /** Language of new episodes. */
  language?: string | null | undefined;
  /** 1 to 100 characters. */
  name?: string | null | undefined;
  /** Who speaks. */
  persona?: PersonaInput | null | undefined;
  /** Stages after which a person decides. */
  reviewStages?: Array<Stage> | null | undefined;
  /** How it is written. */
  styleGuide?: StyleGuideInput | null | undefined;
  /** The voice that speaks. */
  voice?: VoiceChoiceInput | null | undefined;
};

/** What is wrong with an input. */
export type UserErrorCode =
  /** It would pass a limit of spending. */
  | 'BUDGET_EXCEEDED'
  /** Somebody else changed it in between. */
  | 'CONFLICT'
  /** The key was used with another input before. */
  | 'IDEMPOTENCY_MISMATCH'
  /** It is not of the form that is wanted. */
  | 'INVALID'
  /** Nothing with this id exists for you. */
  | 'NOT_FOUND'
  /** It is too small or too large. */
  | 'OUT_OF_RANGE'
  /** It must be there. */
  | 'REQUIRED'
  /** Something else has it already. */
  | 'TAKEN'
  /** It has too many characters or entries. */
  | 'TOO_LONG'
  /** The vendor cannot be used now. */
  | 'VENDOR_UNAVAILABLE'
  /** The state it is in does not allow this. */
  | 'WRONG_STATE';

/** An outside service that makes a part of the episode. */
export type VendorName =
  /** Speaks the narration. */
  | 'ELEVENLABS'
  /** Makes the presenter speak. */
  | 'HEYGEN'
  /** Writes plan, script and metadata. */
  | 'OPENAI'
  /** Makes footage, through fal's queue. */
  | 'PIKA'
  /** Makes footage. */
  | 'RUNWAY'
  /** Makes the presenter speak. */
  | 'SYNTHESIA';

/** The voice that speaks. What is absent stays, as long as the vendor does. */
export type VoiceChoiceInput = {
  /** The vendor's id of the model; null for its default. */
  modelId?: string | null | undefined;
  /** 0 to 1. */
  similarityBoost?: number | null | undefined;
  /** 0.7 to 1.2. */
  speed?: number | null | undefined;
  /** 0 to 1. */
  stability?: number | null | undefined;
  /** Vendor with the capability SPEECH. */
  vendor: VendorName;
  /** The vendor's id of the voice, up to 200 characters. */
  voiceId: string;
};

export type CreateChannelMutationVariables = Exact<{
  input: CreateChannelInput;
}>;


export type CreateChannelMutation = { createChannel: { channel: { id: string, handle: string } | null, userErrors: Array<
      | { __typename: 'InputUserError', code: UserErrorCode, message: string, path: Array<string> | null }
      | { __typename: 'StateUserError', code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateEpisodeMutationVariables = Exact<{
  input: CreateEpisodeInput;
}>;


export type CreateEpisodeMutation = { createEpisode: { eventCursor: string | null, episode: { id: string, number: number, title: string, status: EpisodeStatus } | null, run: { id: string, number: number, status: RunStatus } | null, userErrors: Array<
      | { __typename: 'InputUserError', code: UserErrorCode, message: string, path: Array<string> | null }
      | { __typename: 'StateUserError', code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type StartPipelineMutationVariables = Exact<{
  input: StartPipelineInput;
}>;


export type StartPipelineMutation = { startPipeline: { eventCursor: string | null, run: { id: string, number: number, status: RunStatus, eventCursor: string } | null, userErrors: Array<
      | { __typename: 'InputUserError', code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'StateUserError', code: UserErrorCode, path: Array<string> | null, run: { id: string } | null }
    > } };

export type CancelPipelineMutationVariables = Exact<{
  input: CancelPipelineInput;
}>;


export type CancelPipelineMutation = { cancelPipeline: { run: { id: string, status: RunStatus } | null, userErrors: Array<
      | { code: UserErrorCode, path: Array<string> | null }
      | { code: UserErrorCode, path: Array<string> | null }
    > } };

export type RunEventsSubscriptionVariables = Exact<{
  runId: string;
  after?: string | null | undefined;
}>;


export type RunEventsSubscription = { runEvents: { sequence: number, kind: RunEventKind, cursor: string, run: { status: RunStatus } } };

export type EpisodeEventsSubscriptionVariables = Exact<{
  episodeId: string;
  after?: string | null | undefined;
}>;


export type EpisodeEventsSubscription = { episodeEvents: { sequence: number, kind: RunEventKind, cursor: string, run: { number: number } } };

export type ChannelEventsSubscriptionVariables = Exact<{
  channelId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type ChannelEventsSubscription = { channelEvents: { sequence: number, kind: RunEventKind, cursor: string, run: { id: string } } };

export type ChannelsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  where?: ChannelWhere | null | undefined;
  orderBy?: ChannelOrder | null | undefined;
}>;


export type ChannelsQuery = { channels: { totalCount: number, nodes: Array<{ handle: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type EverythingQueryVariables = Exact<{
  first: number;
}>;


export type EverythingQuery = { episodes: { nodes: Array<{ title: string, channel: { name: string, budget: { spentThisMonthUsd: string }, brand: { logo: { id: string } | null } }, latestRun: { number: number, stageRuns: Array<{ stage: Stage, run: { number: number }, tasks: Array<{ status: StageStatus, assets: Array<{ kind: AssetKind }>, stageRun: { stage: Stage } }> }>, events: { totalCount: number, nodes: Array<{ kind: RunEventKind, run: { number: number } }> }, vendorCalls: { nodes: Array<{ vendor: VendorName, task: { status: StageStatus } }> } } | null, runs: { totalCount: number, nodes: Array<{ episode: { number: number } }> }, assets: { nodes: Array<{ url: string }> }, video: { url: string } | null, thumbnail: { id: string } | null }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, role: Role } };

type UploadProblem_InputUserError_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

type UploadProblem_StateUserError_Fragment = { code: UserErrorCode, message: string, path: Array<string> | null };

export type UploadProblemFragment =
  | UploadProblem_InputUserError_Fragment
  | UploadProblem_StateUserError_Fragment
;

export type UploadedAssetFragment = { id: string, kind: AssetKind, contentType: string, sizeBytes: number, sha256: string, durationMs: number | null, width: number | null, height: number | null, fps: number | null, url: string };

export type CreateAssetUploadMutationVariables = Exact<{
  input: CreateAssetUploadInput;
}>;


export type CreateAssetUploadMutation = { createAssetUpload: { uploadUrl: string | null, expiresAt: string | null, asset: { id: string, kind: AssetKind, contentType: string, sizeBytes: number, sha256: string, durationMs: number | null, width: number | null, height: number | null, fps: number | null, url: string } | null, uploadHeaders: Array<{ name: string, value: string }> | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CompleteAssetUploadMutationVariables = Exact<{
  input: CompleteAssetUploadInput;
}>;


export type CompleteAssetUploadMutation = { completeAssetUpload: { asset: { id: string, kind: AssetKind, contentType: string, sizeBytes: number, sha256: string, durationMs: number | null, width: number | null, height: number | null, fps: number | null, url: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type UploadedAssetsQueryVariables = Exact<{
  channelId: string;
}>;


export type UploadedAssetsQuery = { assets: { nodes: Array<{ id: string, contentType: string }> } };

export type UploadedAssetByIdQueryVariables = Exact<{
  id: string;
}>;


export type UploadedAssetByIdQuery = { asset: { id: string, kind: AssetKind, contentType: string, sizeBytes: number, sha256: string, durationMs: number | null, width: number | null, height: number | null, fps: number | null, url: string } | null };

export type DeleteUploadedAssetMutationVariables = Exact<{
  input: DeleteAssetInput;
}>;


export type DeleteUploadedAssetMutation = { deleteAsset: { deletedAssetId: string | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type SetBrandMutationVariables = Exact<{
  input: UpdateChannelInput;
}>;


export type SetBrandMutation = { updateChannel: { channel: { handle: string, brand: { logo: { id: string } | null, intro: { id: string } | null, outro: { id: string } | null, music: { id: string } | null } } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export const UploadProblemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<UploadProblemFragment, unknown>;
export const UploadedAssetFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadedAsset"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Asset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"fps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<UploadedAssetFragment, unknown>;
export const CreateChannelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateChannel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateChannelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createChannel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateChannelMutation, CreateChannelMutationVariables>;
export const CreateEpisodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateEpisode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateEpisodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createEpisode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episode"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"eventCursor"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateEpisodeMutation, CreateEpisodeMutationVariables>;
export const StartPipelineDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartPipeline"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartPipelineInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startPipeline"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"eventCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"eventCursor"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StateUserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<StartPipelineMutation, StartPipelineMutationVariables>;
export const CancelPipelineDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelPipeline"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelPipelineInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelPipeline"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CancelPipelineMutation, CancelPipelineMutationVariables>;
export const RunEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"RunEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"runId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<RunEventsSubscription, RunEventsSubscriptionVariables>;
export const EpisodeEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"EpisodeEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"episodeId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episodeEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"episodeId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"episodeId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}}]} as unknown as DocumentNode<EpisodeEventsSubscription, EpisodeEventsSubscriptionVariables>;
export const ChannelEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ChannelEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"channelId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channelEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"channelId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"channelId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ChannelEventsSubscription, ChannelEventsSubscriptionVariables>;
export const ChannelsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Channels"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"where"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ChannelWhere"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ChannelOrder"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channels"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"Variable","name":{"kind":"Name","value":"where"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChannelsQuery, ChannelsQueryVariables>;
export const EverythingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Everything"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"channel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"budget"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"spentThisMonthUsd"}}]}},{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"latestRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"stageRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tasks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"assets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stageRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"vendorCalls"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendor"}},{"kind":"Field","name":{"kind":"Name","value":"task"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"runs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episode"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"assets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"video"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"Field","name":{"kind":"Name","value":"thumbnail"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<EverythingQuery, EverythingQueryVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const CreateAssetUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateAssetUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateAssetUploadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createAssetUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadedAsset"}}]}},{"kind":"Field","name":{"kind":"Name","value":"uploadUrl"}},{"kind":"Field","name":{"kind":"Name","value":"uploadHeaders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadProblem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadedAsset"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Asset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"fps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<CreateAssetUploadMutation, CreateAssetUploadMutationVariables>;
export const CompleteAssetUploadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompleteAssetUpload"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteAssetUploadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeAssetUpload"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadedAsset"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadProblem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadedAsset"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Asset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"fps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<CompleteAssetUploadMutation, CompleteAssetUploadMutationVariables>;
export const UploadedAssetsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UploadedAssets"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"channelId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"assets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"channel"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"Variable","name":{"kind":"Name","value":"channelId"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}}]}}]}}]}}]} as unknown as DocumentNode<UploadedAssetsQuery, UploadedAssetsQueryVariables>;
export const UploadedAssetByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UploadedAssetById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"asset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadedAsset"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadedAsset"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Asset"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sha256"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"fps"}},{"kind":"Field","name":{"kind":"Name","value":"url"}}]}}]} as unknown as DocumentNode<UploadedAssetByIdQuery, UploadedAssetByIdQueryVariables>;
export const DeleteUploadedAssetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteUploadedAsset"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteAssetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteAsset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedAssetId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadProblem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<DeleteUploadedAssetMutation, DeleteUploadedAssetMutationVariables>;
export const SetBrandDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetBrand"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateChannelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateChannel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"handle"}},{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"logo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"intro"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"outro"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"music"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"UploadProblem"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UploadProblem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<SetBrandMutation, SetBrandMutationVariables>;