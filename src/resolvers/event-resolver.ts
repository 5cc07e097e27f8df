import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Asset } from '../entities/asset.js';
import { RunEvent } from '../entities/run-event.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { StageTask } from '../entities/task.js';
import { NotFoundError } from '../errors.js';
import { findRows } from '../services/find.js';
import type { Nodes } from '../services/visibility.js';
import { Context } from './context.js';

/** What an event is about, as it stands when the event is delivered. */
@Resolver(() => RunEvent)
export class EventResolver {
  @FieldResolver(() => PipelineRun, { description: 'The run, as it is now.' })
  async run(@Root() { runId }: RunEvent, @Ctx() context: Context): Promise<PipelineRun> {
    const run = await found(context, 'PipelineRun', runId);
    if (!run) throw new NotFoundError('The run of this event was removed.');
    return run;
  }

  @FieldResolver(() => StageRun, { nullable: true, description: 'The stage run it is about, as it is now.' })
  stageRun(@Root() { stageRunId }: RunEvent, @Ctx() context: Context): Promise<StageRun | null> {
    return found(context, 'StageRun', stageRunId);
  }

  @FieldResolver(() => StageTask, { nullable: true, description: 'The task it is about, as it is now.' })
  task(@Root() { taskId }: RunEvent, @Ctx() context: Context): Promise<StageTask | null> {
    return found(context, 'StageTask', taskId);
  }

  @FieldResolver(() => Asset, { nullable: true, description: 'The asset it is about.' })
  asset(@Root() { assetId }: RunEvent, @Ctx() context: Context): Promise<Asset | null> {
    return found(context, 'Asset', assetId);
  }
}

type About = 'PipelineRun' | 'StageRun' | 'StageTask' | 'Asset';

function found<Type extends About>(
  context: Context,
  type: Type,
  id: string | null,
): Promise<Nodes[Type] | null> {
  if (id === null) return Promise.resolve(null);
  return context.batched(`event.${type}`, id, async (ids) => {
    const rows = await findRows(context.scope, type, ids);
    return ids.map((each) => rows.get(each) ?? null);
  });
}
