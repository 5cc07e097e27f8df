import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ask } from '../support/client.js';
import { aChannel } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';
import { aTenant, tablesOf, type Tenant } from '../support/tenants.js';

/** Tables that the API's role has no right to at all, and why it needs none. */
const CLOSED: Readonly<Record<string, string>> = {
  idempotent_answer: 'read and written with the change',
  migration: 'of the migrator',
  orphan_object: 'of the workers',
  webhook_event: 'of webhooks',
};
/** Tables that say nothing about any channel. */
const COMMON = ['vendor_account'];

let server: TestServer;
let tables: string[];
let mine: Tenant;
let foreign: Tenant;
beforeAll(async () => {
  server = await startServer();
  tables = await tablesOf(server.orm);
  [mine, foreign] = [await aTenant(server.orm), await aTenant(server.orm)];
});
afterAll(() => server.close());

/** As a session of the API; everything it does is taken back. */
async function asViewer<T>(
  channels: string | null,
  work: (em: EntityManager) => Promise<T>,
  role = 'acog_viewer',
): Promise<T> {
  const done = new Error('taken back');
  let result: T | undefined;
  await server.orm.em
    .fork()
    .transactional(async (em) => {
      await em.execute(`grant insert, update, delete on all tables in schema public to acog_viewer`);
      await em.execute(`set local role "${role}"`);
      if (channels !== null) await em.execute(`select set_config('acog.channels', ?, true)`, [channels]);
      result = await work(em);
      throw done;
    })
    .catch((error: unknown) => {
      if (error !== done) throw error;
    });
  return result as T; // as: work has ended
}

/** What comes of a statement, without ending the transaction. */
async function attempt<T>(em: EntityManager, statement: string): Promise<T[] | string> {
  await em.execute('savepoint attempt');
  try {
    return await em.execute<T[]>(statement);
  } catch (error) {
    await em.execute('rollback to savepoint attempt');
    return error instanceof Error ? error.message : String(error);
  }
}

type Places = { place: string }[];
const placesOf = async (em: EntityManager, table: string) => {
  const rows = await attempt<Places[number]>(em, `select ctid::text as place from "${table}"`);
  return typeof rows === 'string' ? rows : rows.map(({ place }) => place);
};
const placed = (tenant: Tenant, table: string) => tenant.rows.get(table)?.place ?? '';
const walled = () => tables.filter((name) => !(name in CLOSED) && !COMMON.includes(name));

describe('in the database, whatever a statement says', () => {
  test('every table is closed, common, or has its rows behind the wall', async () => {
    const state = await server.orm.em.fork().execute<{ name: string; walled: boolean; open: boolean }[]>(
      `select relname as name, relrowsecurity and relforcerowsecurity as walled,
          has_table_privilege('acog_viewer', oid, 'select') as open
        from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by 1`,
    );
    const expected = [...tables, 'migration'].sort().map((name) => ({
      name,
      open: !(name in CLOSED),
      walled: name === 'idempotent_answer' || walled().includes(name),
    }));
    expect(state).toEqual(expected);
  });

  test('a session of channels sees their rows and no others, in no table', async () => {
    const seen = await asViewer(`{${mine.channelId}}`, async (em) =>
      Promise.all(walled().map(async (table) => [table, await placesOf(em, table)])),
    );
    expect(seen).toEqual(walled().map((table) => [table, [placed(mine, table)]]));
  });

  test('a session of no channels, and one that does not say, see nothing', async () => {
    for (const channels of ['{}', '', 'nonsense', null]) {
      const seen = await asViewer(channels, async (em) =>
        Promise.all(walled().map(async (table) => [table, await placesOf(em, table)])),
      );
      expect(seen).toEqual(walled().map((table) => [table, []]));
    }
  });

  test('a session of all channels sees everything', async () => {
    const seen = await asViewer('*', async (em) => Promise.all(walled().map((table) => placesOf(em, table))));
    expect(seen).toEqual(walled().map((table) => [placed(mine, table), placed(foreign, table)]));
  });

  test('with the right to write, it still changes, removes and makes nothing of others', async () => {
    const touched = await asViewer(`{${mine.channelId}}`, async (em) => {
      const all: unknown[] = [];
      for (const table of walled()) {
        const [column] = Object.keys(JSON.parse(foreign.rows.get(table)?.row ?? '{}') as object); // as: a row
        const changed = await attempt<Places[number]>(
          em,
          `update "${table}" set "${column}" = "${column}" returning 1`,
        );
        const place = `ctid = '${placed(foreign, table)}'`;
        const removed = await attempt<object>(em, `delete from "${table}" where ${place} returning 1`);
        const row = (foreign.rows.get(table)?.row ?? '').replaceAll("'", "''");
        const made = await attempt(
          em,
          `insert into "${table}" select * from jsonb_populate_record(null::"${table}", '${row}')`,
        );
        all.push([table, changed.length, removed.length, String(made).includes('row-level security')]);
      }
      return all;
    });
    // whoever asks may add to the audit, whatever it is about
    expect(touched).toEqual(walled().map((table) => [table, 1, 0, table !== 'audit_entry']));
  });

  test('the role of the API may change nothing at all but the audit and uploads', async () => {
    const rights = await server.orm.em.fork().execute<{ right: string }[]>(
      `select table_name || ' ' || privilege_type as right from information_schema.role_table_grants
        where grantee = 'acog_viewer' and table_schema = 'public' and privilege_type <> 'SELECT' order by 1`,
    );
    expect(rights.map(({ right }) => right)).toEqual(['asset_upload DELETE', 'audit_entry INSERT']);
  });

  test('the owner is limited as soon as its session has channels, and not before', async () => {
    const owner = `acog_owner_${randomUUID().slice(0, 8)}`;
    const seenBy = (channels: string | null) =>
      server.orm.em.fork().transactional(async (em) => {
        await em.execute(
          `create role "${owner}" nologin; grant usage, create on schema public to "${owner}"`,
        );
        for (const table of walled()) await em.execute(`alter table "${table}" owner to "${owner}"`);
        await em.execute(`set local role "${owner}"`);
        if (channels !== null) await em.execute(`select set_config('acog.channels', ?, true)`, [channels]);
        const seen = await Promise.all(walled().map(async (table) => (await placesOf(em, table)).length));
        throw Object.assign(new Error('taken back'), { seen });
      });
    for (const [channels, rows] of [
      [null, 2],
      [`{${mine.channelId}}`, 1],
    ] as const)
      await expect(seenBy(channels)).rejects.toMatchObject({ seen: walled().map(() => rows) });
  });
});

