import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Kind, print, type DocumentNode } from 'graphql';
import * as cli from '../../src/commands/generated/operations.js';
import { readManifest } from '../../src/http/documents-manifest.js';
import { socketClient } from '../support/client.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import * as operations from '../support/generated/operations.js';
import { startServer, type TestServer } from '../support/server.js';

const idOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const TEXT = print(operations.EverythingDocument);
const ID = idOf(TEXT);
const variables = { first: 1 };
const FREE = '{ viewer { role } }';

let database: TestDatabase;
let servers: Record<'open' | 'prefer' | 'only', TestServer>;
beforeAll(async () => {
  database = await createDatabase();
  const start = (documents: 'open' | 'prefer' | 'only') =>
    startServer({ documents, databaseUrl: database.url });
  servers = { open: await start('open'), prefer: await start('prefer'), only: await start('only') };
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  await database.drop();
});

async function post(server: TestServer, key: string, body: object) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) }; // as: an answer is an object
}

const refused = (status: number, code: string) => ({
  status,
  errors: [{ message: expect.any(String), extensions: { code } }],
});

test.each([
  ['of the commands', 'trusted-documents.json', cli],
  ['of the tests', 'test/support/generated/trusted-documents.json', operations],
])('each document %s is in its manifest under the hash of its text', (_whose, file, generated) => {
  const manifest = readManifest(file);
  const documents = Object.values<unknown>(generated) as DocumentNode[]; // as: all that is generated besides types
  const texts = documents
    .filter(({ definitions: [first] }) => first?.kind === Kind.OPERATION_DEFINITION)
    .map((document) => print(document));
  expect(texts.length).toBeGreaterThan(4);
  expect([...manifest].sort()).toEqual(texts.map((text) => [idOf(text), text]).sort());
});

describe.each(['open', 'prefer', 'only'] as const)('with ACOG_DOCUMENTS=%s', (mode) => {
  test('a trusted document is executed by its id, by Apollo’s hash, by its text, over HTTP and on a socket', async () => {
    const server = servers[mode];
    const key = await server.key('VIEWER');
    const whole = await post(server, key, { query: TEXT, variables });
    expect(whole).toMatchObject({ status: 200, data: { episodes: { nodes: [] } } });
    const sha256Hash = ID.slice('sha256:'.length);
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    for (const said of [{ documentId: ID }, { extensions }, { query: TEXT, extensions }])
      expect(await post(server, key, { ...said, variables })).toEqual(whole);
    const search = new URLSearchParams({ documentId: ID, variables: JSON.stringify(variables) });
    const got = await fetch(`${server.url}/graphql?${search.toString()}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { status, ...answer } = whole;
    expect([got.status, await got.json()]).toEqual([status, answer]);
    const client = socketClient(server.url, key);
    const stream = client.iterate({ query: '', variables, extensions });
    expect((await stream.next()).value).toEqual(answer);
    await client.dispose();
  });

  test('an id that is not in the manifest is refused, and nothing is registered', async () => {
    const server = servers[mode];
    const key = await server.key('ADMIN');
    expect(await post(server, key, { documentId: idOf(FREE) })).toEqual(
      refused(400, 'PERSISTED_DOCUMENT_NOT_FOUND'),
    );
    const extensions = { persistedQuery: { version: 1, sha256Hash: idOf(FREE).slice(7) } };
    for (let time = 1; time <= 2; time += 1) {
      expect(await post(server, key, { extensions })).toEqual(refused(400, 'PERSISTED_QUERY_NOT_FOUND'));
      expect(await post(server, key, { query: FREE, extensions })).toMatchObject({ status: 200 });
    }
  });

  test.each([
    ['an id beside a text', { documentId: ID, query: TEXT }],
    ['an id that is no text', { documentId: 5 }],
    ['a hash that is none', { extensions: { persistedQuery: 'x' } }],
    ['a hash of another text', { query: TEXT, extensions: { persistedQuery: { sha256Hash: 'x' } } }],
  ])('%s is refused', async (_what, body) => {
    const server = servers[mode];
    expect(await post(server, await server.key('ADMIN'), body)).toEqual(refused(400, 'BAD_REQUEST'));
  });

  test('free text is for everybody, unless only trusted documents are: then for admins', async () => {
    const server = servers[mode];
    const [admin, editor] = [await server.key('ADMIN'), await server.key('EDITOR')];
    expect(await post(server, admin, { query: FREE })).toMatchObject({ status: 200 });
    const answer = await post(server, editor, { query: FREE });
    const socket = socketClient(server.url, editor);
    const first = socket.iterate({ query: FREE }).next();
    if (mode === 'only') {
      const refusal = refused(400, 'PERSISTED_DOCUMENT_ID_REQUIRED');
      expect(answer).toEqual(refusal);
      await expect(first).rejects.toEqual(refusal.errors);
    } else {
      expect(answer).toMatchObject({ status: 200 });
      expect((await first).value).toMatchObject({ data: { viewer: { role: 'EDITOR' } } });
    }
    await socket.dispose();
  });

  test('what was asked is counted', async () => {
    const server = servers[mode];
    const key = await server.key('ADMIN');
    const counts = async () => {
      const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
      const text = await metrics.text();
      return ['trusted', 'free'].map((kind) =>
        Number(new RegExp(`acog_graphql_documents_total\\{kind="${kind}"\\} (\\d+)`).exec(text)?.[1] ?? 0),
      );
    };
    const [trusted = 0, free = 0] = await counts();
    await post(server, key, { documentId: ID, variables });
    await post(server, key, { query: FREE });
    expect(await counts()).toEqual([trusted + 1, free + 1]);
  });
});

describe('the manifest of a front end', () => {
  const written = (content: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'acog-manifest-')), 'manifest.json');
    writeFileSync(path, content);
    return path;
  };

  test.each([
    ['of ids with sha256', { [idOf(FREE)]: FREE }],
    ['of bare hashes', { [idOf(FREE).slice(7)]: FREE }],
    ['of ids of its own', { 'viewer-1': FREE }],
    ['of Apollo', { format: 'apollo-persisted-query-manifest', operations: [{ id: 'a', body: FREE }] }],
  ])('%s is understood', (_kind, content) => {
    expect([...readManifest(written(JSON.stringify(content))).values()]).toEqual([FREE]);
  });

  test.each([
    ['no JSON', '{', /cannot be read/],
    ['a list', '[1]', /no object of documents/],
    ['a text under the hash of another', JSON.stringify({ [idOf(TEXT)]: FREE }), /not the hash/],
    ['an id with sha256 that is no hash', JSON.stringify({ 'sha256:x': FREE }), /not the hash/],
  ])('that is %s stops the start', (_what, content, message) => {
    expect(() => readManifest(written(content))).toThrow(message);
  });
});
