/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
export type AssetKind =
  | 'AVATAR_VIDEO'
  | 'BRAND'
  | 'BROLL_VIDEO'
  | 'CAPTIONS'
  | 'EPISODE_VIDEO'
  | 'METADATA'
  | 'PLAN'
  | 'SCRIPT'
  | 'THUMBNAIL'
  | 'VOICE';

export type AttentionReason =
  'BUDGET' | 'CONTENT_REFUSED' | 'CRASH_LIMIT' | 'UNCERTAIN_CALL' | 'VENDOR_CONFIG';

export type AvatarChoiceInput = {
  avatarId: string;
  vendor: VendorName;
};

export type BrandInput = {
  accentColor?: string | null | undefined;
  captionStyle?: string | null | undefined;
  introAssetId?: string | null | undefined;
  logoAssetId?: string | null | undefined;
  musicAssetId?: string | null | undefined;
  outroAssetId?: string | null | undefined;
  primaryColor?: string | null | undefined;
};

export type BudgetEnforcement = 'CAP' | 'OBSERVE' | 'WARN';

export type BudgetInput = {
  enforcement?: BudgetEnforcement | null | undefined;
  perEpisodeUsd?: string | null | undefined;
  perMonthUsd?: string | null | undefined;
};

export type CancelPipelineInput = {
  reason?: string | null | undefined;
  runId: string;
};

export type CreateChannelInput = {
  avatar?: AvatarChoiceInput | null | undefined;
  brand?: BrandInput | null | undefined;
  budget?: BudgetInput | null | undefined;
  description?: string | null | undefined;
  footage?: FootageChoiceInput | null | undefined;
  formats?: Array<OutputFormat> | null | undefined;
  handle: string;
  language?: string | null | undefined;
  name: string;
  persona?: PersonaInput | null | undefined;
  reviewStages?: Array<Stage> | null | undefined;
  styleGuide?: StyleGuideInput | null | undefined;
  voice?: VoiceChoiceInput | null | undefined;
};

/** topic 3..500 characters, brief up to 5,000, targetSeconds 10..1800, priority -100..100; what is absent comes from the channel. */
export type CreateEpisodeInput = {
  brief?: string | null | undefined;
  channelId: string;
  formats?: Array<OutputFormat> | null | undefined;
  idempotencyKey?: string | null | undefined;
  language?: string | null | undefined;
  priority?: number | null | undefined;
  start?: boolean | null | undefined;
  targetSeconds?: number | null | undefined;
  title?: string | null | undefined;
  topic: string;
};

export type FootageChoiceInput = {
  modelId?: string | null | undefined;
  perFormat?: boolean | null | undefined;
  vendor: VendorName;
};

export type OutputFormat = 'LANDSCAPE_1080P' | 'PORTRAIT_1080P' | 'SQUARE_1080P';

export type PersonaInput = {
  attitude?: string | null | undefined;
  background?: string | null | undefined;
  name: string;
  values?: Array<string> | null | undefined;
};

export type RunEventKind =
  | 'ASSET_CREATED'
  | 'ATTENTION_REQUIRED'
  | 'ATTENTION_RESOLVED'
  | 'LOG'
  | 'REVIEW_DECIDED'
  | 'REVIEW_REQUESTED'
  | 'RUN_CANCELLED'
  | 'RUN_FAILED'
  | 'RUN_QUEUED'
  | 'RUN_STARTED'
  | 'RUN_SUCCEEDED'
  | 'SNAPSHOT'
  | 'STAGE_CANCELLED'
  | 'STAGE_FAILED'
  | 'STAGE_PROGRESS'
  | 'STAGE_QUEUED'
  | 'STAGE_RETRYING'
  | 'STAGE_REUSED'
  | 'STAGE_SKIPPED'
  | 'STAGE_STARTED'
  | 'STAGE_SUCCEEDED'
  | 'STAGE_WAITING'
  | 'STREAM_RESET';

