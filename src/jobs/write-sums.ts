import type { EntityManager } from '@mikro-orm/postgresql';
import type { EpisodeStatus } from '../entities/episode.js';
import type { RunStatus } from '../entities/run.js';
import type { StageStatus } from '../entities/stage.js';
import type { AttentionRow, ErrorRow } from '../entities/trouble.js';
import type { EventMessage } from '../events.js';
import type { Change } from './change.js';
import { arrayText } from './claim.js';
import { prepared } from './prepared.js';

/** What summing up changes of a row. */
export type SumRow =
  | { kind: 'EPISODE'; id: string; status: EpisodeStatus }
  | {
      kind: 'RUN';
      id: string;
      status: RunStatus;
      progress: number;
      lastSequence: number;
      startedAt: Date | null;
      finishedAt: Date | null;
      cancelRequestedAt: Date | null;
      cancelReason: string | null;
      budgetWarnedAt: Date | null;
    }
  | {
      kind: 'STAGE_RUN';
      id: string;
      status: StageStatus;
      progress: number | null;
      attempt: number;
      startedAt: Date | null;
      finishedAt: Date | null;
      message: string | null;
      errorRow: ErrorRow | null;
      attentionRow: AttentionRow | null;
    };

export function sumsOf({ run, episode, stageRuns }: Pick<Change, 'run' | 'episode' | 'stageRuns'>): SumRow[] {
  const { id, status, progress, lastSequence, startedAt, finishedAt } = run;
  const { cancelRequestedAt, cancelReason, budgetWarnedAt } = run;
  const said = { cancelRequestedAt, cancelReason, budgetWarnedAt };
  return [
    { kind: 'RUN', id, status, progress, lastSequence, startedAt, finishedAt, ...said },
    { kind: 'EPISODE', id: episode.id, status: episode.status },
    ...Array.from(stageRuns.values(), (row): SumRow => {
      const { id, status, progress, attempt, startedAt, finishedAt } = row;
      const { message, errorRow, attentionRow } = row;
      const facts = { id, status, progress, attempt, startedAt, finishedAt };
      return { kind: 'STAGE_RUN', ...facts, message, errorRow, attentionRow };
    }),
  ];
}

const writeAll = prepared(
  `with given as materialized (
       select * from json_to_recordset(?::json) as g(kind text, id uuid, status text, progress double precision, "lastSequence" int,
         attempt int, "startedAt" timestamptz, "finishedAt" timestamptz, message text, "errorRow" jsonb, "attentionRow" jsonb,
         "cancelRequestedAt" timestamptz, "cancelReason" text, "budgetWarnedAt" timestamptz)),
     runs as (
       update pipeline_run r set status = g.status, progress = g.progress, last_sequence = g."lastSequence", started_at = g."startedAt",
              finished_at = g."finishedAt", cancel_requested_at = g."cancelRequestedAt", cancel_reason = g."cancelReason",
              budget_warned_at = g."budgetWarnedAt" from given g where g.kind = 'RUN' and r.id = g.id and r.id = any(?)),
     stage_runs as (
       update stage_run s set status = g.status, progress = g.progress, attempt = g.attempt, started_at = g."startedAt",
              finished_at = g."finishedAt", message = g.message, error_row = g."errorRow", attention_row = g."attentionRow"
         from given g where g.kind = 'STAGE_RUN' and s.id = g.id and s.id = any(?)),
     episodes as (
       update episode e set status = g.status, updated_at = now() from given g where g.kind = 'EPISODE' and e.id = g.id and e.id = any(?))
     insert into run_event (run_id, sequence, channel_id, kind, occurred_at, message, stage, progress, stage_progress,
       eta_seconds, cost_micro_usd, stage_run_id, task_id, asset_id)
     select * from json_to_recordset(?::json) as e("runId" uuid, sequence int, "channelId" uuid, kind text,
       "occurredAt" timestamptz, message text, stage text, progress double precision, "stageProgress" double precision,
       "etaSeconds" int, "costMicroUsd" bigint, "stageRunId" uuid, "taskId" uuid, "assetId" uuid)`,
);

/** Writes sums and events of all changes of a transaction in one statement. */
export async function writeSums(
  em: EntityManager,
  sums: readonly SumRow[],
  messages: readonly EventMessage[],
): Promise<void> {
  if (sums.length + messages.length === 0) return;
  const idsOf = (kind: SumRow['kind']): string =>
    arrayText(sums.filter((row) => row.kind === kind).map(({ id }) => id));
  await writeAll(em, [
    JSON.stringify(sums),
    ...(['RUN', 'STAGE_RUN', 'EPISODE'] as const).map(idsOf),
    JSON.stringify(messages),
  ]);
}
