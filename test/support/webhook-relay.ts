import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator/server.js';
import { createTestPipeline, type TestPipeline } from './pipeline.js';
import { registerEndpoints } from './vendor-endpoints.js';

/** One message as a simulated vendor sent it. */
export interface Delivery {
  /** `/webhooks/heygen`, with whatever query the vendor was given. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Stands between the simulated vendors and the API, where the world may repeat, keep and change messages. */
export interface WebhookRelay {
  /** The public address of the API, as the vendors know it. */
  readonly origin: string;
  readonly received: readonly Delivery[];
  /** While true, messages are kept and not passed on; the vendor is told 200. */
  keeping: boolean;
  /** Resolves with the first message that fits, when it has come. */
  next(fits: (delivery: Delivery) => boolean): Promise<Delivery>;
  /** Brings a message to the API. @returns the status of its answer */
  bring(delivery: Delivery): Promise<number>;
}

export interface CalledBackPipeline extends TestPipeline {
  /** Of the API. */
  readonly url: string;
  readonly relay: WebhookRelay;
  /** What HeyGen and Synthesia sign with. */
  readonly secrets: { readonly heygen: string; readonly synthesia: string };
  /** Vendors are never asked again by themselves: a task that waits for one wakes by a message or not at all. */
  neverPoll(): Promise<void>;
}

/** Named by HTTP itself, or of one connection. */
const NOT_OF_THE_MESSAGE = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/** A pipeline with an API that all its simulated vendors call back through a relay. */
export async function createCalledBackPipeline(): Promise<CalledBackPipeline> {
  let apiUrl = '';
  const received: Delivery[] = [];
  const waiting = new Set<() => void>();
  const relay: WebhookRelay & { origin: string } = {
    origin: '',
    received,
    keeping: false,
    async next(fits) {
      for (;;) {
        const found = received.find(fits);
        if (found) return found;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async bring({ path, headers, body }) {
      const response = await fetch(`${apiUrl}${path}`, { method: 'POST', headers, body });
      await response.body?.cancel();
      return response.status;
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const delivery = { path: request.url ?? '', headers: headersIn(request.headers), body };
      received.push(delivery);
      for (const wake of waiting) wake();
      waiting.clear();
      const passed = relay.keeping ? Promise.resolve(200) : relay.bring(delivery);
      passed
        .catch(() => 502)
        .then(
          (status) => response.writeHead(status).end(),
          () => response.destroy(),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server that listens has one
  relay.origin = origin;
  const secrets = await secretsFor(origin);
  const pipeline = await createTestPipeline({
    env: {
      PORT: '0',
      PUBLIC_URL: origin,
      HEYGEN_WEBHOOK_SECRET: secrets.heygen,
      SYNTHESIA_WEBHOOK_SECRET: secrets.synthesia,
      // A slot is held until a job has ended, and tests keep that from the API.
      HEYGEN_CONCURRENCY: '50',
      SYNTHESIA_CONCURRENCY: '50',
      PIKA_CONCURRENCY: '50',
    },
  });
  await registerEndpoints(pipeline.simulator.baseUrls, origin);
  apiUrl = (await pipeline.app.serve()).url;
  return {
    ...pipeline,
    url: apiUrl,
    relay,
    secrets,
    neverPoll: () => neverPoll(pipeline),
    async close() {
      await pipeline.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headersIn(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !NOT_OF_THE_MESSAGE.has(name) ? [[name, value]] : [],
    ),
  );
}

/** The secrets must be known before the API starts; a simulator gives the same ones for the same address. */
async function secretsFor(origin: string): Promise<{ heygen: string; synthesia: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'acog-secrets-'));
  const simulator = await startSimulator({ port: 0, folder });
  try {
    return await registerEndpoints(simulator.baseUrls, origin);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As if every vendor asked to be left alone for an hour whenever it is looked at. */
async function neverPoll({ app }: TestPipeline): Promise<void> {
  const em = app.orm.em.fork();
  await em.execute(`create or replace function wait_an_hour() returns trigger language plpgsql as $$
    begin
      if old.lease_until is not null and new.lease_until is null and new.status = 'WAITING' and new.wake_at > now() then
        new.wake_at := now() + interval '1 hour';
      end if;
      return new;
    end $$`);
  await em.execute(
    `create or replace trigger wait_an_hour before update on task for each row execute function wait_an_hour()`,
  );
}
