import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { payload } from '../services/payload.js';
import { ApproveStageInput, RejectStageInput, UpdateScriptInput } from '../services/review-inputs.js';
import type { ReviewService } from '../services/review-service.js';
import { type ScriptService, ScriptConflictError } from '../services/script-service.js';
import { Context } from './context.js';
import { ApproveStagePayload, RejectStagePayload, UpdateScriptPayload } from './review-payloads.js';

const NOTHING = { stageRun: null, eventCursor: null };

@Resolver()
export class ReviewResolver {
  constructor(
    private readonly reviews: ReviewService,
    private readonly scripts: ScriptService,
  ) {}

  @Mutation(() => ApproveStagePayload, {
    description: 'Lets what a stage made pass its review; the run goes on. WRONG_STATE when nothing waits.',
  })
  approveStage(
    @Ctx() { scope }: Context,
    @Arg('input', () => ApproveStageInput, { description: 'Which stage.' }) input: ApproveStageInput,
  ): Promise<ApproveStagePayload> {
    return payload(NOTHING, () => this.reviews.approve(scope, input));
  }

  @Mutation(() => RejectStagePayload, {
    description: 'Has what a stage made made anew, from your note. WRONG_STATE when nothing waits.',
  })
  rejectStage(
    @Ctx() { scope }: Context,
    @Arg('input', () => RejectStageInput, { description: 'Which stage, and why.' }) input: RejectStageInput,
  ): Promise<RejectStagePayload> {
    return payload(NOTHING, () => this.reviews.reject(scope, input));
  }

  @Mutation(() => UpdateScriptPayload, {
    description:
      'Takes the place of the current script. The next run is made from it, or the active one while its script is under review; what did not change is reused.',
  })
  updateScript(
    @Ctx() { scope }: Context,
    @Arg('input', () => UpdateScriptInput, { description: 'The whole script.' }) input: UpdateScriptInput,
  ): Promise<UpdateScriptPayload> {
    const nothing: { episode: UpdateScriptPayload['episode'] } = { episode: null };
    return payload(nothing, async () => {
      try {
        return { episode: await this.scripts.update(scope, input) };
      } catch (error) {
        if (error instanceof ScriptConflictError) nothing.episode = error.episode;
        throw error;
      }
    });
  }
}
