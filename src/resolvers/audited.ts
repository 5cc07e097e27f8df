import { GraphQLError, type GraphQLFieldResolver } from 'graphql';
import type { AuditOutcome } from '../entities/audit-entry.js';
import { AcogError, ForbiddenError } from '../errors.js';
import { AuditTrail } from '../services/audit-trail.js';
import type { Context } from './context.js';

/** A mutation that leaves an audit entry, whatever comes of it. */
export function audited(
  resolve: GraphQLFieldResolver<unknown, Context>,
): GraphQLFieldResolver<unknown, Context> {
  return async (root, args, context, info) => {
    const { scope } = context;
    const trail = new AuditTrail(scope.viewer, info.fieldName, args);
    scope.record = trail;
    try {
      const answer: unknown = await resolve(root, args, context, info);
      const codes = codesOf(answer);
      await trail.finish(scope, codes.length > 0 ? 'REJECTED' : 'SUCCEEDED', codes);
      return answer;
    } catch (error) {
      await trail.finish(scope, outcomeOf(error), [codeOf(error)]);
      throw error;
    } finally {
      scope.record = undefined;
    }
  };
}

/** Of the `userErrors` in a payload. */
function codesOf(answer: unknown): string[] {
  const found = (answer as { userErrors?: { code: string }[] } | null)?.userErrors; // as: every payload has them
  return [...new Set((found ?? []).map(({ code }) => code))];
}

function outcomeOf(error: unknown): AuditOutcome {
  if (error instanceof ForbiddenError) return 'FORBIDDEN';
  return error instanceof GraphQLError ? 'REJECTED' : 'FAILED';
}

function codeOf(error: unknown): string {
  if (error instanceof AcogError) return error.code;
  const code = error instanceof GraphQLError ? error.extensions['code'] : null;
  return typeof code === 'string' ? code : 'INTERNAL';
}
