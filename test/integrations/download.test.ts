import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { DownloadOptions } from '../../src/integrations/download.js';
import { createHttp, type Http } from '../../src/integrations/http.js';
import { type Handler, type LocalServer, startLocalServer } from './local-server.js';
import { everythingOf, vendorErrorOf } from './vendor-errors.js';

const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom'), Buffer.alloc(2000, 7)]);
const PLANTED = 'X-Signature=planted0123456789';

let http: Http;
let folder: string;
let target: string;
const servers: LocalServer[] = [];

beforeEach(async () => {
  http = createHttp();
  folder = await mkdtemp(join(tmpdir(), 'acog-download-'));
  target = join(folder, 'clip.mp4');
});

afterEach(async () => {
  await http.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function serve(handle: Handler): Promise<LocalServer> {
  const server = await startLocalServer(handle);
  servers.push(server);
  return server;
}

function options(allowedBase: string, other: Partial<DownloadOptions> = {}): DownloadOptions {
  return {
    vendor: 'RUNWAY',
    allowedBase,
    maxBytes: 1024 * 1024,
    deadlineMs: 5000,
    kinds: ['video/mp4'],
    signal: new AbortController().signal,
    ...other,
  };
}

function nothingIsLeft(): void {
  expect(existsSync(target)).toBe(false);
  expect(existsSync(`${target}.part`)).toBe(false);
}

const answerMp4: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': MP4.length }).end(MP4);
};

describe('a download from the vendor’s own origin', () => {
  test('arrives whole, reports its bytes, and takes no key along', async () => {
    const server = await serve(answerMp4);
    const seen: (readonly [number, number | null])[] = [];
    const done = await http.download(
      `${server.origin}/files/a.mp4?${PLANTED}`,
      target,
      options(`${server.origin}/runway`, { onBytes: (bytes, total) => seen.push([bytes, total]) }),
    );
    expect(done).toEqual({ contentType: 'video/mp4', sizeBytes: MP4.length });
    expect(await readFile(target)).toEqual(MP4);
    expect(seen.at(-1)).toEqual([MP4.length, MP4.length]);
    expect(Object.keys(server.seen[0]?.headers ?? {})).not.toContain('authorization');
    expect(existsSync(`${target}.part`)).toBe(false);
  });

  test('may be named as bytes of no particular kind, as stores do', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'binary/octet-stream' }).end(MP4);
    });
    const done = await http.download(`${server.origin}/a`, target, options(server.origin));
    expect(done.contentType).toBe('video/mp4');
  });

  test('follows a redirect on the same origin', async () => {
    const server = await serve((seen, response, request) => {
      if (seen.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else answerMp4(seen, response, request);
    });
    await http.download(`${server.origin}/old`, target, options(server.origin));
    expect(await readFile(target)).toEqual(MP4);
  });

  test('gives up after five redirects', async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    const error = await vendorErrorOf(
      http.download(`${server.origin}/again`, target, options(server.origin)),
    );
    expect(error.fault).toBe('UNSAFE_URL');
    expect(server.seen).toHaveLength(6);
  });

  test.each([401, 403, 404, 410])('that answers %i has expired', async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, options(server.origin)));
    expect(error).toMatchObject({ fault: 'EXPIRED_URL', retryable: true, detail: { status } });
    nothingIsLeft();
  });

  test('that answers 503 is worth another try, after as long as it says', async () => {
    const server = await serve((_, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, options(server.origin)));
    expect(error).toMatchObject({ fault: 'UNAVAILABLE', detail: { retryAfterMs: 7000 } });
  });

  test.each([
    ['is named as another kind', { 'content-type': 'text/html' }, MP4],
    [
      'is of another kind than it is named',
      { 'content-type': 'video/mp4' },
      Buffer.from('<html>this is a page</html>'),
    ],
    ['is too short to be anything', { 'content-type': 'video/mp4' }, Buffer.from('abc')],
    ['announces more than we take', { 'content-type': 'video/mp4', 'content-length': '2000000' }, MP4],
  ])('that %s is refused and leaves nothing', async (_, headers, body) => {
    const server = await serve((_seen, response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, options(server.origin)));
    expect(error.fault).toBe('BAD_ANSWER');
    nothingIsLeft();
  });

  test('that ends before its announced length is refused and leaves nothing', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': MP4.length + 50 });
      response.write(MP4, () => response.destroy());
    });
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, options(server.origin)));
    expect(error.fault).toBe('UNAVAILABLE');
    nothingIsLeft();
  });

  test('that never ends is stopped at the size limit', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(MP4);
      const pour = (): void => {
        while (!response.destroyed && response.write(MP4));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, options(server.origin)));
    expect(error).toMatchObject({ fault: 'BAD_ANSWER' });
    expect(error.message).toContain('larger than');
    nothingIsLeft();
  });

  test('that falls silent is stopped long before its deadline', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(MP4);
    });
    const asked = options(server.origin, { idleMs: 200, deadlineMs: 60_000 });
    const error = await vendorErrorOf(http.download(`${server.origin}/a`, target, asked));
    expect(error.fault).toBe('UNAVAILABLE');
    nothingIsLeft();
  });

  test('that drips is stopped at its deadline', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      const drip = setInterval(() => response.write(MP4.subarray(0, 20)), 20);
      response.on('close', () => clearInterval(drip));
    });
    const asked = options(server.origin, { deadlineMs: 300 });
    expect((await vendorErrorOf(http.download(`${server.origin}/a`, target, asked))).fault).toBe(
      'UNAVAILABLE',
    );
    nothingIsLeft();
  });

  test('that the caller stops ends with the caller’s reason and leaves nothing', async () => {
    const stop = new AbortController();
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write(MP4, () => stop.abort(new Error('run cancelled')));
    });
    const asked = options(server.origin, { signal: stop.signal });
    await expect(http.download(`${server.origin}/a`, target, asked)).rejects.toThrow('run cancelled');
    nothingIsLeft();
  });

  test('to a folder that is not there is our own fault, not the vendor’s', async () => {
    const server = await serve(answerMp4);
    const path = join(folder, 'missing', 'clip.mp4');
    await expect(http.download(`${server.origin}/a`, path, options(server.origin))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await mkdir(join(folder, 'missing'));
    expect(existsSync(`${path}.part`)).toBe(false);
  });
});