export type RunStatus =
  'AWAITING_REVIEW' | 'CANCELLED' | 'FAILED' | 'NEEDS_ATTENTION' | 'QUEUED' | 'RUNNING' | 'SUCCEEDED';

export type Stage = 'AVATAR' | 'BROLL' | 'COMPOSITION' | 'METADATA' | 'PLANNING' | 'SCRIPT' | 'VOICE';

/** WAITING: a vendor works and no worker is held. REUSED: made from the same inputs before, nothing paid. */
export type StageStatus =
  | 'AWAITING_REVIEW'
  | 'CANCELLED'
  | 'FAILED'
  | 'NEEDS_ATTENTION'
  | 'PENDING'
  | 'QUEUED'
  | 'REUSED'
  | 'RUNNING'
  | 'SKIPPED'
  | 'SUCCEEDED'
  | 'WAITING';

export type StyleGuideInput = {
  audience?: string | null | undefined;
  complexity?: string | null | undefined;
  donts?: Array<string> | null | undefined;
  dos?: Array<string> | null | undefined;
  humor?: string | null | undefined;
  pacing?: string | null | undefined;
  tone?: string | null | undefined;
};

export type UserErrorCode =
  | 'BUDGET_EXCEEDED'
  | 'CONFLICT'
  | 'IDEMPOTENCY_MISMATCH'
  | 'INVALID'
  | 'NOT_FOUND'
  | 'OUT_OF_RANGE'
  | 'REQUIRED'
  | 'TAKEN'
  | 'TOO_LONG'
  | 'VENDOR_UNAVAILABLE'
  | 'WRONG_STATE';

export type VendorName = 'ELEVENLABS' | 'HEYGEN' | 'OPENAI' | 'PIKA' | 'RUNWAY' | 'SYNTHESIA';

export type VoiceChoiceInput = {
  modelId?: string | null | undefined;
  similarityBoost?: number | null | undefined;
  speed?: number | null | undefined;
  stability?: number | null | undefined;
  vendor: VendorName;
  voiceId: string;
};

export type ChannelByHandleQueryVariables = Exact<{
  handle: string;
}>;

export type ChannelByHandleQuery = { channel: { id: string; name: string } | null };

export type CreateChannelMutationVariables = Exact<{
  input: CreateChannelInput;
}>;

export type CreateChannelMutation = {
  createChannel: { channel: { id: string } | null; userErrors: Array<never> };
};

export type CreateEpisodeMutationVariables = Exact<{
  input: CreateEpisodeInput;
}>;

export type CreateEpisodeMutation = {
  createEpisode: {
    eventCursor: string | null;
    episode: { id: string } | null;
    run: { id: string } | null;
    userErrors: Array<never>;
  };
};

export type CancelPipelineMutationVariables = Exact<{
  input: CancelPipelineInput;
}>;

export type CancelPipelineMutation = {
  cancelPipeline: { run: { id: string; status: RunStatus } | null; userErrors: Array<never> };
};

export type RunEventsSubscriptionVariables = Exact<{
  runId: string;
  after?: string | null | undefined;
}>;

export type RunEventsSubscription = {
  runEvents: {
    cursor: string;
    sequence: number;
    kind: RunEventKind;
    stage: Stage | null;
    message: string | null;
    progress: number;
    stageProgress: number | null;
    etaSeconds: number | null;
    costUsd: string;
    stageRun: { status: StageStatus; attempt: number } | null;
  };
};

export type EpisodeResultQueryVariables = Exact<{
  episodeId: string;
  runId: string;
}>;

export type EpisodeResultQuery = {
  episode: {
    id: string;
    title: string;
    costUsd: string;
    assets: {
      nodes: Array<{
        kind: AssetKind;
        contentType: string;
        sizeBytes: number;
        durationMs: number | null;
        width: number | null;
        height: number | null;
        format: OutputFormat | null;
        url: string;
      }>;
    };
  } | null;
  run: {
    id: string;
    status: RunStatus;
    costUsd: string;
    stageRuns: Array<{
      stage: Stage;
      status: StageStatus;
      attempt: number;
      costUsd: string;
      attention: { reason: AttentionReason; message: string } | null;
      error: { code: string; message: string } | null;
    }>;
  } | null;
};

