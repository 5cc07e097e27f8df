import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from '../logger.js';
import type { Scope, Viewer } from './scope.js';
import { query, sql } from './sql.js';

/** The role that may see only what `acog.channels` names. */
const ROLE = 'acog_viewer';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Client = ReturnType<ReturnType<EntityManager['getConnection']>['getClient']>;
type Ask = Parameters<Client['executeQuery']>;
/** A statement that is ready to be sent. */
type Compiled = Extract<Ask[0], { readonly sql: string }>;

/** By connection pool: whether our user may take the role. */
const canTakeRole = new WeakMap<object, Promise<boolean>>();

/**
 * Lets the database itself hold back what is outside of the viewer's channels, whatever a statement forgets. Each
 * statement is sent together with who reads, in one message: PostgreSQL takes that for one transaction, at whose end
 * role and setting are gone, so it costs no further way there and back, and leaves nothing on the connection.
 * What is forked from `em` stands before the wall again: changes, and what is counted over all channels.
 *
 * @returns `em`
 */
export function behindWall(em: EntityManager, { channelIds }: Viewer, logger: Logger): EntityManager {
  const channels = `set local acog.channels = '${channelIds === null ? '*' : listed(channelIds)}';`;
  const wall = {
    async executeQuery(compiled: Compiled, options?: Ask[1]) {
      const role = (await takesRole(em, logger)) ? `set local role ${ROLE};` : '';
      const sent = { ...compiled, sql: `${role}${channels}${compiled.sql}` };
      return em.getConnection().getClient().executeQuery(sent, options);
    },
  };
  em.setTransactionContext(wall); // in the place of a transaction: every statement of this manager goes through it
  return em;
}

/** Another entity manager of the same viewer: with rows of its own, and behind the same wall. */
export function freshBehindWall({ em, viewer, logger }: Scope): EntityManager {
  return behindWall(em.fork(), viewer, logger);
}

function listed(channelIds: readonly string[]): string {
  const strange = channelIds.find((id) => !UUID.test(id));
  if (strange !== undefined) throw new Error(`${JSON.stringify(strange)} is no row id of a channel`);
  return `{${channelIds.join(',')}}`;
}

function takesRole(em: EntityManager, logger: Logger): Promise<boolean> {
  const pool = em.getConnection();
  let known = canTakeRole.get(pool);
  if (!known) {
    known = askWhether(em.fork(), logger);
    known.catch(() => canTakeRole.delete(pool)); // the database was away
    canTakeRole.set(pool, known);
  }
  return known;
}

async function askWhether(em: EntityManager, logger: Logger): Promise<boolean> {
  const problem = await wallProblem(em);
  if (problem !== null) logger.warn(problem);
  return problem === null;
}

/** @returns why the user of the database cannot read as the limited role, and what to do; null when it can */
export async function wallProblem(em: EntityManager): Promise<string | null> {
  const [row] = await query<{ exists: boolean; may: boolean; own: string }>(
    em,
    sql`select to_regrole(${ROLE}) is not null as exists, quote_ident(session_user) as own,
      coalesce(pg_has_role(to_regrole(${ROLE}),
        case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end), false) as may`,
  );
  if (row?.may) return null;
  const create = row?.exists ? '' : `create role ${ROLE} nologin; `;
  return `The user of DATABASE_URL may not read as ${ROLE}. Have an administrator run: ${create}grant ${ROLE} to ${row?.own}; and then, as that user: select acog_admit_viewer();`;
}
