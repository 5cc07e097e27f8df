import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { Registry } from 'prom-client';
import type { Logger } from '../logger.js';
import type { Orm } from '../orm.js';
import type { KeyService } from '../services/key-service.js';
import type { Points } from '../services/points.js';
import type { WebhookService } from '../services/webhook-service.js';
import type { TokenCheck } from './tokens.js';
import type { TrustedDocuments } from './trusted-documents.js';

export interface HttpSettings {
  /** 0 for any free port. */
  readonly port: number;
  readonly host: string;
  /** How the outside reaches this server, when that is not `http://host:port`. */
  readonly publicUrl: string | null;
  /** Origins of web pages that may use the API besides our own. */
  readonly origins: readonly string[];
  /** Whether anybody with a key may read the schema itself. */
  readonly introspection: boolean;
  /** Points that one operation may cost. */
  readonly costLimit: number;
  /** So long a query may take; then it is stopped. */
  readonly longestQueryMs: number;
  /** Proxies of ours before this server: so many of the last entries in `X-Forwarded-For` are believed. */
  readonly trustedProxies: number;
  /** Operations that may be under way on one socket. */
  readonly operationsPerSocket: number;
  /** Sockets that one key or person may have open here. */
  readonly socketsPerKey: number;
  /** Sockets from one address, this machine's own aside. */
  readonly socketsPerAddress: number;
  /** Folder with the built web pages; GraphiQL is in `graphiql` below it. */
  readonly publicFolder: string;
}

export const DEPENDENCIES = ['postgres', 'redis', 'storage', 'ffmpeg', 'queue', 'migrations'] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

/** Signed links of the embedded store. Answers and says true when the request was one. */
export interface AssetRoutes {
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Everything the HTTP face is made of; built once, in the composition root. */
export interface HttpParts {
  readonly schema: GraphQLSchema;
  readonly orm: Orm;
  readonly keys: KeyService;
  /** Null where nobody signs in with tokens. */
  readonly tokens: TokenCheck | null;
  readonly points: Points;
  /** Which documents may be asked, and by which ids. */
  readonly documents: TrustedDocuments;
  /** Resolve when the dependency answers, reject with the reason when not. */
  readonly checks: Readonly<Record<Dependency, () => Promise<unknown>>>;
  readonly metrics: Registry;
  readonly webhooks: WebhookService;
  /** Null where files are in S3. */
  readonly assets: AssetRoutes | null;
  readonly logger: Logger;
  readonly settings: HttpSettings;
}

export interface RunningHttp {
  /** `http://host:port`, with the port it really has. */
  readonly url: string;
  /** Takes no more requests, ends sockets with 1012, and resolves when the last answer is out. */
  close(): Promise<void>;
}