describe('an address that is not the vendor’s own', () => {
  const base = 'https://api.vendor.example';

  test.each([
    'http://127.0.0.1:PORT/a',
    'http://0x7f.1:PORT/a',
    'http://2130706433:PORT/a',
    'http://[::ffff:127.0.0.1]:PORT/a',
    'http://localhost:PORT/a',
    'http://0.0.0.0:PORT/a',
    'http://[::1]:PORT/a',
    'http://169.254.169.254/latest/meta-data',
    'ftp://example.com/a',
    'file:///etc/passwd',
    'data:video/mp4;base64,AAAA',
    'https://user:pass@example.com/a',
    'not an address',
  ])('%s is not opened', async (address) => {
    const server = await serve(answerMp4);
    const url = address.replace('PORT', new URL(server.origin).port);
    const error = await vendorErrorOf(http.download(url, target, options(base)));
    expect(error).toMatchObject({ fault: 'UNSAFE_URL', retryable: false });
    expect(server.seen).toHaveLength(0);
    nothingIsLeft();
  });

  test('is not opened behind a redirect from the vendor’s own', async () => {
    const inner = await serve(answerMp4);
    const outer = await serve((_, response) =>
      response.writeHead(302, { location: `${inner.origin}/admin` }).end(),
    );
    const error = await vendorErrorOf(http.download(`${outer.origin}/a`, target, options(outer.origin)));
    expect(error.fault).toBe('UNSAFE_URL');
    expect(inner.seen).toHaveLength(0);
  });

  test('is not opened when its name leads into a private network, even among public addresses', async () => {
    const server = await serve(answerMp4);
    const { port } = new URL(server.origin);
    const both: LookupFunction = (_name, _options, callback) =>
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const misled = createHttp({ lookup: both });
    const error = await vendorErrorOf(misled.download(`http://cdn.example:${port}/a`, target, options(base)));
    await misled.close();
    expect(error.fault).toBe('UNSAFE_URL');
    expect(server.seen).toHaveLength(0);
  });

  test('cannot be a public name when it is checked and a private one when it is opened', async () => {
    const server = await serve(answerMp4);
    const { port } = new URL(server.origin);
    let asked = 0;
    const rebinding: LookupFunction = (_name, _options, callback) => {
      asked += 1;
      callback(null, [{ address: asked === 1 ? '8.8.8.8' : '127.0.0.1', family: 4 }]);
    };
    const misled = createHttp({ lookup: rebinding });
    const brief = options(base, { deadlineMs: 300 });
    await vendorErrorOf(misled.download(`http://cdn.example:${port}/a`, target, brief));
    const second = await vendorErrorOf(misled.download(`http://cdn.example:${port}/a`, target, brief));
    await misled.close();
    expect(second.fault).toBe('UNSAFE_URL');
    expect(server.seen).toHaveLength(0);
  });

  test('does not appear in the error: it is signed', async () => {
    const server = await serve((_, response) => response.writeHead(403).end());
    const error = await vendorErrorOf(
      http.download(`${server.origin}/a?${PLANTED}`, target, options(server.origin)),
    );
    expect(everythingOf(error)).not.toContain('planted');
  });
});
