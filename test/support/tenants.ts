import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Orm } from '../../src/orm.js';

/** A channel with one row in every table there is. */
export interface Tenant {
  readonly channelId: string;
  /** Row ids by table; where a column such as `run_id` leads. */
  readonly ids: ReadonlyMap<string, string>;
  /** Places and contents of its rows by table. */
  readonly rows: ReadonlyMap<string, Row>;
}

interface Row {
  readonly place: string;
  readonly row: string;
}

interface Column {
  name: string;
  type: string;
}

/** Every table but the migrator's own. */
export async function tablesOf(orm: Orm): Promise<string[]> {
  const found = await orm.em.fork().execute<{ name: string }[]>(
    `select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name <> 'migration' order by 1`,
  );
  return found.map(({ name }) => name);
}

/** Rows are made from what the database says of its columns, so a new table has one too. */
export async function aTenant(orm: Orm): Promise<Tenant> {
  const tables = await tablesOf(orm);
  const ids = new Map(tables.map((table) => [table, randomUUID() as string]));
  const channelId = ids.get('channel') ?? '';
  const rows = new Map<string, Row>();
  await orm.em.fork().transactional(async (em) => {
    await em.execute('set local session_replication_role = replica'); // in any order
    for (const table of tables) rows.set(table, await insert(em, ids, table));
  });
  return { channelId, ids, rows };
}

async function insert(em: EntityManager, ids: ReadonlyMap<string, string>, table: string): Promise<Row> {
  const columns = await em.execute<Column[]>(
    `select column_name as name, udt_name as type from information_schema.columns
      where table_schema = current_schema() and table_name = ?
        and (is_nullable = 'NO' and column_default is null or column_name in ('channel_ids', 'channel_id'))`,
    [table],
  );
  const values = columns.map(({ name, type }) => `${valueFor(ids, table, name, type)}::${type}`);
  const [row] = await em.execute<Row[]>(
    `insert into "${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')}) values (${values.join(', ')})
      returning ctid::text as place, to_jsonb("${table}")::text as row`,
  );
  if (!row) throw new Error(`nothing was put into ${table}`);
  return row;
}

/** Where a column with another table's id leads. */
const LEADS: Readonly<Record<string, string>> = {
  channel_id: 'channel',
  episode_id: 'episode',
  run_id: 'pipeline_run',
  stage_run_id: 'stage_run',
  task_id: 'task',
  needs_id: 'task',
  asset_id: 'asset',
};

function valueFor(ids: ReadonlyMap<string, string>, table: string, column: string, type: string): string {
  if (column === 'channel_ids') return `'{${ids.get('channel')}}'`;
  if (type === 'uuid') return `'${ids.get(column === 'id' ? table : (LEADS[column] ?? ''))}'`;
  if (type === 'timestamptz') return `'2026-01-01T00:00:00Z'`;
  if (type === 'jsonb' || type.startsWith('_')) return `'{}'`;
  if (type === 'bool') return `false`;
  return type === 'text' ? `'${randomUUID()}'` : `1`;
}
