import type { ServerResponse } from 'node:http';
import { OperationTypeNode } from 'graphql';
import type { ApolloServerPlugin } from '@apollo/server';
import { TooLateError } from '../errors.js';
import type { Context } from '../resolvers/context.js';

/** Tells once when the client was answered or is gone. @returns what ends the watching */
type WatchClient = (ended: (isAnswered: boolean) => void) => () => void;

/**
 * A query ends with its client, and after some seconds: what the database does for it is cancelled, and nothing more is
 * asked. A change is seen through whoever still listens, for each of its statements ends by itself.
 */
export class QueryDeadline {
  private controller: AbortController | null = null;
  private timer: NodeJS.Timeout | undefined;
  private forget: (() => void) | null = null;
  private isLifted = false;

  constructor(
    private readonly longestMs: number,
    private readonly watchClient: WatchClient,
  ) {}

  /** For what is to be ended; only then is anything watched. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (!this.isLifted) this.watch(this.controller);
    }
    return this.controller.signal;
  }

  /** It is no query, or it was answered: from now on it is not ended. */
  lift(): void {
    this.isLifted = true;
    clearTimeout(this.timer);
    this.forget?.();
  }

  private watch(controller: AbortController): void {
    const { longestMs } = this;
    this.timer = setTimeout(() => controller.abort(tooLate(longestMs)), longestMs);
    this.forget = this.watchClient((isAnswered) => {
      clearTimeout(this.timer);
      if (!isAnswered) controller.abort(new TooLateError('The client went away.'));
    });
  }
}

function tooLate(longestMs: number): TooLateError {
  return new TooLateError(
    `The query took longer than ${longestMs / 1_000} s and was stopped. Ask for less at once.`,
  );
}

/** The deadline of what this response answers. */
export function deadlineOfResponse(longestMs: number, response: ServerResponse): QueryDeadline {
  return new QueryDeadline(longestMs, (ended) => {
    const closed = (): void => ended(response.writableFinished);
    response.once('close', closed);
    return () => void response.off('close', closed);
  });
}

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
