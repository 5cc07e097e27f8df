import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { DataloaderType } from '@mikro-orm/core';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { migrations } from '../migrations/index.js';
import { entities } from './entities/index.js';

export type Orm = MikroORM;

/** No statement of ours takes so long: a connection that is silent for this time, or does not open, is given up. */
const SILENCE_MS = 10_000;
/** Time for the answer that a statement was stopped. */
const ANSWER_MS = 500;
/** A process that was frozen, or cut off, in the middle of a transaction holds its locks no longer than this. */
const IDLE_TRANSACTION_MS = 8_000;

/** A connection that nobody uses is closed; until then it knows our statements, and need not plan them again. */
const IDLE_MS = 60_000;

/** Whoever had a connection that broke has noticed by then. */
const LET_GO_MS = 3_000;

/** What `pg` has and its types hide. */
interface PgClient {
  readonly connection: { readonly stream: Socket };
  once(event: 'end', listener: () => void): void;
  query(...statement: unknown[]): unknown;
  /** Gives it back to the pool; throws when it is there already. */
  readonly release: ((destroy: boolean) => void) | undefined;
}
interface PgPool {
  on(event: 'connect', listener: (client: PgClient) => void): void;
}

/**
 * A transaction whose connection breaks while it begins or ends never gives it back by itself, and each such one would
 * be missing in the pool for ever.
 */
function giveBack(client: PgClient): void {
  try {
    client.release?.(true);
  } catch {
    // whoever had it has given it back
  }
}

/** Statements that travel apart from their values are few and come again: each connection parses and plans them once. */
function prepareOnce(client: PgClient): void {
  const send = client.query.bind(client);
  client.query = (text, values, ...rest) => {
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return send(text, values, ...rest);
    return send({ name: nameOf(text), text, values }, ...rest);
  };
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `acog_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return name;
}

/**
 * Statements that are sent together come with an answer each. What was asked is the last one; what stands before it says
 * who reads. Kysely knows of one answer only.
 */
function answerLast(client: PgClient): void {
  const send = client.query.bind(client);
  client.query = (...statement) => {
    const answer = send(...statement);
    if (!(answer instanceof Promise)) return answer;
    return answer.then((each: unknown) => (Array.isArray(each) ? (each.at(-1) as unknown) : each)); // as: unknown to us
  };
}

/** Half of a connection may vanish without a word: `pg` by itself would wait for an answer for ever. */
function neverWaitForEver(silenceMs: number) {
  return {
    connectionTimeoutMillis: SILENCE_MS,
    statement_timeout: silenceMs - ANSWER_MS, // the database stops by itself what we would no longer wait for
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
    keepAlive: true,
    onPoolCreated(pool: PgPool) {
      pool.on('connect', (client) => {
        prepareOnce(client);
        answerLast(client);
        const { stream } = client.connection;
        client.once('end', () => void setTimeout(() => giveBack(client), LET_GO_MS).unref());
        stream.setTimeout(silenceMs, () =>
          stream.destroy(new Error(`PostgreSQL was silent for ${silenceMs / 1_000} s`)),
        );
      });
    },
  };
}

export interface OrmSettings {
  readonly databaseUrl: string;
  /** Connections this process may hold. */
  readonly poolSize: number;
  /** A statement may take so long; 10 s unless said. */
  readonly silenceMs?: number;
}

function ormOptions({ databaseUrl, poolSize, silenceMs = SILENCE_MS }: OrmSettings) {
  return defineConfig({
    clientUrl: databaseUrl,
    entities,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    dataloader: DataloaderType.ALL,
    ensureDatabase: false, // a mistyped name is an error, not a new database
    pool: { min: 0, max: poolSize, idleTimeoutMillis: IDLE_MS },
    driverOptions: neverWaitForEver(silenceMs),
    forceUtcTimezone: true,
    schemaGenerator: { ignorePolicies: true, ignoreRoutines: true }, // they are made by migrations alone
    migrations: {
      migrationsList: migrations,
      tableName: 'migration',
      snapshot: false,
      silent: true,
      transactional: true,
      allOrNothing: true,
    },
  });
}

/** Connects lazily: a database that is away shows itself at the first query. */
export async function createOrm(settings: OrmSettings): Promise<Orm> {
  const orm = await MikroORM.init(ormOptions(settings));
  convertAtTheEnds(orm);
  return orm;
}

/**
 * What breaks while a transaction begins or ends comes as `pg` threw it, and nobody would know it for a database that is
 * away: a try of a task would be lost, and a client would read of a fault of ours.
 */
function convertAtTheEnds({ em }: Orm): void {
  const connection = em.getConnection();
  const converted = (error: unknown): never => {
    throw error instanceof Error ? em.getDriver().convertException(error) : error;
  };
  const begin = connection.begin.bind(connection);
  const commit = connection.commit.bind(connection);
  connection.begin = (...given) => begin(...given).catch(converted);
  connection.commit = (...given) => commit(...given).catch(converted);
}
