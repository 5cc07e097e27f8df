import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Answer<Result> {
  readonly status: number;
  readonly data: Result;
  readonly errors?: readonly {
    message: string;
    path?: string[];
    extensions: { code: string; id?: string };
  }[];
}

/** Asks over HTTP, as any program would. */
export async function ask<Result, Variables>(
  url: string,
  key: string | null,
  document: TypedDocumentNode<Result, Variables> | string,
  variables?: Variables,
): Promise<Answer<Result>> {
  const query = typeof document === 'string' ? document : print(document);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<Answer<Result>, 'status'>; // as: the shape of a GraphQL answer
  return { status: response.status, ...body };
}

/** A socket that does not come back by itself, so that a test sees why it closed. */
export function socketClient(url: string, key: string | null, onClosed?: (code: number) => void): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    ...(key !== null && { connectionParams: { authorization: `Bearer ${key}` } }),
    retryAttempts: 0,
    lazy: true,
    on: {
      closed: (event) => onClosed?.((event as { code: number }).code), // as: ws gives a close event
    },
  });
}

/** What a subscription sends, one after the other. */
export function subscribe<Result, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Result, Variables>,
  variables: Variables,
) {
  return client.iterate<Result>({ query: print(document), variables });
}

/** The next thing a subscription sends; null when it is over. */
export async function nextOf<T>(stream: AsyncIterableIterator<T>): Promise<T | null> {
  const next: IteratorResult<T, unknown> = await stream.next();
  return next.done ? null : next.value;
}
