import { ApiKey } from '../entities/api-key.js';
import { Asset } from '../entities/asset.js';
import { AuditEntry } from '../entities/audit-entry.js';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { StageTask } from '../entities/task.js';
import { VendorCall } from '../entities/vendor-call.js';
import { roleIncludes } from '../entities/api-key.js';
import type { Viewer } from './scope.js';
import { sql, uuids, type Sql } from './sql.js';

/** Everything that has a global id, by the name in it. */
export interface Nodes {
  ApiKey: ApiKey;
  Asset: Asset;
  AuditEntry: AuditEntry;
  Channel: Channel;
  Episode: Episode;
  PipelineRun: PipelineRun;
  StageRun: StageRun;
  StageTask: StageTask;
  VendorCall: VendorCall;
}
export type NodeType = keyof Nodes;

export interface NodeTable<T> {
  readonly entity: new () => T;
  readonly table: string;
  /** What exists for this viewer, about a row called `t`. What is outside does not exist. */
  readonly visible: (viewer: Viewer) => Sql;
}

const ofLivingEpisode = sql`exists (select from episode e join channel c on c.id = e.channel_id
  where e.id = t.episode_id and e.deleted_at is null and c.deleted_at is null)`;
const ofLivingChannel = sql`exists (select from channel c where c.id = t.channel_id and c.deleted_at is null)`;

/** The one place that says who may see which rows. */
export const nodeTables: { readonly [Type in NodeType]: NodeTable<Nodes[Type]> } = {
  ApiKey: {
    entity: ApiKey,
    table: 'api_key',
    visible: (viewer) => {
      if (!roleIncludes(viewer.role, 'ADMIN')) return sql`false`;
      return viewer.channelIds === null ? sql`true` : sql`t.channel_ids <@ ${uuids(viewer.channelIds)}`;
    },
  },
  Asset: {
    entity: Asset,
    table: 'asset',
    visible: (viewer) =>
      sql`(t.deleted_at is null and ${inChannels(viewer)} and ${ofLivingChannel} and (t.episode_id is null or ${ofLivingEpisode}))`,
  },
  AuditEntry: {
    entity: AuditEntry,
    table: 'audit_entry',
    visible: ({ role, channelIds }) => {
      if (!roleIncludes(role, 'ADMIN')) return sql`false`;
      if (channelIds === null) return sql`true`;
      return sql`(t.channel_ids <> '{}' and t.channel_ids <@ ${uuids(channelIds)})`;
    },
  },
  Channel: {
    entity: Channel,
    table: 'channel',
    visible: (viewer) =>
      viewer.channelIds === null
        ? sql`t.deleted_at is null`
        : sql`(t.deleted_at is null and t.id = any(${uuids(viewer.channelIds)}))`,
  },
  Episode: {
    entity: Episode,
    table: 'episode',
    visible: (viewer) => sql`(t.deleted_at is null and ${inChannels(viewer)} and ${ofLivingChannel})`,
  },
  PipelineRun: { entity: PipelineRun, table: 'pipeline_run', visible: visibleRun },
  StageRun: { entity: StageRun, table: 'stage_run', visible: ofVisibleRun },
  StageTask: { entity: StageTask, table: 'task', visible: ofVisibleRun },
  VendorCall: { entity: VendorCall, table: 'vendor_call', visible: ofVisibleRun },
};

export function isNodeType(name: string): name is NodeType {
  return Object.hasOwn(nodeTables, name);
}

function visibleRun(viewer: Viewer): Sql {
  return sql`(${inChannels(viewer)} and ${ofLivingEpisode})`;
}

/** For rows with a `run_id`. */
function ofVisibleRun(viewer: Viewer): Sql {
  const limit = viewer.channelIds === null ? sql`true` : sql`r.channel_id = any(${uuids(viewer.channelIds)})`;
  return sql`exists (select from pipeline_run r join episode e on e.id = r.episode_id join channel c on c.id = e.channel_id
    where r.id = t.run_id and e.deleted_at is null and c.deleted_at is null and ${limit})`;
}

function inChannels(viewer: Viewer): Sql {
  return viewer.channelIds === null ? sql`true` : sql`t.channel_id = any(${uuids(viewer.channelIds)})`;
}
