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

/** Why a person is needed before the run goes on. */
export type AttentionReason =
  /** The next paid call would pass a budget or a cap. */
  | 'BUDGET'
  /** A vendor refuses this text or picture. */
  | 'CONTENT_REFUSED'
  /** Workers died on this task too often. */
  | 'CRASH_LIMIT'
  /** A vendor may have taken and billed a request whose answer was lost. */
  | 'UNCERTAIN_CALL'
  /** A vendor refuses our key, plan, model, voice or avatar. */
  | 'VENDOR_CONFIG';

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

/** Where footage comes from. What is absent stays, as long as the vendor does. */
export type FootageChoiceInput = {
  /** The vendor's id of the model; null for its default. */
  modelId?: string | null | undefined;
  /** Pay for footage in each format. */
  perFormat?: boolean | null | undefined;
  /** Vendor with the capability FOOTAGE. */
  vendor: VendorName;
};

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

export type ChannelByHandleQueryVariables = Exact<{
  handle: string;
}>;


export type ChannelByHandleQuery = { channel: { id: string, name: string } | null };

export type CreateChannelMutationVariables = Exact<{
  input: CreateChannelInput;
}>;


export type CreateChannelMutation = { createChannel: { channel: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CreateEpisodeMutationVariables = Exact<{
  input: CreateEpisodeInput;
}>;


export type CreateEpisodeMutation = { createEpisode: { eventCursor: string | null, episode: { id: string } | null, run: { id: string } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type CancelPipelineMutationVariables = Exact<{
  input: CancelPipelineInput;
}>;


export type CancelPipelineMutation = { cancelPipeline: { run: { id: string, status: RunStatus } | null, userErrors: Array<
      | { code: UserErrorCode, message: string, path: Array<string> | null }
      | { code: UserErrorCode, message: string, path: Array<string> | null }
    > } };

export type RunEventsSubscriptionVariables = Exact<{
  runId: string;
  after?: string | null | undefined;
}>;


export type RunEventsSubscription = { runEvents: { cursor: string, sequence: number, kind: RunEventKind, stage: Stage | null, message: string | null, progress: number, stageProgress: number | null, etaSeconds: number | null, costUsd: string, stageRun: { status: StageStatus, attempt: number } | null } };

export type EpisodeResultQueryVariables = Exact<{
  episodeId: string;
  runId: string;
}>;


export type EpisodeResultQuery = { episode: { id: string, title: string, costUsd: string, assets: { nodes: Array<{ kind: AssetKind, contentType: string, sizeBytes: number, durationMs: number | null, width: number | null, height: number | null, format: OutputFormat | null, url: string }> } } | null, run: { id: string, status: RunStatus, costUsd: string, stageRuns: Array<{ stage: Stage, status: StageStatus, attempt: number, costUsd: string, attention: { reason: AttentionReason, message: string } | null, error: { code: string, message: string } | null }> } | null };


export const ChannelByHandleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChannelByHandle"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"handle"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"handle"},"value":{"kind":"Variable","name":{"kind":"Name","value":"handle"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<ChannelByHandleQuery, ChannelByHandleQueryVariables>;
export const CreateChannelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateChannel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateChannelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createChannel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateChannelMutation, CreateChannelMutationVariables>;
export const CreateEpisodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateEpisode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateEpisodeInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createEpisode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episode"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"eventCursor"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateEpisodeMutation, CreateEpisodeMutationVariables>;
export const CancelPipelineDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelPipeline"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelPipelineInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelPipeline"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"run"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CancelPipelineMutation, CancelPipelineMutationVariables>;
export const RunEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"RunEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"runEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"runId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"progress"}},{"kind":"Field","name":{"kind":"Name","value":"stageProgress"}},{"kind":"Field","name":{"kind":"Name","value":"etaSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"costUsd"}},{"kind":"Field","name":{"kind":"Name","value":"stageRun"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}}]}}]}}]}}]} as unknown as DocumentNode<RunEventsSubscription, RunEventsSubscriptionVariables>;
export const EpisodeResultDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EpisodeResult"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"episodeId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"runId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"episode"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"episodeId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"costUsd"}},{"kind":"Field","name":{"kind":"Name","value":"assets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"where"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"kind"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"EPISODE_VIDEO"},{"kind":"EnumValue","value":"CAPTIONS"},{"kind":"EnumValue","value":"THUMBNAIL"}]}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"url"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"expiresInSeconds"},"value":{"kind":"IntValue","value":"3600"}}]}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"run"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"runId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"costUsd"}},{"kind":"Field","name":{"kind":"Name","value":"stageRuns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"}},{"kind":"Field","name":{"kind":"Name","value":"costUsd"}},{"kind":"Field","name":{"kind":"Name","value":"attention"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<EpisodeResultQuery, EpisodeResultQueryVariables>;