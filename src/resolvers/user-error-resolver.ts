import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PipelineRun } from '../entities/run.js';
import { runAbout } from '../services/run-parts.js';
import { StateUserError } from '../services/user-errors.js';
import { Context } from './context.js';

@Resolver(() => StateUserError)
export class StateUserErrorResolver {
  @FieldResolver(() => PipelineRun, {
    nullable: true,
    description: 'The run that stands in the way, where one does.',
  })
  run(@Root() { about }: StateUserError, @Ctx() { scope }: Context): Promise<PipelineRun | null> {
    return runAbout(scope, about);
  }
}
