import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { resumable } from './resumable.js';
import { authorizationOf, socketOptions, type Access } from './socket-options.js';

/** The API refused, or cannot be reached. */
export class AcogApiError extends Error {
  override readonly name = 'AcogApiError';

  /**
   * @param code `extensions.code` of the first error, as `docs/api.md` lists them; `UNREACHABLE` when nothing answered
   * @param retryAfterSeconds how long the API wants to be left alone; null when it did not say
   */
  constructor(
    message: string,
    readonly code: string,
    readonly retryAfterSeconds: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface AcogClientOptions extends Access {
  /** Where there is no global one: Node before 22. */
  readonly webSocketImpl?: unknown;
  /** No answer is waited for longer; 30 s unless said. */
  readonly timeoutMs?: number;
  /** Hears when the socket is lost while something is subscribed to, and when it is there again. */
  readonly onConnection?: (state: 'LOST' | 'BACK') => void;
}

/** The API: HTTP for questions and changes, a socket for what happens. */
export interface AcogClient {
  /** @throws {AcogApiError} */
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /**
   * What happens, in order. Reconnects by itself and goes on where it stopped when the document selects `cursor` and
   * declares `$after`. Leaving the loop ends the subscription.
   * @throws {AcogApiError} from the loop, when the API refuses the subscription
   */
  subscribe<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): AsyncIterable<Result>;
  /** Ends the socket. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;
const NORMAL_CLOSURE = 1000;

interface ApiAnswer {
  readonly data?: unknown;
  readonly errors?: readonly RefusedFor[];
}
interface RefusedFor {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

export function createAcogClient({
  webSocketImpl,
  timeoutMs = TIMEOUT_MS,
  onConnection,
  ...access
}: AcogClientOptions): AcogClient {
  let socket: Client | null = null;
  const openSocket = (): Client => {
    const options: ClientOptions = { ...socketOptions(access) };
    if (webSocketImpl !== undefined) options.webSocketImpl = webSocketImpl;
    if (onConnection) options.on = connectionEvents(onConnection);
    socket ??= resumable(createClient(options));
    return socket;
  };
  const address = `${access.url.replace(/\/+$/, '')}/graphql`;

  return {
    async request(document, variables) {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          authorization: await authorizationOf(access),
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
        },
        body: JSON.stringify({ query: print(document), variables }),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        const message = `${access.url} cannot be reached; is the server running there?`;
        throw new AcogApiError(message, 'UNREACHABLE', null, { cause: error });
      });
      const answer = (await response.json().catch(() => null)) as ApiAnswer | null; // by GraphQL over HTTP
      if (answer?.errors?.[0]) throw refused(answer.errors, retryAfter(response));
      if (!answer?.data)
        throw new AcogApiError(`${access.url} answered ${response.status} without a result.`, 'UNREACHABLE');
      return answer.data as never; // the document's own result type
    },
    async *subscribe(document, variables) {
      const payload = { query: print(document), variables: { ...(variables as Record<string, unknown>) } };
      const results = openSocket().iterate(payload);
      try {
        for await (const { data, errors } of results) {
          if (errors?.[0]) throw refused(errors);
          if (data) yield data as never; // as above
        }
      } catch (error) {
        throw asApiError(error, access.url);
      }
    },
    async close() {
      await socket?.dispose();
      socket = null;
    },
  };
}

/** Each loss and each return is said once, however often it is tried in between. */
function connectionEvents(say: (state: 'LOST' | 'BACK') => void): NonNullable<ClientOptions['on']> {
  let isLost = false;
  return {
    closed(event) {
      const isMeant = (event as { code?: number }).code === NORMAL_CLOSURE; // the library leaves its type open
      if (isLost || isMeant) return;
      isLost = true;
      say('LOST');
    },
    connected() {
      if (!isLost) return;
      isLost = false;
      say('BACK');
    },
  };
}

function refused(
  errors: readonly { message: string; extensions?: unknown }[],
  retryAfterSeconds: number | null = null,
): AcogApiError {
  const [first] = errors as readonly RefusedFor[]; // GraphQL's own errors, with our code
  const message = errors.map((error) => error.message).join(' ');
  return new AcogApiError(message, first?.extensions?.code ?? 'UNKNOWN', retryAfterSeconds);
}

/** What the socket says of its end: GraphQL errors of a refused subscription, a close with its reason, or a fault. */
function asApiError(error: unknown, url: string): unknown {
  if (error instanceof AcogApiError) return error;
  if (Array.isArray(error)) return refused(error as RefusedFor[]); // by graphql-ws
  const reason = typeof error === 'object' && error !== null && 'reason' in error ? error.reason : '';
  const said = typeof reason === 'string' && reason !== '' ? reason : 'the connection was lost';
  return new AcogApiError(`${url}: ${said}.`, 'UNREACHABLE', null, { cause: error });
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}
