import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { DateRange, spendBy, SpendGroup, SpendRow } from '../services/spend.js';
import { Context } from './context.js';

@Resolver()
export class SpendResolver {
  @Query(() => [SpendRow], {
    description: 'What was paid, summed up. Without a range: all of it. Costs of what was deleted stay.',
  })
  spend(
    @Ctx() { scope }: Context,
    @Arg('groupBy', () => SpendGroup, { description: 'Summed up by what.' }) groupBy: SpendGroup,
    @Arg('range', () => DateRange, {
      nullable: true,
      description: 'Calls that ended, or were sent, within it.',
    })
    range?: DateRange | null,
  ): Promise<SpendRow[]> {
    return spendBy(scope, groupBy, range ?? null);
  }
}
