import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { DateTime } from '../entities/base.js';
import type { Price } from '../services/points.js';
import { Context } from './context.js';

@ObjectType({ description: 'What an operation costs, and what the key has left.' })
class RateLimit {
  @Field(() => Int, { description: 'Points of this operation, as expected before it was executed.' })
  cost!: number;

  @Field(() => Int, {
    description: 'Points that the key has when all is there; so many come back in an hour.',
  })
  limit!: number;

  @Field(() => Int, { description: 'Points that are left, after this operation.' })
  remaining!: number;

  @Field(() => DateTime, { description: 'When all points are there again, if nothing more is asked for.' })
  resetAt!: Date;
}

@Resolver()
export class RateLimitResolver {
  @Query(() => RateLimit, {
    description: 'What this operation costs, and what the key has left.',
  })
  rateLimit(
    @Ctx() { price }: Context,
    @Arg('dryRun', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description:
        'Only say what the operation would cost: nothing of it but this field is executed or answered, and nothing is charged.',
    })
    _dryRun: boolean | null,
  ): Price {
    if (!price) throw new Error('an operation is executed that was not priced');
    return price;
  }
}
