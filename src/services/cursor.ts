import { GraphQLError } from 'graphql';
import { sql, type Sql } from './sql.js';

export type SortType = 'time' | 'number' | 'text';

/** One way to sort a table, told apart from all others by its name. Ties are broken by the id. */
export interface SortKey {
  /** Goes into the cursor: one of another list or order is refused. */
  readonly name: string;
  /** Never null; about a row called `t`. */
  readonly expression: Sql;
  readonly type: SortType;
  /** What tells rows of one value apart. */
  readonly tie: Sql;
}

export interface Position {
  readonly value: string;
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LONGEST_CURSOR = 12_000;

/** What a row says of its place, as text: microseconds for a time, so that nothing is rounded on the way. */
export function positionOf(key: SortKey): Sql {
  return key.type === 'time'
    ? sql`(extract(epoch from ${key.expression}) * 1000000)::bigint::text`
    : sql`(${key.expression})::text`;
}

export function toCursor(key: SortKey, { value, id }: Position): string {
  return Buffer.from(JSON.stringify([key.name, value, id]), 'utf8').toString('base64url');
}

/** @throws {GraphQLError} BAD_USER_INPUT for whatever `toCursor` did not make for this order */
export function parseCursor(key: SortKey, cursor: string, argument: string): Position {
  const parts = cursor.length > LONGEST_CURSOR ? null : decode(cursor);
  const [name, value, id, ...rest] = parts ?? [];
  const isOurs =
    name === key.name &&
    rest.length === 0 &&
    typeof value === 'string' &&
    typeof id === 'string' &&
    UUID.test(id) &&
    (key.type === 'text' ? !value.includes('\0') : /^-?\d{1,17}$/.test(value));
  if (!isOurs) {
    throw badUserInput(
      `${argument} must be a cursor from this list in this order; use one from pageInfo or edges as it is.`,
    );
  }
  return { value, id };
}

/** Rows on one side of a position, in ascending order of the key. */
export function beyond(key: SortKey, { value, id }: Position, side: '>' | '<' | '>=' | '<='): Sql {
  const bound =
    key.type === 'time'
      ? sql`timestamptz 'epoch' + ${value}::bigint * interval '1 microsecond'`
      : key.type === 'number'
        ? sql`${value}::bigint`
        : sql`${value}::text`;
  const sign = { text: side, values: [] };
  return sql`(${key.expression}, ${key.tie}) ${sign} (${bound}, ${id}::uuid)`;
}

export function badUserInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function decode(cursor: string): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null; // not ours: the caller says so
  }
}
