import type { EntityManager } from '@mikro-orm/postgresql';
import { ApiKey } from '../entities/api-key.js';
import { parseGlobalId } from '../entities/global-id.js';
import type { Logger } from '../logger.js';
import { checkedPage, type Page, type PageArguments } from './page.js';
import { findOwned, findRows } from './find.js';
import { InputCheck } from './input-check.js';
import type { CreateApiKeyInput, RevokeApiKeyInput } from './key-inputs.js';
import { hashOf, newSecret, prefixOf } from './key-secret.js';
import { KeyUse } from './key-use.js';
import { readPage } from './page-query.js';
import type { Scope, Viewer } from './scope.js';
import { query, sql, uuids } from './sql.js';
import { inTransaction, reread } from './transaction.js';
import { nodeTables } from './visibility.js';

const LONGEST_SECRET = 512;
const MOST_CHANNELS = 100;
const FIRST_KEY_LOCK = 0x61636f67; // any number of our own

export class KeyService {
  private readonly use: KeyUse;

  /** @param logger is told when the use of a key could not be noted */
  constructor(logger: Logger | null = null) {
    this.use = new KeyUse(logger);
  }

  /** The secret is in this answer and nowhere else. */
  async create(scope: Scope, input: CreateApiKeyInput): Promise<{ apiKey: ApiKey; secret: string }> {
    const secret = newSecret();
    const id = await inTransaction(scope, async (inside) => {
      const check = new InputCheck();
      const key = keyFor(secret, check.text(input.name, ['name'], { max: 100 }));
      key.role = input.role;
      key.expiresAt = input.expiresAt ?? null;
      if (key.expiresAt && key.expiresAt.getTime() <= Date.now())
        check.fail('OUT_OF_RANGE', 'expiresAt must be in the future.', ['expiresAt']);
      key.channelIds = await checkedChannels(inside, check, input.channelIds ?? null);
      check.done();
      inside.em.persist(key);
      return key.id;
    });
    return { apiKey: await reread(scope, 'ApiKey', id), secret };
  }

  /** Revoking again changes nothing. */
  async revoke(scope: Scope, input: RevokeApiKeyInput): Promise<ApiKey> {
    const id = await inTransaction(scope, async (inside) => {
      const key = await findOwned(inside, 'ApiKey', input.id, ['id'], 'UPDATE');
      key.revokedAt ??= new Date();
      return key.id;
    });
    return reread(scope, 'ApiKey', id);
  }

  list({ em, viewer }: Scope, page: PageArguments): Promise<Page<ApiKey>> {
    const { entity, table, visible } = nodeTables.ApiKey;
    const key = {
      name: 'key:CREATED_AT',
      expression: sql`t.created_at`,
      type: 'time' as const,
      tie: sql`t.id`,
    };
    return readPage(
      em,
      { entity, table, condition: visible(viewer), key, descending: true },
      checkedPage(page),
    );
  }

  /** @returns null for a secret that is unknown, expired or revoked */
  async identify(em: EntityManager, secret: string): Promise<Omit<Viewer, 'origin'> | null> {
    if (secret.length === 0 || secret.length > LONGEST_SECRET) return null;
    const key = await em.findOne(ApiKey, { hash: hashOf(secret) });
    if (!key || key.revokedAt || (key.expiresAt && key.expiresAt.getTime() <= Date.now())) return null;
    await this.use.note(em, key);
    return viewerOf(key);
  }

  /** @returns those whose key or token is still good: it has not ended, and nobody revoked it */
  async stillGood(em: EntityManager, viewers: readonly Viewer[]): Promise<Set<Viewer>> {
    const now = Date.now();
    const alive = viewers.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now);
    const keyIds = [...new Set(alive.filter(({ kind }) => kind === 'API_KEY').map(({ keyId }) => keyId))];
    const ended = sql`select k.id from unnest(${uuids(keyIds)}) as k(id) where not exists (
      select from api_key a where a.id = k.id and a.revoked_at is null and (a.expires_at is null or a.expires_at > now()))`;
    const rows = keyIds.length === 0 ? [] : await query<{ id: string }>(em, ended);
    const gone = new Set(rows.map(({ id }) => id));
    return new Set(alive.filter(({ keyId }) => !gone.has(keyId)));
  }
}