describe('for those who ask the graph', () => {
  const QUERY =
    '{ channels { nodes { id episodes { nodes { id } } } } runs { totalCount } node(id: "x") { id } }';

  test('what the database holds back is not there, though nothing else hides it', async () => {
    const em = server.orm.em.fork();
    const before = await ask(server.url, await server.key('ADMIN'), QUERY);
    expect(before.data).toMatchObject({ channels: { nodes: [{}, {}] }, runs: { totalCount: 2 } });
    await em.execute(`create policy "shut" on channel as restrictive to acog_viewer using (id <> '${foreign.channelId}');
      create policy "shut" on pipeline_run as restrictive to acog_viewer using (false)`);
    const after = await ask(server.url, await server.key('ADMIN'), QUERY);
    await em.execute('drop policy "shut" on channel; drop policy "shut" on pipeline_run');
    expect(after.data).toMatchObject({ channels: { nodes: [{}] }, runs: { totalCount: 0 } });
  });

  test('a change that reaches into another channel is taken back as a whole', async () => {
    const { globalId: id, id: rowId } = await aChannel(server.orm);
    const limited = await server.key('EDITOR', { channelIds: [rowId] });
    const archive = `mutation { archiveChannel(input: { id: "${id}" }) { channel { archivedAt } } }`;
    const em = server.orm.em.fork();
    await em.execute(`create function reach_out() returns trigger language plpgsql as
        $$ begin new.channel_ids := new.channel_ids || '${foreign.channelId}'::uuid; return new; end $$;
      create trigger reach_out before insert on audit_entry for each row execute function reach_out()`);
    const refused = await ask(server.url, limited, archive);
    await em.execute('drop trigger reach_out on audit_entry');
    expect(refused.errors?.[0]?.extensions.code).toBe('INTERNAL');
    const [row] = await em.execute<object[]>('select archived_at from channel where id = ?', [rowId]);
    expect(row).toEqual({ archived_at: null });
    expect((await ask(server.url, limited, archive)).data).toMatchObject({
      archiveChannel: { channel: { archivedAt: expect.any(String) } },
    });
  });

  test('nothing of one request is left for the next on the same connection', async () => {
    const limited = await server.key('VIEWER', { channelIds: [mine.channelId] });
    const admin = await server.key('ADMIN');
    const counts = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        const { data } = await ask<{ channels: { totalCount: number } }, object>(
          server.url,
          n % 2 === 0 ? limited : admin,
          '{ channels { totalCount } }',
        );
        return data.channels.totalCount;
      }),
    );
    expect(counts).toEqual(counts.map((_, n) => (n % 2 === 0 ? 1 : 3)));
    const left = await Promise.all(
      Array.from({ length: 8 }, () =>
        server.orm.em
          .fork()
          .execute(
            `select current_user = session_user as own, coalesce(current_setting('acog.channels', true), '') as channels`,
          ),
      ),
    );
    expect(left).toEqual(left.map(() => [{ own: true, channels: '' }]));
  });
});
