import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { StageTask } from '../entities/task.js';
import type { ErrorRow } from '../entities/trouble.js';
import { VendorCall } from '../entities/vendor-call.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { payload } from '../services/payload.js';
import { ResolveVendorCallInput } from '../services/vendor-call-inputs.js';
import { vendorCallList, VendorCallWhere } from '../services/vendor-call-reads.js';
import type { VendorCallService } from '../services/vendor-call-service.js';
import { ConnectionArguments } from './connection.js';
import { VendorCallConnection } from './connections.js';
import { Context } from './context.js';
import { StageError } from './trouble.js';
import { ResolveVendorCallPayload } from './vendor-call-payloads.js';

@Resolver(() => VendorCall)
export class VendorCallResolver {
  constructor(private readonly calls: VendorCallService) {}

  @Query(() => VendorCallConnection, { description: 'All paid calls, newest first.' })
  vendorCalls(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => VendorCallWhere, { nullable: true, description: 'Which ones.' })
    where?: VendorCallWhere | null,
  ): Promise<Page<VendorCall>> {
    return pageOf(scope, vendorCallList(scope.viewer, where), page);
  }

  @Mutation(() => ResolveVendorCallPayload, {
    description: 'Settles an uncertain paid call; the run goes on. WRONG_STATE when it is not uncertain.',
  })
  resolveVendorCall(
    @Ctx() { scope }: Context,
    @Arg('input', () => ResolveVendorCallInput, { description: 'What is decided.' })
    input: ResolveVendorCallInput,
  ): Promise<ResolveVendorCallPayload> {
    return payload({ vendorCall: null, run: null }, () => this.calls.resolve(scope, input));
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
