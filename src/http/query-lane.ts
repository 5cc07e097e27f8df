import type { IncomingMessage } from 'node:http';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../logger.js';
import type { Context } from '../resolvers/context.js';
import { maskedError } from '../resolvers/masked-errors.js';
import type { Answer } from './answer.js';
import { BoundedMap } from './bounded-map.js';
import { CompiledQuery, type Variables } from './compiled-query.js';
import { charge, type Bill, type Till } from './cost/bill.js';
import { standingHeaders } from './cost/standing-headers.js';
import type { GraphqlRequest } from './graphql-request.js';

/** Free text is compiled when it comes so often; one time may be the only one. */
const USES = 3;
/** Together they may take a tenth of a gigabyte: a compiled field keeps some 2.5 KB. */
const MOST_FREE = 200;
const MOST_FREE_FIELDS = 200;
const MOST_TRUSTED = 2_000;
const LONGEST_FREE = 10_000;
const MOST_TYPES = 100;

export interface LaneParts extends Till {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly metrics: Registry;
}

/** The short way of queries that come again and again. Everything else, and every refusal, takes the long one. */
export interface QueryLane {
  /** @returns whether it was answered; otherwise nothing has happened */
  answer(
    asked: GraphqlRequest,
    request: IncomingMessage,
    response: Answer,
    context: Context,
  ): Promise<boolean>;
  /** What the long way answers with, for whoever accepts the same. */
  learn(accept: string | undefined, contentType: string | undefined): void;
}

interface Known {
  uses: number;
  /** Null for what has to take the long way. */
  query: CompiledQuery | null;
}

export function createQueryLane({ schema, logger, points, settings, metrics }: LaneParts): QueryLane {
  const trusted = new BoundedMap<string, Known>(MOST_TRUSTED);
  const free = new BoundedMap<string, Known>(MOST_FREE);
  const contentTypes = new BoundedMap<string, string>(MOST_TYPES);

  const short = new Counter({
    name: 'acog_graphql_compiled_total',
    help: 'Queries that were answered by a compiled one.',
    registers: [metrics],
  });

  function find(question: Question, isTrusted: boolean): CompiledQuery | null {
    const { text, operationName } = question;
    if (!isTrusted && text.length > LONGEST_FREE) return null;
    const kind = isTrusted ? trusted : free;
    const key = operationName === null ? text : `${operationName} ${text}`;
    let known = kind.get(key);
    if (!known) kind.set(key, (known = { uses: 0, query: null }));
    known.uses += 1;
    if (known.uses === (isTrusted ? 1 : USES))
      known.query = CompiledQuery.from(schema, question, isTrusted ? Infinity : MOST_FREE_FIELDS);
    return known.query;
  }

  return {
    async answer(asked, request, response, context) {
      const question = questionIn(asked.body);
      const contentType = contentTypes.get(request.headers.accept ?? '');
      if (!question || contentType === undefined) return false;
      const query = find(question, asked.isTrusted);
      const quoted = query?.quote(question.variables);
      if (!query || !quoted || quoted.dryRun) return false;
      let bill: Bill;
      try {
        bill = await charge({ points, settings }, context.scope.viewer.keyId, quoted);
      } catch (error) {
        if (error instanceof GraphQLError) return false; // nothing was taken: the long way says so again
        throw error;
      }
      context.price = bill.price;
      short.inc();
      send(response, contentType, await query.run(context, question.variables), bill, logger);
      return true;
    },
    learn(accept = '', contentType) {
      if (contentType?.startsWith('application/')) contentTypes.set(accept, contentType);
    },
  };
}

interface Question {
  readonly text: string;
  readonly operationName: string | null;
  readonly variables: Variables;
}

/** @returns null for anything but what a usual client sends */
function questionIn(body: unknown): Question | null {
  if (typeof body !== 'object' || body === null) return null;
  const { query: text, operationName = null, variables = null, extensions = null } = body as Variables; // as: an object
  if (typeof text !== 'string' || extensions !== null) return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (typeof variables !== 'object' || Array.isArray(variables)) return null;
  return { text, operationName, variables: (variables ?? {}) as Variables }; // as: an object that is no list
}

function send(
  response: Answer,
  contentType: string,
  { data, errors }: ExecutionResult,
  bill: Bill,
  logger: Logger,
): void {
  const { cost, standing } = bill.settle(data);
  const headers = [
    ...standingHeaders(standing).flat(),
    'content-type',
    contentType,
    'cache-control',
    'no-store',
  ];
  const shown = errors?.map((error) => maskedError(error, error.toJSON(), logger));
  response.sendAtOnce(headers, JSON.stringify({ errors: shown, data, extensions: { cost } }));
}
