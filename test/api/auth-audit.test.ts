import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { forgetOldAudit } from '../../src/jobs/audit-retention.js';
import { parseGlobalId, toGlobalId } from '../../src/entities/global-id.js';
import { ask, socketClient } from '../support/client.js';
import { aChannel, anEpisode } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

interface Entry {
  actorKind: string;
  actorId: string;
  actorName: string;
  role: string;
  mutation: string;
  outcome: string;
  codes: string[];
  nodeIds: string[];
  channelIds: string[];
  address: string | null;
  userAgent: string | null;
  requestId: string | null;
}

let server: TestServer;
let admin: string;
beforeAll(async () => {
  server = await startServer({ settings: { trustedProxies: 1 } });
  admin = await server.key('ADMIN');
});
afterAll(() => server.close());

const FIELDS =
  'actorKind actorId actorName role mutation outcome codes nodeIds channelIds address userAgent requestId';

async function entries(key: string, args = 'first: 100'): Promise<Entry[]> {
  const answer = await ask<{ auditEntries: { nodes: Entry[] } }, object>(
    server.url,
    key,
    `{ auditEntries(${args}) { nodes { ${FIELDS} } } }`,
  );
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.auditEntries.nodes;
}

async function lastEntry(): Promise<Entry | undefined> {
  return (await entries(admin, 'first: 1'))[0];
}

async function change(key: string, mutation: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ query: `mutation { ${mutation} }` }),
  });
  expect(response.headers.get('x-request-id')).toMatch(headers['x-request-id'] ?? /^[0-9a-f-]{36}$/);
  const { data } = (await response.json()) as { data: Record<string, Record<string, { id: string }>> | null }; // as: what was selected
  return data;
}

describe('a mutation leaves an entry', () => {
  test('that says who, what, on what, with which outcome, and from where', async () => {
    const editor = await server.key('EDITOR');
    const data = await change(
      editor,
      'createChannel(input: { handle: "bees", name: "Bees" }) { channel { id } }',
      {
        'user-agent': 'studio/1.0',
        'x-request-id': 'request-0001',
        'x-forwarded-for': '203.0.113.9, 198.51.100.7:4711',
      },
    );
    const channelId = data?.['createChannel']?.['channel']?.id ?? '';
    expect(channelId).not.toBe('');
    expect(await lastEntry()).toEqual({
      actorKind: 'API_KEY',
      actorId: expect.any(String),
      actorName: 'EDITOR of a test',
      role: 'EDITOR',
      mutation: 'createChannel',
      outcome: 'SUCCEEDED',
      codes: [],
      nodeIds: [channelId],
      channelIds: [channelId],
      address: '198.51.100.7',
      userAgent: 'studio/1.0',
      requestId: 'request-0001',
    });
    expect(parseGlobalId((await lastEntry())?.actorId ?? '')?.typeName).toBe('ApiKey');
  });

  test('with the run that it started beside the episode', async () => {
    const channel = await aChannel(server.orm);
    const episode = await anEpisode(server.orm, channel, 1);
    const data = await change(
      await server.key('EDITOR'),
      `startPipeline(input: { episodeId: "${episode.globalId}", idempotencyKey: "a secret of mine" }) { run { id } userErrors { code } }`,
    );
    const runId = data?.['startPipeline']?.['run']?.id ?? '';
    const entry = await lastEntry();
    expect(entry).toMatchObject({ mutation: 'startPipeline', outcome: 'SUCCEEDED' });
    expect(new Set(entry?.nodeIds)).toEqual(new Set([episode.globalId, runId]));
    expect(entry?.channelIds).toEqual([channel.globalId]);
  });

  test('also when nothing was done because of its input', async () => {
    const nowhere = toGlobalId('Episode', '00000000-0000-7000-8000-000000000000');
    await change(
      await server.key('EDITOR'),
      `deleteEpisode(input: { id: "${nowhere}" }) { userErrors { code } }`,
    );
    expect(await lastEntry()).toMatchObject({
      mutation: 'deleteEpisode',
      outcome: 'REJECTED',
      codes: ['NOT_FOUND'],
      nodeIds: [nowhere],
      channelIds: [],
    });
  });

  test('also when whoever asked may not do this', async () => {
    const channel = await aChannel(server.orm);
    const viewer = await server.key('VIEWER', { channelIds: [channel.id] });
    await change(viewer, `archiveChannel(input: { id: "${channel.globalId}" }) { channel { id } }`);
    expect(await lastEntry()).toMatchObject({
      role: 'VIEWER',
      mutation: 'archiveChannel',
      outcome: 'FORBIDDEN',
      codes: ['FORBIDDEN'],
      nodeIds: [channel.globalId],
      channelIds: [channel.globalId],
    });
  });

  test('also of a limited key that names what is not there for it', async () => {
    const [mine, foreign] = [await aChannel(server.orm), await aChannel(server.orm)];
    const editor = await server.key('EDITOR', { channelIds: [mine.id] });
    await change(editor, `archiveChannel(input: { id: "${foreign.globalId}" }) { channel { id } }`);
    expect(await lastEntry()).toMatchObject({
      outcome: 'REJECTED',
      codes: ['NOT_FOUND'],
      nodeIds: [foreign.globalId],
      channelIds: [],
    });
  });

  test('over a socket too, for each of several in one document', async () => {
    const channel = await aChannel(server.orm);
    const client = socketClient(server.url, await server.key('EDITOR'));
    const each = (name: string) =>
      `${name}: archiveChannel(input: { id: "${channel.globalId}" }) { channel { id } }`;
    const stream = client.iterate({ query: `mutation { ${each('a')} ${each('b')} }` });
    expect((await stream.next()).done).toBe(false);
    await client.dispose();
    const about = await entries(admin, `first: 9, where: { node: { eq: "${channel.globalId}" } }`);
    expect(about.map(({ mutation, outcome, address }) => [mutation, outcome, address])).toEqual([
      ['archiveChannel', 'SUCCEEDED', '127.0.0.1'],
      ['archiveChannel', 'SUCCEEDED', '127.0.0.1'],
    ]);
  });

  test('in the same transaction: without its entry a change does not happen', async () => {
    const channel = await aChannel(server.orm);
    const em = server.orm.em.fork();
    await em.execute(`create function no_audit() returns trigger language plpgsql as $$ begin raise 'no audit'; end $$;
      create trigger no_audit before insert on audit_entry execute function no_audit()`);
    const data = await change(
      await server.key('EDITOR'),
      `archiveChannel(input: { id: "${channel.globalId}" }) { channel { id } }`,
    );
    await em.execute('drop trigger no_audit on audit_entry');
    const [row] = await em.execute<{ archived_at: unknown }[]>(
      'select archived_at from channel where id = ?',
      [channel.id],
    );
    expect([data, row]).toEqual([null, { archived_at: null }]);
    expect(server.log.some((line) => line.includes('a mutation could not be audited'))).toBe(true);
  });

  test('without anything secret, or any content, in it', async () => {
    const made = await change(
      admin,
      'createApiKey(input: { name: "a name to find", role: VIEWER }) { secret apiKey { id } }',
      { 'user-agent': `tool acog_${'x'.repeat(43)}` },
    );
    const secret = made?.['createApiKey']?.['secret'] as unknown as string; // as: it was selected
    expect(secret).toMatch(/^acog_/);
    const rows = await server.orm.em
      .fork()
      .execute<{ row: string }[]>('select to_jsonb(a)::text as row from audit_entry a');
    const all = rows.map(({ row }) => row).join('\n');
    for (const text of [secret, 'a name to find', 'a secret of mine', 'x'.repeat(43)])
      expect(all).not.toContain(text);
  });
});

