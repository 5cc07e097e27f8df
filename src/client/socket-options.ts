import type { ClientOptions } from 'graphql-ws';

/** Where the API is, and who asks. */
export interface Access {
  /** Of the server, without a path: `https://acog.example.com`. */
  readonly url: string;
  /** An API key or a token of the sign-in service; a function is asked again for each connection, so that it may renew it. */
  readonly key: string | (() => string | Promise<string>);
}

const LONGEST_PAUSE_MS = 30_000;
const FIRST_PAUSE_MS = 500;

/** @returns the header with which a request says who asks */
export async function authorizationOf({ key }: Access): Promise<string> {
  return `Bearer ${typeof key === 'string' ? key : await key()}`;
}

/**
 * Options for graphql-ws's `createClient`: the address, the key, and a patience that outlasts a deploy: tried again for
 * ever, after half a second at first and half a minute at most, each time with a part of chance.
 */
export function socketOptions(access: Access): ClientOptions {
  return {
    url: `${access.url.replace(/^http/, 'ws').replace(/\/+$/, '')}/graphql`,
    connectionParams: async () => ({ authorization: await authorizationOf(access) }),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: async (retries) => {
      const longest = Math.min(FIRST_PAUSE_MS * 2 ** retries, LONGEST_PAUSE_MS);
      await new Promise((resolve) => setTimeout(resolve, longest * (0.5 + Math.random() / 2)));
    },
  };
}
