import type { ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import type { ApolloServerPlugin } from '@apollo/server';
import { TooLateError } from '../errors.js';
import type { Context } from '../resolvers/context.js';

const LONGEST_QUERY_MS = 15_000;

/**
 * A query ends with its client, and after 15 s: what the database does for it is cancelled, and nothing more is asked.
 * A change is seen through whoever still listens, for each of its statements ends by itself.
 */
export class QueryDeadline {
  private controller: AbortController | null = null;
  private timer: NodeJS.Timeout | undefined;
  private isLifted = false;

  constructor(private readonly response: ServerResponse) {}

  /** For what is to be ended; only then is anything watched. */
  get signal(): AbortSignal {
    const controller = (this.controller ??= new AbortController());
    if (!this.timer && !this.isLifted) {
      this.timer = setTimeout(() => controller.abort(tooLate()), LONGEST_QUERY_MS);
      this.response.once('close', this.closed);
    }
    return controller.signal;
  }

  /** It is no query: from now on it is not ended. */
  lift(): void {
    this.isLifted = true;
    clearTimeout(this.timer);
    this.response.off('close', this.closed);
  }

  private readonly closed = (): void => {
    clearTimeout(this.timer);
    if (!this.response.writableFinished) this.controller?.abort(new TooLateError('The client went away.'));
  };
}

const tooLate = (): TooLateError =>
  new TooLateError(
    `The query took longer than ${LONGEST_QUERY_MS / 1_000} s and was stopped. Ask for less at once.`,
  );

/** @param deadlineOf the deadline that a context was made with */
export function createDeadlinePlugin(
  deadlineOf: (context: Context) => QueryDeadline | undefined,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation, contextValue }) {
          if (operation?.operation !== OperationTypeNode.QUERY) deadlineOf(contextValue)?.lift();
          return Promise.resolve();
        },
      }),
  };
}
