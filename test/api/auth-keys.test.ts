import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask } from '../support/client.js';
import { aChannel } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

interface KeyRow {
  version: string;
  used_at_ms: number | null;
  hash: string;
  row: string;
}

async function rowOf(secret: string): Promise<KeyRow> {
  const [row] = await server.orm.em.fork().execute<KeyRow[]>(
    `select xmin::text || ':' || ctid::text as version, (extract(epoch from last_used_at) * 1000)::float as used_at_ms,
       hash, to_jsonb(k)::text as row from api_key k where prefix = ?`,
    [secret.slice(0, 10)],
  );
  if (!row) throw new Error('there is no such key');
  return row;
}

const viewerOf = (secret: string) => ask(server.url, secret, '{ viewer { role } }');

test('nothing from which a key could be made again is stored', async () => {
  const secret = await server.key('VIEWER');
  const { row, hash } = await rowOf(secret);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(row).not.toContain(secret.slice(10));
});

test('a key that is used often, and by many at once, is written once a minute', async () => {
  const secret = await server.key('VIEWER');
  expect((await rowOf(secret)).used_at_ms).toBeNull();
  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  await Promise.all(Array.from({ length: 10 }, () => viewerOf(secret)));
  const once = await rowOf(secret);
  expect(once.used_at_ms).toBeGreaterThanOrEqual(minute);
  await Promise.all(Array.from({ length: 10 }, () => viewerOf(secret)));
  const again = await rowOf(secret);
  expect(again.version === once.version).toBe(again.used_at_ms === once.used_at_ms);
});

test('a key whose use cannot be noted is good all the same, and the log says so', async () => {
  const secret = await server.key('VIEWER');
  const em = server.orm.em.fork();
  await em.execute(`create function no_notes() returns trigger language plpgsql as $$ begin raise 'no notes'; end $$;
    create trigger no_notes before update on api_key execute function no_notes()`);
  const answer = await viewerOf(secret);
  await em.execute('drop trigger no_notes on api_key');
  expect(answer.data).toEqual({ viewer: { role: 'VIEWER' } });
  expect(server.log.some((line) => line.includes('could not be noted'))).toBe(true);
});

const refused = {
  status: 401,
  errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
};

test('from the moment it is revoked a key is refused', async () => {
  const admin = await server.key('ADMIN');
  const made = await ask<{ createApiKey: { secret: string; apiKey: { id: string } } }, object>(
    server.url,
    admin,
    'mutation { createApiKey(input: { name: "wall", role: VIEWER }) { secret apiKey { id } } }',
  );
  const { secret, apiKey } = made.data.createApiKey;
  expect((await viewerOf(secret)).status).toBe(200);
  await ask(server.url, admin, 'mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }', {
    id: apiKey.id,
  });
  expect(await viewerOf(secret)).toEqual(refused);
});

test('from the moment it expires a key is refused', async () => {
  const secret = await server.key('ADMIN', { expiresAt: new Date(Date.now() + 3_600_000) });
  expect((await viewerOf(secret)).status).toBe(200);
  await server.orm.em
    .fork()
    .execute('update api_key set expires_at = now() where prefix = ?', [secret.slice(0, 10)]);
  expect(await viewerOf(secret)).toEqual(refused);
});

test('an admin whose key is limited to channels gives nothing away that is not its own', async () => {
  const [mine, foreign] = [await aChannel(server.orm), await aChannel(server.orm)];
  const admin = await server.key('ADMIN', { channelIds: [mine.id] });
  await server.key('VIEWER', { channelIds: [mine.id] });
  const make = (channelIds: string[] | null) =>
    ask(
      server.url,
      admin,
      `mutation ($channelIds: [ID!]) { createApiKey(input: { name: "x", role: ADMIN, channelIds: $channelIds }) {
        apiKey { channels { id } } userErrors { code path } } }`,
      { channelIds },
    );
  expect((await make(null)).data).toEqual({
    createApiKey: { apiKey: null, userErrors: [{ code: 'REQUIRED', path: ['channelIds'] }] },
  });
  expect((await make([mine.globalId, foreign.globalId])).data).toEqual({
    createApiKey: { apiKey: null, userErrors: [{ code: 'NOT_FOUND', path: ['channelIds', '1'] }] },
  });
  expect((await make([mine.globalId])).data).toEqual({
    createApiKey: { apiKey: { channels: [{ id: mine.globalId }] }, userErrors: [] },
  });
  const { data } = await ask<{ apiKeys: { nodes: { channels: { id: string }[] | null }[] } }, object>(
    server.url,
    admin,
    '{ apiKeys(first: 100) { nodes { channels { id } } } }',
  );
  const seen = data.apiKeys.nodes.map(({ channels }) => channels?.map(({ id }) => id));
  expect(seen).toEqual([[mine.globalId], [mine.globalId], [mine.globalId]]);
});

test('a key that is limited to channels cannot find out which handles others have', async () => {
  const [mine, foreign] = [await aChannel(server.orm), await aChannel(server.orm)];
  const limited = await server.key('EDITOR', { channelIds: [mine.id] });
  const rename = (key: string, handle: string) =>
    ask(
      server.url,
      key,
      'mutation ($id: ID!, $handle: String!) { updateChannel(input: { id: $id, handle: $handle }) { channel { handle } userErrors { code } } }',
      { id: mine.globalId, handle },
    );
  const [taken, free] = [await rename(limited, foreign.handle), await rename(limited, 'a-handle-of-nobody')];
  expect(taken.errors).toEqual([expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })]);
  expect(free).toEqual(taken);
  expect((await rename(limited, mine.handle)).data).toEqual({
    updateChannel: { channel: { handle: mine.handle }, userErrors: [] },
  });
  expect((await rename(await server.key('EDITOR'), foreign.handle)).data).toEqual({
    updateChannel: { channel: null, userErrors: [{ code: 'TAKEN' }] },
  });
});