describe('entries are read', () => {
  test('by admins only, and by an admin of channels only about those', async () => {
    const [mine, foreign] = [await aChannel(server.orm), await aChannel(server.orm)];
    for (const { globalId } of [mine, foreign])
      await change(admin, `archiveChannel(input: { id: "${globalId}" }) { channel { id } }`);
    const limited = await server.key('ADMIN', { channelIds: [mine.id] });
    expect((await entries(limited)).map(({ nodeIds }) => nodeIds)).toEqual([[mine.globalId]]);
    const editor = await ask(server.url, await server.key('EDITOR'), '{ auditEntries { nodes { id } } }');
    expect(editor.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('page by page, filtered, in either order, and one by its id', async () => {
    const all = await entries(admin);
    const refused = all.filter(({ outcome }) => outcome !== 'SUCCEEDED');
    expect(refused.length).toBeGreaterThan(1);
    const where = 'where: { or: [{ outcome: { in: [REJECTED, FORBIDDEN] } }, { outcome: { eq: FAILED } }] }';
    const upwards = await entries(
      admin,
      `first: 100, orderBy: { field: CREATED_AT, direction: ASC }, ${where}`,
    );
    expect(upwards).toEqual(refused.toReversed());
    const page = await ask<
      { auditEntries: { totalCount: number; edges: { cursor: string; node: { id: string } }[] } },
      object
    >(server.url, admin, '{ auditEntries(first: 2) { totalCount edges { cursor node { id } } } }');
    const { totalCount, edges } = page.data.auditEntries;
    expect(totalCount).toBe(all.length);
    expect(await entries(admin, `first: 1, after: "${edges[0]?.cursor}"`)).toEqual([all[1]]);
    const id = edges[0]?.node.id ?? '';
    const one = `query ($id: ID!) { node(id: $id) { id ... on AuditEntry { mutation } } }`;
    expect((await ask(server.url, admin, one, { id })).data).toEqual({
      node: { id, mutation: all[0]?.mutation },
    });
    expect((await ask(server.url, await server.key('EDITOR'), one, { id })).data).toEqual({ node: null });
  });

  test('for as long as they are kept', async () => {
    await server.orm.em
      .fork()
      .execute(
        `update audit_entry set created_at = now() - interval '31 days' where mutation = 'archiveChannel'`,
      );
    await forgetOldAudit(server, 30);
    const left = await entries(admin);
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ mutation }) => mutation === 'archiveChannel')).toEqual([]);
  });
});
