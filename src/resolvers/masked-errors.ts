import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AcogError, StorageError } from '../errors.js';
import type { Logger } from '../logger.js';
import { isDatabaseAway } from '../services/database-away.js';

/** What a client may read as it is: problems of the request, of who asks, and of limits. */
const OPEN_CODES: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_DOCUMENT_ID_REQUIRED',
  'PERSISTED_DOCUMENT_NOT_FOUND',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'COST_LIMIT',
  'RATE_LIMITED',
]);
/** What programs are told besides the code. */
const DETAILS = ['cost', 'limit', 'remaining', 'resetAt', 'retryAfterSeconds'] as const;
const CODES_WITH_DETAILS: ReadonlySet<unknown> = new Set(['COST_LIMIT', 'RATE_LIMITED']);
const OPEN_KINDS: ReadonlySet<string> = new Set([
  'NOT_FOUND',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'WRONG_STATE',
  'CONFLICT',
]);
/** What people are told while something is away; the log knows more. */
export const DATABASE_AWAY = 'The database cannot be reached just now; try again in a moment.';
const STORE_AWAY = 'The asset store cannot be reached just now; try again in a moment.';
/** All that graphql-js says when fields that may be merged are too many to compare. */
const TOO_MANY_ALIKE = 'Validation aborted.';
/** Ours from the end of a query, PostgreSQL's own from the end of a statement. */
const TOO_LATE: ReadonlySet<unknown> = new Set(['TIMEOUT', '57014']);

/**
 * What a client sees of an error. Our own kinds keep message and code, what is only away is UNAVAILABLE, the rest becomes
 * INTERNAL; both with an id that is in the log beside the whole story.
 */
export function maskedError(
  error: unknown,
  shown: GraphQLFormattedError,
  logger: Logger,
): GraphQLFormattedError {
  const { locations, path } = shown;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (cause instanceof AcogError && OPEN_KINDS.has(cause.code)) {
    return { message: cause.message, ...place, extensions: { code: cause.code } };
  }
  if (cause instanceof Error && 'code' in cause && TOO_LATE.has(cause.code)) {
    const message =
      cause.code === 'TIMEOUT' ? cause.message : 'This took too long and was stopped. Ask for less at once.';
    return { message, ...place, extensions: { code: 'TIMEOUT' } };
  }
  if (shown.message === TOO_MANY_ALIKE) {
    const message =
      'The document repeats the same fields so often that it cannot be checked; ask for each once.';
    return { message, ...place, extensions: { code: 'BAD_USER_INPUT' } };
  }
  const code = shown.extensions?.['code'];
  if (OPEN_CODES.has(code)) {
    const details = CODES_WITH_DETAILS.has(code) ? detailsOf(shown.extensions ?? {}) : {};
    return { message: shown.message, ...place, extensions: { code, ...details } };
  }
  const id = randomUUID();
  const isStoreAway = cause instanceof StorageError && cause.cause !== undefined;
  if (isStoreAway || isDatabaseAway(cause)) {
    logger.warn({ error: cause, errorId: id, path }, 'a request came while what it needs is away');
    const message = isStoreAway ? STORE_AWAY : DATABASE_AWAY;
    return { message, ...place, extensions: { code: 'UNAVAILABLE', id } };
  }
  logger.error({ error: cause, errorId: id, path }, 'a request failed for a reason of ours');
  return {
    message: `Something went wrong on our side; it is in the log under ${id}.`,
    ...place,
    extensions: { code: 'INTERNAL', id },
  };
}

/** Where nobody may read the schema, no error tells names of it. */
export function withoutHints(shown: GraphQLFormattedError): GraphQLFormattedError {
  return { ...shown, message: shown.message.replace(/ Did you mean .+\?$/s, '') };
}

function detailsOf(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    DETAILS.filter((name) => name in extensions).map((name) => [name, extensions[name]]),
  );
}
