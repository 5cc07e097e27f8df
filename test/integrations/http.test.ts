import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttp, type Http, type HttpRequest } from '../../src/integrations/http.js';
import { redact } from '../../src/integrations/redaction.js';
import { readRetryAfterMs } from '../../src/integrations/retry-after.js';
import { answerJson, type LocalServer, startLocalServer } from './local-server.js';
import { everythingOf, vendorErrorOf } from './vendor-errors.js';

const KEY = 'sk-planted-0123456789abcdef';
let http: Http;
let server: LocalServer | undefined;
let listener: Server | undefined;

beforeEach(() => {
  http = createHttp();
});

afterEach(async () => {
  await http.close();
  await server?.close();
  listener?.close();
  server = undefined;
  listener = undefined;
});

function asking(url: string, other: Partial<HttpRequest> = {}): HttpRequest {
  return {
    vendor: 'OPENAI',
    method: 'POST',
    url,
    effect: 'CREATE',
    headers: { authorization: `Bearer ${KEY}` },
    body: '{}',
    deadlineMs: 5000,
    signal: new AbortController().signal,
    secrets: [KEY],
    ...other,
  };
}

describe('a request', () => {
  test('brings back status, headers and the whole body, whatever the status', async () => {
    server = await startLocalServer((_, response) =>
      answerJson(response, 418, { tea: true }, { 'x-request-id': 'r1' }),
    );
    const answer = await http.request(asking(server.origin));
    expect(answer.status).toBe(418);
    expect(answer.headers['x-request-id']).toBe('r1');
    expect(Buffer.from(answer.bytes).toString()).toBe('{"tea":true}');
  });

  test('follows no redirect, so a key never travels to another host', async () => {
    server = await startLocalServer((_, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:9/x' }).end(),
    );
    expect((await http.request(asking(server.origin))).status).toBe(307);
    expect(server.seen).toHaveLength(1);
  });

  test('to a port where nobody listens was never sent', async () => {
    server = await startLocalServer(() => undefined);
    const { origin } = server;
    await server.close();
    const error = await vendorErrorOf(http.request(asking(origin)));
    expect(error).toMatchObject({
      fault: 'UNAVAILABLE',
      retryable: true,
      detail: { vendorCode: 'ECONNREFUSED' },
    });
  });

  test('to a name that does not resolve was never sent', async () => {
    const error = await vendorErrorOf(http.request(asking('http://nowhere.invalid/')));
    expect(error.fault).toBe('UNAVAILABLE');
    expect(error.message).toContain('nothing was sent');
  });

  test('over TLS to a server that speaks none was never sent', async () => {
    server = await startLocalServer(() => undefined);
    const error = await vendorErrorOf(http.request(asking(server.origin.replace('http:', 'https:'))));
    expect(error.fault).toBe('UNAVAILABLE');
    expect(server.seen).toHaveLength(0);
  });

  test.each([
    ['CREATE', 'AMBIGUOUS'],
    ['READ', 'UNAVAILABLE'],
    ['UPLOAD', 'UNAVAILABLE'],
  ] as const)('%s whose connection is cut after it was written is %s', async (effect, fault) => {
    server = await startLocalServer((_, __, request) => request.socket.destroy());
    const error = await vendorErrorOf(http.request(asking(server.origin, { effect })));
    expect(error.fault).toBe(fault);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['CREATE', 'AMBIGUOUS'],
    ['READ', 'UNAVAILABLE'],
  ] as const)('%s that gets no answer before its deadline is %s', async (effect, fault) => {
    server = await startLocalServer(() => undefined);
    const error = await vendorErrorOf(http.request(asking(server.origin, { effect, deadlineMs: 150 })));
    expect(error.fault).toBe(fault);
    expect(error.message).toContain('150 ms');
  });

  test('is held to its deadline by a server that drips its answer', async () => {
    server = await startLocalServer((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const error = await vendorErrorOf(
      http.request(asking(server.origin, { effect: 'READ', deadlineMs: 200 })),
    );
    expect(error.fault).toBe('UNAVAILABLE');
  });

  test('whose answer breaks off in the middle is a lost answer, not a short one', async () => {
    server = await startLocalServer((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"id":');
      setImmediate(() => response.destroy());
    });
    expect((await vendorErrorOf(http.request(asking(server.origin)))).fault).toBe('AMBIGUOUS');
  });

  test('stops reading an enormous answer', async () => {
    let sentBytes = 0;
    server = await startLocalServer((_, response) => {
      const part = Buffer.alloc(64 * 1024, 32);
      const pour = (): void => {
        while (!response.destroyed && response.write(part)) sentBytes += part.length;
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    const error = await vendorErrorOf(http.request(asking(server.origin, { maxBytes: 1024 * 1024 })));
    expect(error.fault).toBe('BAD_ANSWER');
    expect(sentBytes).toBeLessThan(64 * 1024 * 1024);
  });

  test('that the caller stops is ambiguous for a create and the caller’s own reason for a read', async () => {
    const stop = new AbortController();
    server = await startLocalServer(() => stop.abort(new Error('lease lost')));
    const created = http.request(asking(server.origin, { signal: stop.signal }));
    expect((await vendorErrorOf(created)).fault).toBe('AMBIGUOUS');
    const read = http.request(asking(server.origin, { signal: stop.signal, effect: 'READ' }));
    await expect(read).rejects.toThrow('lease lost');
  });

  test('uses a connection of its own for a create, so that none is written to a socket the server is closing', async () => {
    server = await startLocalServer((_, response) => answerJson(response, 200, {}));
    await http.request(asking(server.origin));
    await http.request(asking(server.origin, { effect: 'READ' }));
    expect(server.seen.map(({ headers }) => headers.connection)).toEqual(['close', 'keep-alive']);
  });

  test('answered by something that is no HTTP does not crash', async () => {
    listener = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => listener?.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect((await vendorErrorOf(http.request(asking(`http://127.0.0.1:${port}/`)))).fault).toBe('AMBIGUOUS');
  });

  test('leaves no trace of the key in what it throws', async () => {
    server = await startLocalServer((_, __, request) => request.socket.destroy());
    const error = await vendorErrorOf(http.request(asking(`${server.origin}/v1?token=${KEY}`)));
    expect(everythingOf(error)).not.toContain(KEY);
  });
});

describe('a fetch for an SDK', () => {
  test('sends what it is given and answers like fetch', async () => {
    server = await startLocalServer((_, response) =>
      answerJson(response, 201, { ok: true }, { 'x-request-id': 'r2' }),
    );
    const fetch = http.fetchAs({ vendor: 'OPENAI', effect: 'CREATE', deadlineMs: 5000, secrets: [KEY] });
    const response = await fetch(`${server.origin}/v1/x`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { a: 'b' },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-request-id')).toBe('r2');
    expect(await response.json()).toEqual({ ok: true });
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/v1/x', body: Buffer.from('{"a":1}') });
    expect(server.seen[0]?.headers['a']).toBe('b');
  });

  test('throws the same errors as a request', async () => {
    server = await startLocalServer((_, __, request) => request.socket.destroy());
    const fetch = http.fetchAs({ vendor: 'OPENAI', effect: 'CREATE', deadlineMs: 5000, secrets: [KEY] });
    expect((await vendorErrorOf(fetch(server.origin, { method: 'POST', body: 'x' }))).fault).toBe(
      'AMBIGUOUS',
    );
  });
});

describe('how long a server asks us to wait', () => {
  const nowMs = Date.parse('2026-11-22T10:00:00Z');
  test.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
    [{ 'ratelimit-reset': '17' }, 17_000],
    [{ 'x-ratelimit-reset': String(nowMs / 1000 + 4) }, 4000],
    [{ 'retry-after': '99999999' }, 86_400_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, expected) => {
    expect(readRetryAfterMs(headers, nowMs)).toBe(expected);
  });
});

describe('words from outside', () => {
  test.each([
    ['Incorrect API key provided: sk-proj-abc***wxyz.', 'Incorrect API key provided: [secret].'],
    ['see https://cdn.test/a.mp4?X-Amz-Signature=abc#t', 'see https://cdn.test/a.mp4'],
    ['at https://user:pass@cdn.test/a', 'at https://cdn.test/a'],
    ['header Bearer abcdef123456 was wrong', 'header [secret] was wrong'],
    ['two\nlines\u0000', 'two lines'],
  ])('%j become %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('lose the secrets we know, whatever their form, and all beyond 400 characters', () => {
    expect(redact('my hunter2!', ['hunter2!'])).toBe('my [secret]');
    expect(redact('a'.repeat(1000))).toHaveLength(401);
  });
});
