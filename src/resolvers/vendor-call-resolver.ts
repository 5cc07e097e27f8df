import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { StageTask } from '../entities/task.js';
import type { ErrorRow } from '../entities/trouble.js';
import { VendorCall } from '../entities/vendor-call.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { vendorCallList, VendorCallWhere } from '../services/vendor-call-reads.js';
import { ConnectionArguments } from './connection.js';
import { VendorCallConnection } from './connections.js';
import { Context } from './context.js';
import { StageError } from './trouble.js';

@Resolver(() => VendorCall)
export class VendorCallResolver {
  @Query(() => VendorCallConnection, { description: 'All paid calls, newest first.' })
  vendorCalls(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => VendorCallWhere, { nullable: true, description: 'Which ones.' })
    where?: VendorCallWhere | null,
  ): Promise<Page<VendorCall>> {
    return pageOf(scope, vendorCallList(scope.viewer, where), page);
  }

  @FieldResolver(() => StageTask, { description: 'The task it was made for.' })
  task(@Root() call: VendorCall): Promise<StageTask> {
    return call.task.loadOrFail();
  }

  @FieldResolver(() => StageError, { nullable: true, description: 'Why it failed; null when it did not.' })
  error(@Root() { errorRow }: VendorCall): ErrorRow | null {
    return errorRow;
  }
}
