import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Role, roleIncludes } from '../entities/api-key.js';
import { parseGlobalId } from '../entities/global-id.js';
import { ForbiddenError } from '../errors.js';
import type { Viewer } from './scope.js';
import { query, sql, texts, uuids } from './sql.js';

/** What a token that was checked says. */
export interface TokenFacts {
  readonly claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };
  readonly expiresAt: Date;
}

/** Which claims say what. */
export interface ClaimNames {
  /** Holds a role, or a list with one among others. */
  readonly roleClaim: string;
  /** Lists handles or ids of channels, or is `*` for all. Null: tokens are not limited to channels. */
  readonly channelsClaim: string | null;
}

const LONGEST_NAME = 100;
const MOST_CHANNELS = 100;
const ALL = '*';

/**
 * Who the holder of a token is: from here on the same as the holder of a key.
 * @throws {ForbiddenError} when the token gives no role, or does not say which channels where it must
 */
export async function tokenHolder(
  em: EntityManager,
  { claims, expiresAt }: TokenFacts,
  names: ClaimNames,
): Promise<Omit<Viewer, 'origin'>> {
  const role = roleIn(claimAt(claims, names.roleClaim));
  if (role === null)
    throw new ForbiddenError(
      `Your token gives you no role here: its claim ${names.roleClaim} must have VIEWER, EDITOR or ADMIN.`,
    );
  const { iss, sub } = claims;
  return {
    kind: 'OIDC',
    keyId: `oidc:${createHash('sha256')
      .update(JSON.stringify([iss, sub]))
      .digest('hex')
      .slice(0, 32)}`,
    actorId: `${iss}|${sub}`,
    name: nameIn(claims),
    role,
    channelIds: await channelsIn(em, claims, names.channelsClaim),
    expiresAt,
  };
}

/** Without `u`: other letters that become these in capitals are not these. */
const ROLE = /^(?:acog[-_:])?([a-z]+)$/i;

/** The highest one that is named, in any case, alone or as `acog-editor`. */
function roleIn(claim: unknown): Role | null {
  const named = [claim].flat().flatMap((each) => {
    const role = typeof each === 'string' ? ROLE.exec(each)?.[1]?.toUpperCase() : undefined;
    return Object.values(Role).filter((known) => known === role);
  });
  return named.reduce<Role | null>((best, each) => (best && roleIncludes(best, each) ? best : each), null);
}

async function channelsIn(
  em: EntityManager,
  claims: TokenFacts['claims'],
  name: string | null,
): Promise<string[] | null> {
  if (name === null) return null;
  const claim = claimAt(claims, name);
  if (claim === ALL) return null;
  if (!Array.isArray(claim))
    throw new ForbiddenError(
      `Your token does not say which channels are yours: its claim ${name} must list their handles or ids.`,
    );
  const named = claim.filter((each) => typeof each === 'string' && /^[\w-]{1,128}$/.test(each)) as string[]; // as: filtered
  if (named.length > MOST_CHANNELS)
    throw new ForbiddenError(
      `Your token lists ${named.length} channels; at most ${MOST_CHANNELS} are allowed.`,
    );
  const ids = named.map(parseGlobalId).flatMap((id) => (id?.typeName === 'Channel' ? [id.id] : []));
  const rows = await query<{ id: string }>(
    em,
    sql`select id from channel where deleted_at is null
      and (handle = any(${texts(named)}) or id = any(${uuids(ids)})) order by id`,
  );
  return rows.map(({ id }) => id);
}

/** By its whole name, which may be an address, or else step by step, as in `realm_access.roles`. */
function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step] // as: it has it
        : undefined,
    claims,
  );
}

function nameIn({ name, preferred_username, email, sub }: TokenFacts['claims']): string {
  const found = [name, preferred_username, email].find(
    (each) => typeof each === 'string' && each.trim() !== '',
  );
  return (typeof found === 'string' ? found : sub)
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .replace(/[\uD800-\uDBFF]$/, '') // half a character
    .toWellFormed();
}
