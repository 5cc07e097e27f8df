import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { RunControl, StageDescription } from '../jobs/run-control.js';
import { payload } from '../services/payload.js';
import * as inputs from '../services/pipeline-inputs.js';
import type { PipelineService } from '../services/pipeline-service.js';
import { StageDefinition, Vendor, vendorBoard } from '../services/vendor-board.js';
import { Context } from './context.js';
import * as payloads from './episode-payloads.js';

const NOTHING = { run: null, eventCursor: null };

@Resolver()
export class PipelineResolver {
  constructor(
    private readonly pipelines: PipelineService,
    private readonly control: Pick<RunControl, 'pipeline' | 'vendors'>,
  ) {}

  @Query(() => [StageDefinition], { description: 'The steps of every run.' })
  pipeline(): readonly StageDescription[] {
    return this.control.pipeline;
  }

  @Query(() => [Vendor], { description: 'The vendors of this installation.' })
  vendors(@Ctx() { scope }: Context): Promise<Vendor[]> {
    return vendorBoard(scope, this.control.vendors);
  }

  @Mutation(() => payloads.StartPipelinePayload, {
    description: 'Starts a run of an episode. WRONG_STATE, with the run, while one is active.',
  })
  startPipeline(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.StartPipelineInput, { description: 'What to start.' })
    input: inputs.StartPipelineInput,
  ): Promise<payloads.StartPipelinePayload> {
    return payload(NOTHING, () => this.pipelines.start(scope, input));
  }

  @Mutation(() => payloads.CancelPipelinePayload, {
    description: 'Stops a run, at its vendors too where they can. WRONG_STATE when it has ended.',
  })
  cancelPipeline(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.CancelPipelineInput, { description: 'What to stop.' })
    input: inputs.CancelPipelineInput,
  ): Promise<payloads.CancelPipelinePayload> {
    return payload({ run: null }, async () => ({ run: await this.pipelines.cancel(scope, input) }));
  }

  @Mutation(() => payloads.RetryStagePayload, {
    description:
      'On an active run: its failed or waiting tasks are readied again. On an ended one: a new run that takes finished work as REUSED.',
  })
  retryStage(
    @Ctx() { scope }: Context,
    @Arg('input', () => inputs.RetryStageInput, { description: 'What to try again.' })
    input: inputs.RetryStageInput,
  ): Promise<payloads.RetryStagePayload> {
    return payload(NOTHING, () => this.pipelines.retry(scope, input));
  }
}
