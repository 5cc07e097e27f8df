import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Role } from '../entities/api-key.js';
import { BodyTooLargeError, readBytes } from './body.js';
import { depthFault, LARGEST_BODY_BYTES, LONGEST_QUERY } from './limits.js';
import { replyError } from './reply.js';
import type { TrustedDocuments } from './trusted-documents.js';

/** What is asked, with the text of the document that was meant. */
export interface GraphqlRequest {
  /** Of the address, with the question mark. */
  readonly search: string;
  /** What was posted. */
  readonly body: unknown;
  /** The document that was meant; undefined when none was named. */
  readonly text: string | undefined;
  readonly isTrusted: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** @returns null when it was refused, and answered */
export async function readRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { documents, role }: { documents: TrustedDocuments; role: Role },
): Promise<GraphqlRequest | null> {
  const search = searchOf(request.url ?? '/');
  try {
    if (request.method === 'GET') return fromSearch(search, documents, role);
    const body = await readJson(request, () => readBytes(request, LARGEST_BODY_BYTES));
    if (!isFields(body)) return { search, body, text: undefined, isTrusted: false };
    const { query, documentId, extensions } = body;
    if (typeof query === 'string' && query.length > LONGEST_QUERY)
      throw new Refusal(413, `A query may have at most ${LONGEST_QUERY} characters.`);
    refuseDepth(query, body['variables']);
    const meant = documents.resolve({ query, documentId, extensions }, role);
    return { search, body: withText(body, meant.query), text: meant.query, isTrusted: meant.isTrusted };
  } catch (error) {
    refuse(response, error);
    return null;
  }
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** An extension of ours that was understood is taken away: what comes next knows others. */
function fromSearch(search: string, documents: TrustedDocuments, role: Role): GraphqlRequest {
  const given = new URLSearchParams(search);
  const { query, documentId, extensions: text, variables } = Object.fromEntries(given);
  const extensions = parsed(text);
  if (given.getAll('documentId').length > 1) throw new Refusal(400, 'Send one documentId.');
  refuseDepth(query, parsed(variables));
  const meant = documents.resolve({ query, documentId, extensions }, role);
  const hasHash = isFields(extensions) && 'persistedQuery' in extensions;
  if (!hasHash && (meant.query === undefined || meant.query === query))
    return { search, body: undefined, text: meant.query, isTrusted: meant.isTrusted };
  if (hasHash) given.delete('extensions');
  given.delete('documentId');
  if (meant.query !== undefined) given.set('query', meant.query);
  return { search: `?${given.toString()}`, body: undefined, text: meant.query, isTrusted: meant.isTrusted };
}

function refuseDepth(query: unknown, variables: unknown): void {
  const fault = depthFault(query, variables);
  if (fault !== null) throw new GraphQLError(fault, { extensions: { code: 'BAD_USER_INPUT' } });
}

async function readJson({ headers }: IncomingMessage, read: () => Promise<Buffer>): Promise<unknown> {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (!/^application\/(graphql\+)?json$/.test(type.trim())) throw new Refusal(415, 'POST application/json.');
  if (parameters.some((each) => /^\s*charset\s*=/.test(each) && !/=\s*"?utf-?8"?\s*$/.test(each)))
    throw new Refusal(415, 'POST UTF-8.');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Refusal(415, 'POST without a content encoding.');
  const bytes = await read();
  if (!isUtf8(bytes)) throw new Refusal(400, 'The body is not UTF-8.');
  return JSON.parse(bytes.toString('utf8')) as unknown;
}

function withText(body: Fields, text: string | undefined): Fields {
  if (text === undefined || (text === body['query'] && !isFields(body['extensions']))) return body;
  const { documentId: _id, extensions, ...rest } = body;
  if (!isFields(extensions)) return { ...rest, query: text, ...(extensions !== undefined && { extensions }) };
  const { persistedQuery: _hash, ...others } = extensions;
  return { ...rest, query: text, extensions: others };
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof Refusal) {
    replyError(response, error.status, 'BAD_REQUEST', error.message);
  } else if (error instanceof BodyTooLargeError) {
    response.setHeader('connection', 'close');
    replyError(response, 413, 'BAD_REQUEST', `A request may have at most ${LARGEST_BODY_BYTES} bytes.`);
  } else if (error instanceof SyntaxError) {
    replyError(response, 400, 'BAD_REQUEST', 'The body is not JSON.');
  } else if (error instanceof GraphQLError) {
    replyError(response, 400, String(error.extensions['code']), error.message);
  } else {
    throw error;
  }
}

/** With its question mark, as `URL` has it. */
function searchOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : new URL(url, 'http://localhost').search;
}

/** What is no JSON is refused further on. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
