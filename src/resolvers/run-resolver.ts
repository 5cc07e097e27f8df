import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Episode } from '../entities/episode.js';
import { RunEvent, RunEventKind } from '../entities/run-event.js';
import { PipelineRun } from '../entities/run.js';
import { StageRun } from '../entities/stage-run.js';
import { VendorCall } from '../entities/vendor-call.js';
import type { RunControl } from '../jobs/run-control.js';
import { findNode } from '../services/find.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { stageRunsOf } from '../services/run-parts.js';
import { eventList, runList, RunOrder, RunWhere } from '../services/run-reads.js';
import { sql } from '../services/sql.js';
import { vendorCallList, VendorCallWhere } from '../services/vendor-call-reads.js';
import { below } from './below.js';
import { ConnectionArguments } from './connection.js';
import { PipelineRunConnection, RunEventConnection, VendorCallConnection } from './connections.js';
import { Context } from './context.js';

@Resolver(() => PipelineRun)
export class RunResolver {
  constructor(private readonly control: Pick<RunControl, 'etaSeconds'>) {}

  @Query(() => PipelineRun, { nullable: true, description: 'One run; null when there is none.' })
  run(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<PipelineRun | null> {
    return findNode(scope, 'PipelineRun', id);
  }

  @Query(() => PipelineRunConnection, {
    name: 'runs',
    description: 'All runs, newest first unless orderBy says otherwise.',
  })
  listRuns(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => RunWhere, { nullable: true, description: 'Which ones.' }) where?: RunWhere | null,
    @Arg('orderBy', () => RunOrder, { nullable: true, description: 'In which order.' })
    orderBy?: RunOrder | null,
  ): Promise<Page<PipelineRun>> {
    return pageOf(scope, runList(scope.viewer, where, orderBy), page);
  }

  @FieldResolver(() => Episode, { description: 'The episode it produces.' })
  episode(@Root() run: PipelineRun): Promise<Episode> {
    return run.episode.loadOrFail();
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Expected seconds to the end, from measured durations; null where nothing was measured yet.',
  })
  etaSeconds(@Root() run: PipelineRun, @Ctx() { scope }: Context): Promise<number | null> {
    return run.hasEnded ? Promise.resolve(null) : this.control.etaSeconds(scope.em.fork(), run);
  }

  @FieldResolver(() => [StageRun], { description: 'Every stage, in the order of the pipeline.' })
  stageRuns(@Root() { id }: PipelineRun, @Ctx() context: Context): Promise<StageRun[]> {
    return context.batched('stageRuns', id, (ids) => stageRunsOf(context.scope, ids));
  }

  @FieldResolver(() => RunEventConnection, { description: 'What happened, first thing first.' })
  events(
    @Root() { id }: PipelineRun,
    @Ctx() context: Context,
    @Args() page: ConnectionArguments,
    @Arg('kinds', () => [RunEventKind], { nullable: true, description: 'Only these kinds.' })
    kinds?: RunEventKind[] | null,
  ): Promise<Page<RunEvent>> {
    return below(context, 'run.events', { column: sql`t.run_id`, id }, eventList(kinds), page, kinds);
  }

  @FieldResolver(() => VendorCallConnection, { description: 'Paid calls of this run, newest first.' })
  vendorCalls(
    @Root() { id }: PipelineRun,
    @Ctx() context: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => VendorCallWhere, { nullable: true, description: 'Which ones.' })
    where?: VendorCallWhere | null,
  ): Promise<Page<VendorCall>> {
    const list = vendorCallList(context.scope.viewer, where);
    return below(context, 'run.vendorCalls', { column: sql`t.run_id`, id }, list, page, where);
  }
}
