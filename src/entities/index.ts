import { ApiKey } from './api-key.js';
import { AssetUpload } from './asset-upload.js';
import { Asset } from './asset.js';
import { AuditEntry } from './audit-entry.js';
import { Channel } from './channel.js';
import { Episode } from './episode.js';
import { IdempotentAnswer } from './idempotent-answer.js';
import { OrphanObject } from './orphan-object.js';
import { RunEvent } from './run-event.js';
import { PipelineRun } from './run.js';
import { StageRun } from './stage-run.js';
import { TaskAsset, TaskNeed } from './task-links.js';
import { StageTask } from './task.js';
import { VendorAccount } from './vendor-account.js';
import { VendorCall } from './vendor-call.js';
import { WebhookEvent } from './webhook-event.js';

/** Every table that the ORM maps. */
export const entities = [
  ApiKey,
  Asset,
  AssetUpload,
  AuditEntry,
  Channel,
  Episode,
  IdempotentAnswer,
  OrphanObject,
  PipelineRun,
  RunEvent,
  StageRun,
  StageTask,
  TaskAsset,
  TaskNeed,
  VendorAccount,
  VendorCall,
  WebhookEvent,
];
