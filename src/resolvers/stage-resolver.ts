import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import { DateTime } from '../entities/base.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { StageTask } from '../entities/task.js';
import { VendorCall } from '../entities/vendor-call.js';
import type { AttentionRow, ErrorRow } from '../entities/trouble.js';
import { findRows } from '../services/find.js';
import { assetsOfTasks, tasksOf } from '../services/run-parts.js';
import { Context } from './context.js';
import { Attention, StageError } from './trouble.js';

const ATTENTION = { nullable: true, description: 'Why a person is needed; null when nobody is.' };
const ERROR = { nullable: true, description: 'Why it failed; null when it did not.' };

@Resolver(() => StageRun)
export class StageRunResolver {
  @FieldResolver(() => PipelineRun, { description: 'The run it belongs to.' })
  run(@Root() stageRun: StageRun): Promise<PipelineRun> {
    return stageRun.run.loadOrFail();
  }

  @FieldResolver(() => [StageTask], { description: 'Its tasks: one for each scene, or a single one.' })
  tasks(@Root() { id }: StageRun, @Ctx() context: Context): Promise<StageTask[]> {
    return context.batched('tasks', id, (ids) => tasksOf(context.scope, ids));
  }

  @FieldResolver(() => Attention, ATTENTION)
  attention(@Root() { attentionRow }: StageRun): AttentionRow | null {
    return attentionRow;
  }

  @FieldResolver(() => StageError, ERROR)
  error(@Root() { errorRow }: StageRun): ErrorRow | null {
    return errorRow;
  }
}

@Resolver(() => StageTask)
export class StageTaskResolver {
  @FieldResolver(() => StageRun, { description: 'The stage run it is a part of.' })
  stageRun(@Root() task: StageTask): Promise<StageRun> {
    return task.stageRun.loadOrFail();
  }

  @FieldResolver(() => [Asset], { description: 'Files it made, or reuses.' })
  assets(@Root() { id }: StageTask, @Ctx() context: Context): Promise<Asset[]> {
    return context.batched('assetsOfTask', id, (ids) => assetsOfTasks(context.scope, ids));
  }

  @FieldResolver(() => Attention, ATTENTION)
  attention(@Root() { attentionRow }: StageTask): AttentionRow | null {
    return attentionRow;
  }

  @FieldResolver(() => StageError, ERROR)
  error(@Root() { errorRow }: StageTask): ErrorRow | null {
    return errorRow;
  }
}

@Resolver(() => Attention)
export class AttentionResolver {
  @FieldResolver(() => DateTime, { description: 'Since when.' })
  since(@Root() { since }: AttentionRow): Date {
    return new Date(since);
  }

  @FieldResolver(() => VendorCall, { nullable: true, description: 'The paid call it is about.' })
  vendorCall(@Root() { vendorCallId }: AttentionRow, @Ctx() context: Context): Promise<VendorCall | null> {
    if (vendorCallId === null) return Promise.resolve(null);
    return context.batched('vendorCall', vendorCallId, async (ids) => {
      const found = await findRows(context.scope, 'VendorCall', ids);
      return ids.map((id) => found.get(id) ?? null);
    });
  }
}
