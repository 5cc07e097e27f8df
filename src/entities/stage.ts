import { registerEnumType } from 'type-graphql';

/** The steps of the pipeline. The order here is the order in which people read them. */
export const Stage = {
  PLANNING: 'PLANNING',
  SCRIPT: 'SCRIPT',
  METADATA: 'METADATA',
  VOICE: 'VOICE',
  AVATAR: 'AVATAR',
  BROLL: 'BROLL',
  COMPOSITION: 'COMPOSITION',
} as const;
export type Stage = (typeof Stage)[keyof typeof Stage];

export const STAGES = Object.values(Stage);

registerEnumType(Stage, {
  name: 'Stage',
  description: 'One step of the pipeline.',
  valuesConfig: {
    PLANNING: { description: 'What the episode says, in which order.' },
    SCRIPT: { description: 'Every scene: who speaks, which words, which pictures.' },
    METADATA: { description: 'Title, description, tags and chapters for publishing.' },
    VOICE: { description: 'The narration, spoken, with the time of every word.' },
    AVATAR: { description: 'The presenter, speaking the narration.' },
    BROLL: { description: 'Footage that shows what the narration speaks of.' },
    COMPOSITION: { description: 'Picture and sound joined into the finished video.' },
  },
});

/** State of a stage run and of a task; the same words in the row and in the graph. */
export const StageStatus = {
  PENDING: 'PENDING',
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  WAITING: 'WAITING',
  AWAITING_REVIEW: 'AWAITING_REVIEW',
  NEEDS_ATTENTION: 'NEEDS_ATTENTION',
  SUCCEEDED: 'SUCCEEDED',
  REUSED: 'REUSED',
  SKIPPED: 'SKIPPED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const;
export type StageStatus = (typeof StageStatus)[keyof typeof StageStatus];

registerEnumType(StageStatus, {
  name: 'StageStatus',
  description: 'Where a stage, or one scene of it, stands.',
  valuesConfig: {
    PENDING: { description: 'Waits for the stages it needs.' },
    QUEUED: { description: 'Can start as soon as a worker is free.' },
    RUNNING: { description: 'A worker is at it.' },
    WAITING: { description: 'A vendor works and no worker is held.' },
    AWAITING_REVIEW: { description: 'Made; a person decides whether the run goes on.' },
    NEEDS_ATTENTION: { description: 'Stopped until a person mends what `attention` names.' },
    SUCCEEDED: { description: 'Made.' },
    REUSED: { description: 'Made from the same inputs before, nothing paid.' },
    SKIPPED: { description: 'Not needed for this episode, or outside the part that was asked for.' },
    FAILED: { description: 'Could not be made; `error` says why.' },
    CANCELLED: { description: 'Stopped because the run was cancelled.' },
  },
});

/** Nothing more will happen to it in this run. */
export const ENDED_STATUSES: readonly StageStatus[] = [
  'SUCCEEDED',
  'REUSED',
  'SKIPPED',
  'FAILED',
  'CANCELLED',
];
/** Its output is there, or is not needed: what needs it may start. */
export const DONE_STATUSES: readonly StageStatus[] = ['SUCCEEDED', 'REUSED', 'SKIPPED'];

/** Why a person is needed. */
export const AttentionReason = {
  UNCERTAIN_CALL: 'UNCERTAIN_CALL',
  BUDGET: 'BUDGET',
  CRASH_LIMIT: 'CRASH_LIMIT',
  VENDOR_CONFIG: 'VENDOR_CONFIG',
  CONTENT_REFUSED: 'CONTENT_REFUSED',
} as const;
export type AttentionReason = (typeof AttentionReason)[keyof typeof AttentionReason];

registerEnumType(AttentionReason, {
  name: 'AttentionReason',
  description: 'Why a person is needed before the run goes on.',
  valuesConfig: {
    UNCERTAIN_CALL: { description: 'A vendor may have taken and billed a request whose answer was lost.' },
    BUDGET: { description: 'The next paid call would pass a budget or a cap.' },
    CRASH_LIMIT: { description: 'Workers died on this task too often.' },
    VENDOR_CONFIG: { description: 'A vendor refuses our key, plan, model, voice or avatar.' },
    CONTENT_REFUSED: { description: 'A vendor refuses this text or picture.' },
  },
});
