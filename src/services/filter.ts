import { parseGlobalId } from '../entities/global-id.js';
import type { DateTimeComparator, IDComparator, StringComparator } from './comparators.js';
import { badUserInput } from './cursor.js';
import { LONE_SURROGATE } from './input-check.js';
import { every, some, sql, texts, uuids, type Sql } from './sql.js';

const DEEPEST = 3;
const LONGEST_LIST = 100;
const LONGEST_TEXT = 1_000;

interface Combined<Where> {
  and?: Where[] | null;
  or?: Where[] | null;
}

/**
 * A filter with `and` and `or` below it; everything given beside each other must hold.
 * @throws {GraphQLError} BAD_USER_INPUT when it is nested or listed beyond the limits
 */
export function filter<Where extends Combined<Where>>(
  where: Where | null | undefined,
  own: (where: Where) => (Sql | null)[],
  depth = 0,
): Sql {
  if (where == null) return sql`true`;
  if (depth > DEEPEST) throw badUserInput(`where may hold and / or at most ${DEEPEST} deep.`);
  const conditions = own(where).filter((each) => each !== null);
  const below = (list: readonly Where[]) =>
    bounded(list, 'and / or').map((each) => filter(each, own, depth + 1));
  if (where.and != null) conditions.push(every(below(where.and)));
  if (where.or != null) conditions.push(some(below(where.or)));
  return every(conditions);
}

export function compareText(column: Sql, given: StringComparator | null | undefined): Sql | null {
  if (given == null) return null;
  const { eq, neq, in: list, containsIgnoreCase } = given;
  const conditions: Sql[] = [];
  if (eq != null) conditions.push(sql`${column} = ${text(eq)}`);
  if (neq != null) conditions.push(sql`${column} <> ${text(neq)}`);
  if (list != null) conditions.push(sql`${column} = any(${texts(bounded(list, 'in').map(text))})`);
  if (containsIgnoreCase != null)
    conditions.push(sql`strpos(lower(${column}), lower(${text(containsIgnoreCase)}::text)) > 0`);
  return every(conditions);
}

export function compareTime(column: Sql, given: DateTimeComparator | null | undefined): Sql | null {
  if (given == null) return null;
  const conditions: Sql[] = [];
  if (given.gt != null) conditions.push(sql`${column} > ${given.gt}`);
  if (given.gte != null) conditions.push(sql`${column} >= ${given.gte}`);
  if (given.lt != null) conditions.push(sql`${column} < ${given.lt}`);
  if (given.lte != null) conditions.push(sql`${column} <= ${given.lte}`);
  return every(conditions);
}

/** @param type of the ids; an id of another type matches nothing */
export function compareId(column: Sql, type: string, given: IDComparator | null | undefined): Sql | null {
  if (given == null) return null;
  const rowIds = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const parsed = parseGlobalId(id);
      return parsed?.typeName === type ? [parsed.id] : [];
    });
  const conditions: Sql[] = [];
  if (given.eq != null) conditions.push(sql`${column} = any(${uuids(rowIds([given.eq]))})`);
  if (given.in != null) conditions.push(sql`${column} = any(${uuids(rowIds(bounded(given.in, 'in')))})`);
  return every(conditions);
}

/** For a column that lists global ids. */
export function compareIds(column: Sql, given: IDComparator | null | undefined): Sql | null {
  if (given == null) return null;
  const conditions: Sql[] = [];
  if (given.eq != null) conditions.push(sql`${column} @> ${texts([text(given.eq)])}`);
  if (given.in != null) conditions.push(sql`${column} && ${texts(bounded(given.in, 'in').map(text))}`);
  return every(conditions);
}

export function compareEnum(
  column: Sql,
  given: { eq?: string | null; in?: string[] | null } | null | undefined,
): Sql | null {
  if (given == null) return null;
  const conditions: Sql[] = [];
  if (given.eq != null) conditions.push(sql`${column} = ${given.eq}`);
  if (given.in != null) conditions.push(sql`${column} = any(${texts(bounded(given.in, 'in'))})`);
  return every(conditions);
}

function bounded<T>(list: readonly T[], name: string): readonly T[] {
  if (list.length <= LONGEST_LIST) return list;
  throw badUserInput(`${name} may list at most ${LONGEST_LIST}; got ${list.length}.`);
}

function text(value: string): string {
  if (value.length > LONGEST_TEXT)
    throw badUserInput(`A text in where may have at most ${LONGEST_TEXT} characters.`);
  if (value.includes('\0')) throw badUserInput('A text in where must not contain the character NUL.');
  if (LONE_SURROGATE.test(value))
    throw badUserInput('A text in where must not contain half of a surrogate pair; send whole characters.');
  return value;
}
