import { ApiKey } from '../entities/api-key.js';
import { Asset } from '../entities/asset.js';
import { AuditEntry } from '../entities/audit-entry.js';
import { Channel } from '../entities/channel.js';
import { Episode } from '../entities/episode.js';
import { RunEvent } from '../entities/run-event.js';
import { PipelineRun } from '../entities/run.js';
import { VendorCall } from '../entities/vendor-call.js';
import { connectionOf } from './connection.js';

export const ApiKeyConnection = connectionOf(() => ApiKey, 'ApiKey', 'API keys');
export const AssetConnection = connectionOf(() => Asset, 'Asset', 'assets');
export const AuditEntryConnection = connectionOf(() => AuditEntry, 'AuditEntry', 'audit entries');
export const ChannelConnection = connectionOf(() => Channel, 'Channel', 'channels');
export const EpisodeConnection = connectionOf(() => Episode, 'Episode', 'episodes');
export const PipelineRunConnection = connectionOf(() => PipelineRun, 'PipelineRun', 'runs');
export const RunEventConnection = connectionOf(() => RunEvent, 'RunEvent', 'run events');
export const VendorCallConnection = connectionOf(() => VendorCall, 'VendorCall', 'vendor calls');
