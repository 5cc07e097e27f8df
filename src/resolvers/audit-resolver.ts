import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { AuditEntry } from '../entities/audit-entry.js';
import { auditList, AuditOrder, AuditWhere } from '../services/audit-reads.js';
import { pageOf } from '../services/lists.js';
import type { Page } from '../services/page.js';
import { ConnectionArguments } from './connection.js';
import { AuditEntryConnection } from './connections.js';
import { Context } from './context.js';

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Query(() => AuditEntryConnection, {
    description: 'Who asked for which mutation, newest first unless an order is given. For ADMIN.',
  })
  auditEntries(
    @Ctx() { scope }: Context,
    @Args() page: ConnectionArguments,
    @Arg('where', () => AuditWhere, { nullable: true, description: 'Which ones.' })
    where?: AuditWhere | null,
    @Arg('orderBy', () => AuditOrder, { nullable: true, description: 'In which order.' })
    orderBy?: AuditOrder | null,
  ): Promise<Page<AuditEntry>> {
    return pageOf(scope, auditList(scope.viewer, where, orderBy), page);
  }
}
