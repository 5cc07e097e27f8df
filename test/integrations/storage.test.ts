import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NotFoundError, StorageError } from '../../src/errors.js';
import type { AssetStore, SignedUrlOptions } from '../../src/integrations/contracts.js';
import { createFileStore, type FileStore } from '../../src/integrations/storage/files.js';
import { createS3Store } from '../../src/integrations/storage/s3.js';
import { serveSignedGet, serveSignedPut } from '../../src/integrations/storage/signed-http.js';

const MEGABYTE = 1024 * 1024;
const AS_VIDEO: SignedUrlOptions = {
  expiresInSeconds: 60,
  contentType: 'video/mp4',
  fileName: 'Bees – "dance".mp4',
  disposition: 'attachment',
};

let folder: string;
let server: Server;
let files: FileStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-storage-'));
  server = createServer((request, response) => {
    const serve = request.url?.startsWith('/assets/uploads/') ? serveSignedPut : serveSignedGet;
    serve(files, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so neither null nor a path
  files = createFileStore({
    folder: join(folder, 'store'),
    publicUrl: () => `http://127.0.0.1:${port}`,
    secret: randomBytes(32).toString('hex'),
  });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const aKey = (name = 'clip.mp4') => `t/${randomUUID()}/${name}`;

async function aFile(content: Buffer | string): Promise<string> {
  const path = join(folder, randomUUID());
  await writeFile(path, content);
  return path;
}

async function put(store: AssetStore, content: Buffer | string, contentType = 'video/mp4'): Promise<string> {
  const key = aKey();
  await store.put(key, await aFile(content), contentType);
  return key;
}

async function read(store: AssetStore, key: string): Promise<Buffer> {
  const path = join(folder, randomUUID());
  await store.fetch(key, path);
  return readFile(path);
}

/** The status of an answer whose body nobody reads: the connection is free again. */
async function statusOf(url: string, init?: RequestInit): Promise<number> {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer.status;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function keepsTheContract(theStore: () => AssetStore): void {
  test('what was put comes back byte for byte, with its size and type', async () => {
    const content = randomBytes(300_000);
    const key = await put(theStore(), content);
    expect(await theStore().stat(key)).toEqual({ sizeBytes: 300_000, contentType: 'video/mp4' });
    expect((await read(theStore(), key)).equals(content)).toBe(true);
  });

  test('a file of many parts and an empty one come back whole', async () => {
    const large = randomBytes(40 * MEGABYTE + 7);
    const key = await put(theStore(), large);
    expect((await read(theStore(), key)).equals(large)).toBe(true);
    expect(await read(theStore(), await put(theStore(), ''))).toHaveLength(0);
  });

  test('a key written twice has the later content and type', async () => {
    const key = await put(theStore(), 'first', 'text/plain');
    await theStore().put(key, await aFile('second!'), 'text/vtt');
    expect(await theStore().stat(key)).toEqual({ sizeBytes: 7, contentType: 'text/vtt' });
    expect((await read(theStore(), key)).toString()).toBe('second!');
  });

  test('two large writes of one key at once leave one of them, never a mixture', async () => {
    const key = aKey();
    const both = [randomBytes(33 * MEGABYTE), randomBytes(33 * MEGABYTE)];
    const paths = await Promise.all(both.map(aFile));
    await Promise.all(paths.map((path) => theStore().put(key, path, 'video/mp4')));
    const left = await read(theStore(), key);
    expect(both.some((content) => content.equals(left))).toBe(true);
  });

  test('what is not there is null to look at, NotFoundError to fetch, nothing to remove', async () => {
    const key = aKey();
    const toPath = join(folder, 'absent', 'never.mp4');
    expect(await theStore().stat(key)).toBeNull();
    await expect(theStore().fetch(key, join(folder, 'never.mp4'))).rejects.toBeInstanceOf(NotFoundError);
    await expect(theStore().remove(key)).resolves.toBeUndefined();
    const there = await put(theStore(), 'x');
    await expect(theStore().fetch(there, toPath)).rejects.toBeInstanceOf(StorageError);
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  test('a removed file is gone', async () => {
    const key = await put(theStore(), 'bees');
    await theStore().remove(key);
    expect(await theStore().stat(key)).toBeNull();
  });

  test('a list has every key under the prefix, and no other', async () => {
    const prefix = `list/${randomUUID()}`;
    const names = Array.from({ length: 12 }, (_, index) => `${prefix}/scene-${index}/a.b_c-${index}.wav`);
    const path = await aFile('12345');
    for (const key of [...names, `${prefix}x/other.wav`]) await theStore().put(key, path, 'audio/wav');
    const found = await collect(theStore().list(`${prefix}/`));
    expect(found.map(({ key }) => key).sort()).toEqual([...names].sort());
    expect(found.every(({ sizeBytes }) => sizeBytes === 5)).toBe(true);
    expect(found.every(({ modifiedAt }) => Math.abs(Date.now() - modifiedAt.getTime()) < 60_000)).toBe(true);
    expect((await collect(theStore().list(`${prefix}/scene-1`))).map(({ key }) => key).sort()).toEqual(
      [names[1], names[10], names[11]].sort(),
    );
    expect(await collect(theStore().list(`${prefix}/none`))).toEqual([]);
  });

  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/./b', 'A', 'a b', 'ä', 'a\0', 'a'.repeat(513)])(
    'refuses %j as a key',
    async (key) => {
      await expect(theStore().put(key, await aFile('x'), 'text/plain')).rejects.toBeInstanceOf(StorageError);
      await expect(theStore().stat(key)).rejects.toBeInstanceOf(StorageError);
      await expect(theStore().signGet('id', key, AS_VIDEO)).rejects.toBeInstanceOf(StorageError);
    },
  );

  test('takes the longest key, and a key that continues another', async () => {
    const longest = `t/${randomUUID()}/`.padEnd(512, 'k');
    await theStore().put(longest, await aFile('long'), 'text/plain');
    expect((await collect(theStore().list(longest.slice(0, 300)))).map(({ key }) => key)).toEqual([longest]);
    const parent = await put(theStore(), 'parent');
    await theStore().put(`${parent}/child`, await aFile('child'), 'text/plain');
    expect((await read(theStore(), parent)).toString()).toBe('parent');
    expect((await read(theStore(), `${parent}/child`)).toString()).toBe('child');
  });

  test('a signed link reads without any key, whole and in part, under the given name', async () => {
    const content = randomBytes(2000);
    const key = await put(theStore(), content);
    const url = await theStore().signGet('asset-1', key, AS_VIDEO);
    const whole = await fetch(url);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(whole.headers.get('content-disposition')).toBe(
      `attachment; filename="Bees _ _dance_.mp4"; filename*=UTF-8''Bees%20%E2%80%93%20%22dance%22.mp4`,
    );
    expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
    const part = await fetch(url, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/2000']);
    expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(100, 200))).toBe(true);
    expect(await statusOf(url, { headers: { range: 'bytes=2000-' } })).toBe(416);
  });

  test('a link that was tampered with, or is over, opens nothing', async () => {
    const key = await put(theStore(), 'secret');
    const url = await theStore().signGet('asset-1', key, { ...AS_VIDEO, expiresInSeconds: 1 });
    const forged = url.replace(
      /(signature=)(.)/i,
      (_all, name: string, first: string) => name + (first === 'a' ? 'b' : 'a'),
    );
    expect(forged).not.toBe(url);
    expect(await statusOf(forged)).toBe(403);
    let status = 200;
    const deadline = Date.now() + 10_000;
    while (status !== 403 && Date.now() < deadline) status = await statusOf(url);
    expect(status).toBe(403);
  });

  test('a signed upload takes the file, and only with PUT', async () => {
    const key = aKey();
    const content = randomBytes(5000);
    const options = { contentType: 'video/mp4', sizeBytes: 5000, expiresInSeconds: 60 };
    const { url, headers, expiresAt } = await theStore().signPut('upload-1', key, options);
    const seconds = (expiresAt.getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
    const named = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
    expect(await statusOf(url)).toBeGreaterThanOrEqual(400);
    expect(await statusOf(url, { method: 'PUT', headers: named, body: content })).toBe(200);
    expect(await theStore().stat(key)).toEqual({ sizeBytes: 5000, contentType: 'video/mp4' });
    expect((await read(theStore(), key)).equals(content)).toBe(true);
  });

  test.each([0, -1, 8 * 24 * 3600, Number.NaN])('signs no link for %d seconds', async (expiresInSeconds) => {
    const signed = theStore().signGet('id', aKey(), { ...AS_VIDEO, expiresInSeconds });
    await expect(signed).rejects.toBeInstanceOf(StorageError);
  });

  test('what is cancelled is a StorageError, and leaves nothing', async () => {
    const key = aKey();
    const cancelled = AbortSignal.abort(new Error('stopped'));
    await expect(theStore().put(key, await aFile('x'), 'text/plain', cancelled)).rejects.toBeInstanceOf(
      StorageError,
    );
    expect(await theStore().stat(key)).toBeNull();
  });

  test('a source that is not there is a StorageError', async () => {
    const missing = join(folder, 'no-such-file');
    await expect(theStore().put(aKey(), missing, 'text/plain')).rejects.toBeInstanceOf(StorageError);
  });

  test('the check passes', async () => {
    await expect(theStore().check()).resolves.toBeUndefined();
  });
}

/** The client gives up by itself after 20 seconds of silence: what ends later has not ended with its signal. */
const SOONER_THAN_SILENCE_MS = 10_000;

describe('an S3 service that says nothing', () => {
  /** Takes requests of one kind and never answers them; says when one came. */
  async function silentOn(method: string) {
    const came = Promise.withResolvers<IncomingMessage>();
    const silent = createServer((request, response) => {
      if (request.method === method) came.resolve(request);
      else response.end(); // whether the bucket is there
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo; // as above
    const credentials = { accessKey: 'nobody', secretKey: 'nothing at all', region: 'us-east-1' };
    const store = createS3Store({ endpoint: `http://127.0.0.1:${port}`, bucket: 'clips', ...credentials });
    return { store, came: came.promise, close: () => void silent.close() };
  }

  test.each([
    [
      'PUT',
      async (store: AssetStore, signal: AbortSignal) => store.put(aKey(), await aFile('x'), 'a/b', signal),
    ],
    [
      'GET',
      (store: AssetStore, signal: AbortSignal) => store.fetch(aKey(), join(folder, randomUUID()), signal),
    ],
  ])(
    'a %s that is under way ends with its signal, and its connection with it',
    async (method, act) => {
      const { store, came, close } = await silentOn(method);
      const stop = new AbortController();
      const acted = act(store, stop.signal);
      const request = await came;
      const hungUp = new Promise((resolve) => request.socket.once('close', resolve));
      stop.abort(new Error('the run was cancelled'));
      await expect(acted).rejects.toThrow(/^Cancelled while trying to (store|fetch) /);
      await hungUp;
      close();
    },
    SOONER_THAN_SILENCE_MS,
  );
});

describe('the file store', () => {
  keepsTheContract(() => files);

  test('an overwritten and a removed file leave no bytes on the disk', async () => {
    const own = createFileStore({ folder: join(folder, 'own'), publicUrl: () => '', secret: 'x'.repeat(16) });
    await own.put('a/b', await aFile('one'), 'text/plain');
    await own.put('a/b', await aFile('two'), 'text/plain');
    expect(await readdir(join(folder, 'own/objects/a'))).toHaveLength(2);
    await own.remove('a/b');
    expect(await readdir(join(folder, 'own/objects/a'))).toEqual([]);
  });

  test('a short secret is refused', () => {
    expect(() => createFileStore({ folder, publicUrl: () => '', secret: 'short' })).toThrow(StorageError);
  });
});

const { S3_ENDPOINT, S3_ACCESS_KEY = '', S3_SECRET_KEY = '', S3_REGION = 'us-east-1' } = process.env;
if (!S3_ENDPOINT)
  process.stderr.write('No S3_ENDPOINT: the S3 store is not tested. `npm test` starts a server for it.\n');

(S3_ENDPOINT ? describe : describe.skip)('the S3 store', () => {
  const options = {
    endpoint: S3_ENDPOINT ?? '',
    accessKey: S3_ACCESS_KEY,
    secretKey: S3_SECRET_KEY,
    region: S3_REGION,
    bucket: `acog-${randomUUID()}`,
  };
  const store = createS3Store(S3_ENDPOINT ? options : { ...options, endpoint: 'http://127.0.0.1' });
  keepsTheContract(() => store);

  test('links lead to the public endpoint', async () => {
    const { host } = new URL(options.endpoint);
    const outside = createS3Store({ ...options, publicEndpoint: 'https://media.example.com' });
    const url = await outside.signGet('id', 'a/b.mp4', AS_VIDEO);
    expect(url).toMatch(/^https:\/\/media\.example\.com\//);
    expect(url).not.toContain(host);
  });

  test('a wrong secret is a StorageError that does not name it', async () => {
    const wrong = createS3Store({ ...options, secretKey: 'not-the-secret' });
    const error = await wrong.put(aKey(), await aFile('x'), 'text/plain').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(StorageError);
    expect(String(error)).not.toContain('not-the-secret');
  });

  test('a service that is not there is a StorageError', async () => {
    const gone = createS3Store({ ...options, endpoint: 'http://127.0.0.1:9' });
    await expect(gone.stat('a/b')).rejects.toBeInstanceOf(StorageError);
    await expect(collect(gone.list(''))).rejects.toBeInstanceOf(StorageError);
  });

  test.each(['localhost:9000', 'ftp://host', 'http://host/path', ''])(
    'refuses %j as an endpoint',
    (endpoint) => {
      expect(() => createS3Store({ ...options, endpoint })).toThrow(StorageError);
    },
  );
});
