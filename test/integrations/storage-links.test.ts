import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SignedUrlOptions } from '../../src/integrations/contracts.js';
import { createFileStore, type FileStore } from '../../src/integrations/storage/files.js';
import { serveSignedGet, serveSignedPut } from '../../src/integrations/storage/signed-http.js';

const CONTENT = randomBytes(1000);
const OPTIONS: SignedUrlOptions = {
  expiresInSeconds: 60,
  contentType: 'video/mp4',
  fileName: 'clip.mp4',
  disposition: 'inline',
};

let folder: string;
let server: Server;
let store: FileStore;
let port: number;
let link: string;
/** Resolves with what serving the latest request ended in. */
let served: Promise<unknown> = Promise.resolve();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acog-links-'));
  server = createServer((request, response) => {
    const serve = request.url?.startsWith('/assets/uploads/') ? serveSignedPut : serveSignedGet;
    served = serve(store, request, response).catch((error: unknown) => {
      response.destroy();
      return error;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo); // listening on TCP, so neither null nor a path
  store = createFileStore({ folder, publicUrl: () => `http://127.0.0.1:${port}/`, secret: 'a'.repeat(32) });
  await writeFile(join(folder, 'source'), CONTENT);
  await store.put('a/clip.mp4', join(folder, 'source'), 'video/mp4');
  link = await store.signGet('asset-1', 'a/clip.mp4', OPTIONS);
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const answer = await fetch(url, { headers, method });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

test.each([
  ['bytes=0-0', 206, 0, 1],
  ['bytes=990-', 206, 990, 1000],
  ['bytes=-10', 206, 990, 1000],
  ['bytes=-5000', 206, 0, 1000],
  ['bytes=10-5000', 206, 10, 1000],
  ['BYTES=1-2', 206, 1, 3],
  ['bytes=0-1,5-6', 200, 0, 1000],
  ['bytes=5-1', 200, 0, 1000],
  ['bytes=-', 200, 0, 1000],
  ['lines=1-2', 200, 0, 1000],
])('Range %s gets %d with bytes %d to %d', async (range, status, start, end) => {
  const answer = await get(link, { range });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-range')).toBe(status === 206 ? `bytes ${start}-${end - 1}/1000` : null);
  expect(answer.headers.get('content-length')).toBe(String(end - start));
  expect(answer.body.equals(CONTENT.subarray(start, end))).toBe(true);
});

test.each(['bytes=1000-', 'bytes=99999999999999999999-', 'bytes=-0'])('Range %s gets 416', async (range) => {
  const answer = await get(link, { range });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
});

test('HEAD has the headers of GET and no body, and no part', async () => {
  const head = await get(link, { range: 'bytes=0-9' }, 'HEAD');
  expect([head.status, head.headers.get('content-length'), head.body.length]).toEqual([200, '1000', 0]);
});

test('a part is given only of the content the client already has', async () => {
  const { headers } = await get(link);
  const etag = headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[^"]+"$/);
  const range = 'bytes=0-9';
  expect((await get(link, { range, 'if-range': etag })).status).toBe(206);
  expect((await get(link, { range, 'if-range': '"another"' })).status).toBe(200);
  expect((await get(link, { range, 'if-range': `W/${etag}` })).status).toBe(200);
});

test('what the client already has is not sent again', async () => {
  const etag = (await get(link)).headers.get('etag') ?? '';
  for (const known of [etag, `"x", W/${etag}`, '*']) {
    const answer = await get(link, { 'if-none-match': known });
    expect([answer.status, answer.body.length]).toEqual([304, 0]);
  }
  expect((await get(link, { 'if-none-match': '"x"' })).status).toBe(200);
  for (const wanted of [{ 'if-match': '"x"' }, { 'if-unmodified-since': new Date(0).toUTCString() }])
    expect((await get(link, wanted)).status).toBe(412);
  expect((await get(link, { 'if-match': '*' })).status).toBe(200);
});

test('another content has another tag', async () => {
  const url = await store.signGet('asset-2', 'a/changing', OPTIONS);
  await store.put('a/changing', join(folder, 'source'), 'video/mp4');
  const before = (await get(url)).headers.get('etag');
  await store.put('a/changing', join(folder, 'source'), 'video/mp4');
  expect((await get(url)).headers.get('etag')).not.toBe(before);
});

test.each([
  ['video/mp4', 'inline'],
  ['image/png', 'inline'],
  ['audio/mpeg', 'inline'],
  ['text/html', 'attachment'],
  ['image/svg+xml', 'attachment'],
  ['application/pdf', 'attachment'],
  ['video/mp4, text/html', 'attachment'],
])('%s asked for inline is %s, and never sniffed or run', async (contentType, disposition) => {
  const { headers } = await get(await store.signGet('asset-1', 'a/clip.mp4', { ...OPTIONS, contentType }));
  expect(headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`));
  expect(headers.get('content-type')).toBe(contentType);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
});

test.each([
  ['../../etc/passwd', '_.._etc_passwd', '..⧸..⧸etc⧸passwd'],
  ['a"; filename="evil.exe', 'a__ filename__evil.exe', 'a"; filename="evil.exe'],
  ['line\r\nSet-Cookie: x=1', 'line Set-Cookie_ x_1', 'line Set-Cookie: x=1'],
  ['Ünïcode ł 日本.mp4', '_n_code _ __.mp4', 'Ünïcode ł 日本.mp4'],
  ["{\\an8} %{pts} it's \\N 🐙.mp4", '__an8_ __pts_ it_s _N _.mp4', "{\\an8} %{pts} it's \\N 🐙.mp4"],
  ['\ud800', 'download', 'download'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe', 'invoicefdp.exe'],
  ['.bashrc', 'bashrc', '.bashrc'],
  ['..', 'download', 'download'],
  ['...', 'download', '...'],
  ['', 'download', 'download'],
])('the file name %j is offered as %j and %j', async (fileName, ascii, name) => {
  const { headers } = await get(await store.signGet('asset-1', 'a/clip.mp4', { ...OPTIONS, fileName }));
  expect(headers.get('content-disposition')).toMatch(
    /^inline; filename="[^"\\]*"; filename\*=UTF-8''[\w%.~$&+-]+$/,
  );
  expect(/filename="([^"]*)"/.exec(headers.get('content-disposition') ?? '')?.[1]).toBe(ascii);
  const encoded = /UTF-8''(.*)$/.exec(headers.get('content-disposition') ?? '')?.[1] ?? '';
  expect(decodeURIComponent(encoded)).toBe(name);
  expect(headers.get('set-cookie')).toBeNull();
});

test('a link opens its own asset, with its own verb, and nothing else', async () => {
  const upload = await store.signPut('asset-1', 'a/new', {
    contentType: 'a/b',
    sizeBytes: 1,
    expiresInSeconds: 60,
  });
  const asGet = upload.url.replace('/assets/uploads/', '/assets/');
  const otherAsset = link.replace('/assets/asset-1', '/assets/asset-2');
  const otherContent = link.replace(/link=.../, 'link=abc');
  const cut = link.slice(0, -1);
  // the last of 43 characters has two bits that decode to nothing
  const respelled = cut + String.fromCharCode(link.charCodeAt(link.length - 1) + 1);
  const bare = link.split('?')[0] ?? '';
  for (const url of [asGet, otherAsset, otherContent, cut, respelled, bare, `${bare}?link=&signature=`]) {
    expect([url, (await get(url)).status]).toEqual([url, 403]);
  }
  const foreign = createFileStore({
    folder,
    publicUrl: () => `http://127.0.0.1:${port}`,
    secret: 'b'.repeat(32),
  });
  expect((await get(await foreign.signGet('asset-1', 'a/clip.mp4', OPTIONS))).status).toBe(403);
  expect((await get(link, {}, 'DELETE')).status).toBe(405);
});

test('a link to a file that was removed gets 404', async () => {
  expect((await get(await store.signGet('asset-9', 'a/gone', OPTIONS))).status).toBe(404);
});

test('an id of any characters makes a link that opens', async () => {
  const url = await store.signGet('Ä/..?#%&=', 'a/clip.mp4', OPTIONS);
  expect((await get(url)).status).toBe(200);
});

async function anUpload(key: string, sizeBytes = 10): Promise<string> {
  return (await store.signPut('upload', key, { contentType: 'video/mp4', sizeBytes, expiresInSeconds: 60 }))
    .url;
}

const objects = () => readdir(join(folder, 'objects/u')).catch(() => []);

async function send(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const init = { method: 'PUT', body, headers: { 'content-type': 'video/mp4', ...headers } };
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer.status;
}

test('an upload of another size or type than signed is refused and leaves nothing', async () => {
  expect(await send(await anUpload('u/more'), '12345678901')).toBe(413);
  expect(await send(await anUpload('u/fewer'), '123456789')).toBe(400);
  expect(await send(await anUpload('u/type'), '1234567890', { 'content-type': 'text/html' })).toBe(415);
  expect(await objects()).toEqual([]);
});

test('an upload without a length is counted, and refused as soon as it is too long', async () => {
  const sent = httpRequest(await anUpload('u/endless'), {
    method: 'PUT',
    headers: { 'content-type': 'video/mp4' },
  });
  const answered = once(sent, 'response') as Promise<[{ statusCode: number; resume(): void }]>; // what http documents
  sent.on('error', () => undefined); // the server hangs up on a body that has no end
  sent.write('12345');
  sent.write('67890!');
  const [answer] = await answered;
  expect(answer.statusCode).toBe(413);
  answer.resume();
  sent.destroy();
  expect(await objects()).toEqual([]);
});

test('an upload that is cut off leaves nothing, and can be sent again', async () => {
  const url = new URL(await anUpload('u/cut'));
  const arrived = once(server, 'request');
  const socket = connect(port, '127.0.0.1');
  const head = `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nContent-Type: video/mp4\r\nContent-Length: 10\r\n\r\n`;
  socket.write(`${head}12345`);
  await arrived;
  socket.destroy();
  expect(await served).toBeUndefined();
  expect(await store.stat('u/cut')).toBeNull();
  expect(await objects()).toEqual([]);
  expect(await send(url.href, '1234567890')).toBe(200);
  expect(await store.stat('u/cut')).toEqual({ sizeBytes: 10, contentType: 'video/mp4' });
});

test('a reader that leaves early does not disturb the next', async () => {
  const large = join(folder, 'large');
  await writeFile(large, randomBytes(8_000_000));
  await store.put('a/large', large, 'video/mp4');
  const url = await store.signGet('asset-3', 'a/large', OPTIONS);
  const leaving = new AbortController();
  await fetch(url, { signal: leaving.signal });
  leaving.abort();
  expect(await served).toBeUndefined();
  expect((await get(url)).body).toHaveLength(8_000_000);
});