/**
 * Sees to it that somebody can make keys: the fixed key of the settings, or else one that is made at the very first start.
 * @param fixedSecret of the settings; null when there is none
 * @returns the secret that was made, to be shown once; what is wrong with the key of the settings
 */
export async function ensureAdminKey(
  em: EntityManager,
  fixedSecret: string | null,
): Promise<{ made: string | null; problem: string | null }> {
  return em.fork().transactional(async (inside) => {
    await query(inside, sql`select pg_advisory_xact_lock(${FIRST_KEY_LOCK}::bigint)`);
    const [known] = await inside.find(ApiKey, fixedSecret === null ? {} : { hash: hashOf(fixedSecret) }, {
      limit: 1,
    });
    if (known) return { made: null, problem: fixedSecret === null ? null : problemOf(known) };
    const secret = fixedSecret ?? newSecret();
    const key = keyFor(secret, fixedSecret === null ? 'First admin key' : 'Admin key of the settings');
    key.role = 'ADMIN';
    inside.persist(key);
    return { made: fixedSecret === null ? secret : null, problem: null };
  });
}

/** Why the key of the settings opens nothing, or less than it should: it is not brought back by a restart. */
function problemOf({ revokedAt, expiresAt, role, channelIds }: ApiKey): string | null {
  const mend = 'set another one, or take the line out';
  if (revokedAt)
    return `The key of ACOG_ADMIN_KEY was revoked on ${revokedAt.toISOString()} and opens nothing; ${mend}.`;
  if (expiresAt && expiresAt.getTime() <= Date.now())
    return `The key of ACOG_ADMIN_KEY expired on ${expiresAt.toISOString()} and opens nothing; ${mend}.`;
  if (role !== 'ADMIN' || channelIds)
    return `The key of ACOG_ADMIN_KEY is known as a key with the role ${role}${channelIds ? ', limited to channels' : ''}; ${mend}.`;
  return null;
}

function viewerOf({ id, globalId, name, role, channelIds, expiresAt }: ApiKey): Omit<Viewer, 'origin'> {
  return { kind: 'API_KEY', keyId: id, actorId: globalId, name, role, channelIds, expiresAt };
}

function keyFor(secret: string, name: string): ApiKey {
  const key = new ApiKey();
  key.name = name;
  key.prefix = prefixOf(secret);
  key.hash = hashOf(secret);
  return key;
}

/** Rows of channels that the maker of the key can see: nobody gives away more than they have. */
async function checkedChannels(
  scope: Scope,
  check: InputCheck,
  globalIds: readonly string[] | null,
): Promise<string[] | null> {
  const path = ['channelIds'];
  if (globalIds === null) {
    if (scope.viewer.channelIds !== null)
      check.fail('REQUIRED', 'Your own key is limited to channels; name the channels of the new one.', path);
    return null;
  }
  if (globalIds.length === 0)
    check.fail('REQUIRED', 'Name at least one channel, or leave channelIds out for all.', path);
  if (globalIds.length > MOST_CHANNELS) {
    check.fail('TOO_LONG', `A key may be limited to at most ${MOST_CHANNELS} channels.`, path);
    return [];
  }
  const ids = globalIds.map((globalId) => {
    const parsed = parseGlobalId(globalId);
    return parsed?.typeName === 'Channel' ? parsed.id : null;
  });
  const found = await findRows(
    scope,
    'Channel',
    ids.filter((id) => id !== null),
  );
  ids.forEach((id, index) => {
    if (id === null || !found.has(id))
      check.fail('NOT_FOUND', 'There is no channel with this id.', [...path, String(index)]);
  });
  return [...found.keys()];
}
