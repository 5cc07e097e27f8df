import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.js';

export interface TestSimulator extends RunningSimulator {
  readonly folder: string;
  /** Plants a fault; fails when the control interface refuses it. */
  plant(fault: Record<string, unknown>): Promise<void>;
  control(path: string, init?: RequestInit): Promise<unknown>;
}

/** A server of its own with tiny pictures and quick jobs. */
export async function aSimulator(options: Partial<SimulatorOptions> = {}): Promise<TestSimulator> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-simulator-'));
  const speed = { jobSeconds: 0.2, media: 'TINY' as const };
  const running = await startSimulator({ port: 0, folder, speed, ...options }).catch(
    async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    },
  );
  const control = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${running.origin}/_control${path}`, init);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`control answered ${response.status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    ...running,
    folder,
    control,
    async plant(fault) {
      await control('/faults', { method: 'POST', body: JSON.stringify(fault) });
    },
    async close() {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** What stands at a dotted path of a body, as text; fails when nothing does. */
export function textAt(body: unknown, path: string): string {
  let found = body;
  for (const name of path.split('.')) {
    found = Reflect.get(Object(found) as object, name) as unknown; // any value can be asked for a member
  }
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw new Error(`nothing at ${path} of ${JSON.stringify(body)}`);
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<HttpAnswer>;

/** Calls one vendor with its key in place. A string or bytes go out as they are, anything else as JSON. */
export function caller(baseUrl: string, auth: Record<string, string>): Call {
  return async (method, path, body, headers = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const json: Record<string, string> =
      raw || body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(path.startsWith('http') ? path : `${baseUrl}${path}`, {
      method,
      headers: { ...auth, ...json, ...headers },
      redirect: 'manual',
      ...(body === undefined
        ? {}
        : { body: raw ? (body as NonNullable<RequestInit['body']>) : JSON.stringify(body) }), // checked above
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed: unknown = isJson ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: parsed };
  };
}

/** Asks again until the answer fits; fails after 30 s with the last answer. */
export async function until<T>(
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  everyMs = 25,
): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`never came: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks; answers with the statuses given, then 200. */
export async function aReceiver(statuses: number[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The delivery at a place; fails when so many have not come. */
export function deliveryAt(received: readonly Received[], index: number): Received {
  const found = received[index];
  if (!found) throw new Error(`only ${received.length} deliveries came`);
  return found;
}
