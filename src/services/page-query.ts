import type { EntityManager } from '@mikro-orm/postgresql';
import { beyond, parseCursor, positionOf, toCursor, type SortKey } from './cursor.js';
import { Page, type Edge, type PageRequest } from './page.js';
import { every, query, sql, uuids, type Sql } from './sql.js';

/** A list that can be paged: rows of one table, called `t`. */
export interface List<T extends object> {
  readonly entity: new () => T;
  readonly table: string;
  readonly condition: Sql;
  readonly key: SortKey;
  readonly descending: boolean;
}

interface Marks {
  cursor_value: string;
  cursor_id: string;
  parent_id?: string;
}

/** One page of a list. */
export async function readPage<T extends object>(
  em: EntityManager,
  list: List<T>,
  request: PageRequest,
): Promise<Page<T>> {
  const statement = select(list, request, list.condition, sql`null::uuid as parent_id`);
  return toPage(em, list, request, await query<Marks>(em, statement));
}

/** The same page below each of several parents, in one statement. In the order of `parentIds`. */
export async function readPages<T extends object>(
  em: EntityManager,
  list: List<T>,
  parent: Sql,
  parentIds: readonly string[],
  request: PageRequest,
): Promise<Page<T>[]> {
  const below = every([sql`${parent} = p.id`, list.condition]);
  const inner = select(list, request, below, sql`p.id as parent_id`);
  const rows = await query<Marks>(
    em,
    sql`select x.* from unnest(${uuids(parentIds)}) as p(id) cross join lateral (${inner}) x`,
  );
  const counts = once(async () => {
    const counted = await query<{ id: string; total: number }>(
      em,
      sql`select p.id, x.total from unnest(${uuids(parentIds)}) as p(id)
        cross join lateral (select count(*)::int as total from ${tableOf(list)} where ${below}) x`,
    );
    return new Map(counted.map(({ id, total }) => [id, total]));
  });
  return parentIds.map((id) => {
    const own = { ...list, condition: every([sql`${parent} = ${id}::uuid`, list.condition]) };
    const count = async () => (await counts()).get(id) ?? 0;
    return toPage(
      em,
      own,
      request,
      rows.filter((row) => row.parent_id === id),
      count,
    );
  });
}

function select<T extends object>(list: List<T>, request: PageRequest, condition: Sql, mark: Sql): Sql {
  const { key, descending } = list;
  const conditions = [condition];
  if (request.after !== null)
    conditions.push(beyond(key, parseCursor(key, request.after, 'after'), descending ? '<' : '>'));
  if (request.before !== null)
    conditions.push(beyond(key, parseCursor(key, request.before, 'before'), descending ? '>' : '<'));
  const direction = { text: descending === request.backward ? 'asc' : 'desc', values: [] };
  return sql`select t.*, ${positionOf(key)} as cursor_value, (${key.tie})::text as cursor_id, ${mark} from ${tableOf(list)}
    where ${every(conditions)} order by ${key.expression} ${direction}, ${key.tie} ${direction} limit ${request.size + 1}`;
}

function toPage<T extends object>(
  em: EntityManager,
  list: List<T>,
  request: PageRequest,
  rows: readonly Marks[],
  count = () => countOf(em, list),
): Page<T> {
  const hasMore = rows.length > request.size;
  const shown = rows.slice(0, request.size);
  if (request.backward) shown.reverse();
  const positions = shown.map((row) => ({ value: row.cursor_value, id: row.cursor_id }));
  const edges = shown.map(({ cursor_value, cursor_id, parent_id: _, ...row }): Edge<T> => ({
    cursor: toCursor(list.key, { value: cursor_value, id: cursor_id }),
    node: em.map<T>(list.entity, row),
  }));
  // without a cursor at that end the page begins, or ends, with the list itself
  const isBeyond = (end: 'start' | 'end') => {
    const [cursor, argument] = end === 'end' ? [request.before, 'before'] : [request.after, 'after'];
    if (cursor === null) return Promise.resolve(false);
    const edge = positions.at(end === 'end' ? -1 : 0);
    const side = (end === 'end') === list.descending ? '<' : '>';
    const rest = edge
      ? beyond(list.key, edge, side)
      : beyond(list.key, parseCursor(list.key, cursor, argument), `${side}=`);
    return exists(em, { ...list, condition: every([list.condition, rest]) });
  };
  return new Page<T>({
    edges,
    hasNextPage: () => (hasMore && !request.backward ? Promise.resolve(true) : isBeyond('end')),
    hasPreviousPage: () => (hasMore && request.backward ? Promise.resolve(true) : isBeyond('start')),
    count,
  });
}

async function exists<T extends object>(em: EntityManager, list: List<T>): Promise<boolean> {
  return (await query(em, sql`select from ${tableOf(list)} where ${list.condition} limit 1`)).length > 0;
}

async function countOf<T extends object>(em: EntityManager, list: List<T>): Promise<number> {
  const [row] = await query<{ total: number }>(
    em,
    sql`select count(*)::int as total from ${tableOf(list)} where ${list.condition}`,
  );
  return row?.total ?? 0;
}

function tableOf<T extends object>({ table }: List<T>): Sql {
  return { text: `"${table}" t`, values: [] };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
