import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { createOrm } from '../../src/orm.js';
import { nextOf, socketClient } from '../support/client.js';
import { createDatabase } from '../support/database.js';
import { startServer, type TestServer } from '../support/server.js';

const QUERY = '{ channels { nodes { id } } }';
const CHANGE = `mutation { createChannel(input: { name: "Late bees", handle: "late-bees" }) { channel { name } userErrors { message } } }`;

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

let server: TestServer;
let key: string;
let client: Client;
beforeAll(async () => {
  server = await startServer({ settings: { longestQueryMs: 1_000 } });
  key = await server.key('ADMIN');
  client = socketClient(server.url, key);
});
afterAll(async () => {
  await client.dispose();
  await server.close();
});

async function ask(query: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
  return (await response.json()) as Answer; // as: of a GraphQL server
}

const askSocket = (query: string) => nextOf(client.iterate({ query })) as Promise<Answer | null>; // as: the same

const ways: [string, (query: string) => Promise<Answer | null>][] = [
  ['over HTTP', (query) => ask(query)],
  ['over a socket', askSocket],
];

/** What the change asks first; what it reads again when it is done is another question. */
const OF_THE_CHANGE = '%where handle = %';

/** While nobody can read a channel. @param work gets what counts the statements that wait for that, all or those that look like it */
async function withoutChannels(
  work: (waiting: (like?: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const watching = server.orm.em.fork();
  const waiting = async (like = '%'): Promise<number> => {
    const rows: unknown[] = await watching.execute(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like ?`,
      [like],
    );
    return rows.length;
  };
  while ((await waiting()) > 0); // whoever waited in an earlier test may not have noticed yet that the lock is gone
  await server.orm.em.fork().transactional(async (em) => {
    await em.execute('lock table channel in access exclusive mode');
    await work(waiting);
  });
}

describe.each(ways)('%s', (_way, asking) => {
  test('a query that takes too long is stopped, down to the database, each time it is asked', async () => {
    await withoutChannels(async (waiting) => {
      // asked often enough it is answered by a compiled one
      for (let times = 0; times < 4; times += 1) {
        const answer = await asking(QUERY);
        expect(answer?.errors?.map(({ extensions }) => extensions.code)).toEqual(['TIMEOUT']);
        while ((await waiting()) > 0); // it would wait for the lock, which is still held
      }
    });
    expect(await asking(QUERY)).toMatchObject({ data: { channels: { nodes: [] } } });
  });

  test('a change is seen through, however long it takes', async () => {
    let changed: Promise<Answer | null> | undefined;
    await withoutChannels(async (waiting) => {
      changed = asking(CHANGE);
      while ((await waiting(OF_THE_CHANGE)) === 0);
      for (let times = 0; times < 2; times += 1) await asking(QUERY); // each is stopped at its deadline
    });
    const answer = await changed;
    expect(answer?.errors).toBeUndefined();
    expect(answer).toMatchObject({ data: { createChannel: { userErrors: [] } } });
    await server.orm.em.fork().execute('delete from channel');
  });
});

test('a query ends with its request', async () => {
  await withoutChannels(async (waiting) => {
    const leaving = new AbortController();
    const asked = ask(QUERY, leaving.signal);
    while ((await waiting()) === 0);
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    while ((await waiting()) > 0);
  });
});

test('a query ends with its socket', async () => {
  await withoutChannels(async (waiting) => {
    const leaving = socketClient(server.url, key);
    const asked = nextOf(leaving.iterate({ query: QUERY })).catch(() => null);
    while ((await waiting()) === 0);
    leaving.terminate();
    while ((await waiting()) > 0);
    await leaving.dispose();
    await asked;
  });
});

test('a query ends when its client has completed it, and the socket goes on', async () => {
  await withoutChannels(async (waiting) => {
    const asked = client.iterate({ query: QUERY });
    const answer = asked.next();
    while ((await waiting()) === 0);
    await asked.return?.();
    while ((await waiting()) > 0);
    await answer;
    expect(await askSocket('{ viewer { role } }')).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
  });
});

test('a change is seen through though its client went away', async () => {
  /** Takes away what was made; comes after the change, which has waited for longer. */
  const changed = () =>
    server.orm.em.fork().transactional(async (tx) => {
      await tx.execute('lock table channel in access exclusive mode');
      const rows = await tx.execute<unknown[]>('delete from channel returning id');
      return rows.length;
    });
  await withoutChannels(async (waiting) => {
    const leaving = new AbortController();
    const asked = ask(CHANGE, leaving.signal);
    while ((await waiting(OF_THE_CHANGE)) === 0);
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect((await askSocket(QUERY))?.errors).toHaveLength(1); // a whole deadline later
  });
  expect(await changed()).toBe(1);

  await withoutChannels(async (waiting) => {
    const leaving = socketClient(server.url, key);
    const asked = nextOf(leaving.iterate({ query: CHANGE })).catch(() => null);
    while ((await waiting(OF_THE_CHANGE)) === 0);
    leaving.terminate();
    await leaving.dispose();
    await asked;
    expect((await askSocket(QUERY))?.errors).toHaveLength(1);
  });
  expect(await changed()).toBe(1);

  await withoutChannels(async (waiting) => {
    const asked = client.iterate({ query: CHANGE });
    const answer = asked.next();
    while ((await waiting(OF_THE_CHANGE)) === 0);
    await asked.return?.();
    await answer;
    expect((await askSocket(QUERY))?.errors).toHaveLength(1);
  });
  expect(await changed()).toBe(1);
});

test('a statement is stopped by the database itself, before we stop listening', async () => {
  const database = await createDatabase();
  const orm = await createOrm({ databaseUrl: database.url, poolSize: 1, silenceMs: 1_000 });
  await expect(orm.em.execute('select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
  await expect(orm.em.execute('select 1 as one')).resolves.toEqual([{ one: 1 }]); // on the same connection
  await orm.close();
  await database.drop();
});