export const ChannelByHandleDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'ChannelByHandle' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'handle' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'channel' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'handle' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'handle' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'name' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ChannelByHandleQuery, ChannelByHandleQueryVariables>;
export const CreateChannelDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CreateChannel' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CreateChannelInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'createChannel' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'channel' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [{ kind: 'Field', name: { kind: 'Name', value: 'id' } }],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'userErrors' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'code' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CreateChannelMutation, CreateChannelMutationVariables>;
export const CreateEpisodeDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CreateEpisode' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CreateEpisodeInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'createEpisode' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'episode' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [{ kind: 'Field', name: { kind: 'Name', value: 'id' } }],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'run' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [{ kind: 'Field', name: { kind: 'Name', value: 'id' } }],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'eventCursor' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'userErrors' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'code' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CreateEpisodeMutation, CreateEpisodeMutationVariables>;
export const CancelPipelineDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CancelPipeline' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CancelPipelineInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'cancelPipeline' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'run' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'userErrors' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'code' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CancelPipelineMutation, CancelPipelineMutationVariables>;
export const RunEventsDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'subscription',
      name: { kind: 'Name', value: 'RunEvents' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'runId' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'runEvents' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'runId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'runId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'after' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'cursor' } },
                { kind: 'Field', name: { kind: 'Name', value: 'sequence' } },
                { kind: 'Field', name: { kind: 'Name', value: 'kind' } },
                { kind: 'Field', name: { kind: 'Name', value: 'stage' } },
                { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                { kind: 'Field', name: { kind: 'Name', value: 'progress' } },
                { kind: 'Field', name: { kind: 'Name', value: 'stageProgress' } },
                { kind: 'Field', name: { kind: 'Name', value: 'etaSeconds' } },
                { kind: 'Field', name: { kind: 'Name', value: 'costUsd' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'stageRun' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'attempt' } },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<RunEventsSubscription, RunEventsSubscriptionVariables>;
export const EpisodeResultDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'EpisodeResult' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'episodeId' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'runId' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'episode' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'episodeId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                { kind: 'Field', name: { kind: 'Name', value: 'costUsd' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'assets' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'IntValue', value: '100' },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'where' },
                      value: {
                        kind: 'ObjectValue',
                        fields: [
                          {
                            kind: 'ObjectField',
                            name: { kind: 'Name', value: 'kind' },
                            value: {
                              kind: 'ObjectValue',
                              fields: [
                                {
                                  kind: 'ObjectField',
                                  name: { kind: 'Name', value: 'in' },
                                  value: {
                                    kind: 'ListValue',
                                    values: [
                                      { kind: 'EnumValue', value: 'EPISODE_VIDEO' },
                                      { kind: 'EnumValue', value: 'CAPTIONS' },
                                      { kind: 'EnumValue', value: 'THUMBNAIL' },
                                    ],
                                  },
                                },
                              ],
                            },
                          },
                        ],
                      },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'nodes' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'kind' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'contentType' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'durationMs' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'width' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'height' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'format' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'url' },
                              arguments: [
                                {
                                  kind: 'Argument',
                                  name: { kind: 'Name', value: 'expiresInSeconds' },
                                  value: { kind: 'IntValue', value: '3600' },
                                },
                              ],
                            },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'run' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'runId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                { kind: 'Field', name: { kind: 'Name', value: 'costUsd' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'stageRuns' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'stage' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'attempt' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'costUsd' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'attention' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'reason' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'error' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'code' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'message' } },
                          ],
                        },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<EpisodeResultQuery, EpisodeResultQueryVariables>;
