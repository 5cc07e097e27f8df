import { GraphQLError } from 'graphql';
import { Counter, type Registry } from 'prom-client';
import { roleIncludes, type Role } from '../entities/api-key.js';
import { sha256 } from './documents-manifest.js';

/** Whether free text may be asked: by everybody, by everybody but counted, or by admins alone. */
export const DOCUMENTS_MODES = ['open', 'prefer', 'only'] as const;
export type DocumentsMode = (typeof DOCUMENTS_MODES)[number];

/** What a request says of the document it means, unchecked. */
export interface DocumentRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

export interface ResolvedDocument {
  /** Undefined when the request names none: the executor says so. */
  readonly query: string | undefined;
  readonly isTrusted: boolean;
}

export interface TrustedDocuments {
  /**
   * The text that is meant, found by its id or given, when this role may have it executed.
   * @throws {GraphQLError} BAD_REQUEST, PERSISTED_DOCUMENT_NOT_FOUND, PERSISTED_QUERY_NOT_FOUND, PERSISTED_DOCUMENT_ID_REQUIRED
   * @see https://github.com/graphql/graphql-over-http/blob/persisted-documents/spec/Appendix%20A%20--%20Persisted%20Documents.md
   */
  resolve(request: DocumentRequest, role: Role): ResolvedDocument;
}

export interface TrustedDocumentsOptions {
  readonly mode: DocumentsMode;
  /** By id. The ids of the content count besides those of the manifest. */
  readonly manifest: ReadonlyMap<string, string>;
  readonly metrics: Registry;
}

export function createTrustedDocuments({
  mode,
  manifest,
  metrics,
}: TrustedDocumentsOptions): TrustedDocuments {
  const byId = new Map(manifest);
  for (const text of manifest.values()) byId.set(`sha256:${sha256(text)}`, text);
  const texts = new Set(manifest.values());
  const operations = new Counter({
    name: 'acog_graphql_documents_total',
    help: 'Documents that were asked for: trusted ones, and free text.',
    labelNames: ['kind'],
    registers: [metrics],
  });

  const counted = { trusted: operations.labels('trusted'), free: operations.labels('free') };

  function found(id: string, code: string): ResolvedDocument {
    const query = byId.get(id);
    if (query === undefined) throw refusal('There is no document with this id here.', code);
    counted.trusted.inc();
    return { query, isTrusted: true };
  }

  return {
    resolve({ query, documentId, extensions }, role) {
      if (documentId !== undefined && documentId !== null) {
        if (typeof documentId !== 'string') throw refusal('documentId must be a string.', 'BAD_REQUEST');
        if (query) throw refusal('Send query or documentId, not both.', 'BAD_REQUEST');
        return found(documentId, 'PERSISTED_DOCUMENT_NOT_FOUND');
      }
      const hash = hashIn(extensions);
      if (!query) return hash === null ? NONE : found(`sha256:${hash}`, 'PERSISTED_QUERY_NOT_FOUND');
      if (typeof query !== 'string') return NONE;
      if (hash !== null && hash !== sha256(query))
        throw refusal('sha256Hash is not the hash of the query.', 'BAD_REQUEST');
      const isTrusted = texts.has(query);
      if (!isTrusted && mode === 'only' && !roleIncludes(role, 'ADMIN'))
        throw refusal(
          'Only documents of the manifest may be asked here: send documentId.',
          'PERSISTED_DOCUMENT_ID_REQUIRED',
        );
      counted[isTrusted ? 'trusted' : 'free'].inc();
      return { query, isTrusted };
    },
  };
}

const NONE: ResolvedDocument = { query: undefined, isTrusted: false };

/** As Apollo's clients send it; nothing is registered by it. */
function hashIn(extensions: unknown): string | null {
  if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return null;
  const { persistedQuery } = extensions;
  if (persistedQuery === undefined || persistedQuery === null) return null;
  if (typeof persistedQuery !== 'object' || !('sha256Hash' in persistedQuery))
    throw refusal('extensions.persistedQuery must have a sha256Hash.', 'BAD_REQUEST');
  return String(persistedQuery.sha256Hash);
}

const refusal = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });
