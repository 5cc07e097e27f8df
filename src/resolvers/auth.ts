import type { GraphQLField, GraphQLFieldResolver, GraphQLSchema } from 'graphql';
import { roleIncludes, type Role } from '../entities/api-key.js';
import { ForbiddenError } from '../errors.js';
import { audited } from './audited.js';
import type { Context } from './context.js';

/** What needs more than its kind of operation does. Whatever is new and not named here is guarded all the same. */
const MORE: ReadonlyMap<string, Role> = new Map([
  ['apiKeys', 'ADMIN'],
  ['auditEntries', 'ADMIN'],
  ['createApiKey', 'ADMIN'],
  ['revokeApiKey', 'ADMIN'],
  ['deleteChannel', 'ADMIN'],
]);

/**
 * Puts the role check before every root field: queries and subscriptions VIEWER, changes EDITOR, and what `MORE` says.
 * Every change leaves an audit entry, the refused ones too.
 */
export function guardRoots(schema: GraphQLSchema): void {
  const mutations = schema.getMutationType()?.getFields() ?? {};
  guard(schema.getQueryType()?.getFields() ?? {}, 'VIEWER');
  guard(mutations, 'EDITOR');
  for (const field of Object.values(mutations)) if (field.resolve) field.resolve = audited(field.resolve);
  guard(schema.getSubscriptionType()?.getFields() ?? {}, 'VIEWER');
}

function guard(fields: Record<string, GraphQLField<unknown, Context>>, usual: Role): void {
  for (const field of Object.values(fields)) {
    const needed = MORE.get(field.name) ?? usual;
    if (field.resolve) field.resolve = guarded(field.resolve, needed);
    if (field.subscribe) field.subscribe = guarded(field.subscribe, needed);
  }
}

function guarded(
  resolve: GraphQLFieldResolver<unknown, Context>,
  needed: Role,
): GraphQLFieldResolver<unknown, Context> {
  return (root, args, context, info) => {
    const { role } = context.scope.viewer;
    if (!roleIncludes(role, needed)) {
      throw new ForbiddenError(`${info.fieldName} needs the role ${needed}; this key has ${role}.`);
    }
    return resolve(root, args, context, info);
  };
}
