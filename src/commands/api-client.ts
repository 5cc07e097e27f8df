import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { AcogError } from '../errors.js';

/** The API refused or cannot be reached; the message says what to do. */
export class ApiError extends AcogError {
  readonly code = 'API';
}

/** The API as any other program uses it: HTTP for questions and changes, a socket for what happens. */
export interface ApiClient {
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /** Ends when the server completes it, or `onResult` has enough. Reconnects by itself; `variables` is asked anew each time. */
  subscribe<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: () => Variables,
    onResult: (result: Result) => 'go on' | 'enough',
  ): Promise<void>;
  close(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const RECONNECTS = 20;

/** @param url of the server, without a path */
export function createApiClient({ url, key }: { url: string; key: string }): ApiClient {
  const authorization = `Bearer ${key}`;
  let socket: Client | null = null;

  function openSocket(): Client {
    socket ??= createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: RECONNECTS,
      shouldRetry: () => true,
    });
    return socket;
  }

  return {
    async request(document, variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
        },
        body: JSON.stringify({ query: print(document), variables }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      }).catch((error: unknown) => {
        throw new ApiError(`${url} cannot be reached; is the server running there?`, { cause: error });
      });
      const answer = (await response.json().catch(() => null)) as {
        data?: unknown;
        errors?: { message: string }[];
      } | null; // by the protocol
      if (!answer || answer.errors || !answer.data) {
        throw new ApiError(
          answer?.errors?.[0]?.message ?? `${url} answered ${response.status} without a result.`,
        );
      }
      return answer.data as never; // the document's own result type
    },
    async subscribe(document, variables, onResult) {
      const client = openSocket();
      for (let attempt = 0; attempt < RECONNECTS; attempt += 1) {
        const outcome = await new Promise<'complete' | Error>((resolve) => {
          client.subscribe(
            { query: print(document), variables: variables() as Record<string, unknown> },
            {
              next: ({ data, errors }) => {
                if (errors) resolve(new ApiError(errors[0]?.message ?? 'the subscription failed'));
                else if (data && onResult(data as never) === 'enough') resolve('complete'); // as above
              },
              error: (error) => resolve(error instanceof Error ? error : new ApiError(describe(error))),
              complete: () => resolve('complete'),
            },
          );
        });
        if (outcome === 'complete') return;
        if (outcome instanceof ApiError) throw outcome;
      }
      throw new ApiError(`The connection to ${url} was lost ${RECONNECTS} times.`);
    },
    async close() {
      await socket?.dispose();
    },
  };
}

function describe(error: unknown): string {
  if (Array.isArray(error)) return error.map((one: { message?: string }) => one.message).join(' ');
  const reason = (error as { reason?: unknown }).reason; // a close event
  return typeof reason === 'string' && reason !== '' ? reason : 'the subscription failed';
}
