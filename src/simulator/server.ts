import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { LedgerRow, SimulatedMedia, SimulatedSpeed } from './contracts.js';
import { createControl, type SeenCall } from './control.js';
import { createHandler } from './handler.js';
import { createLedger } from './ledger.js';
import { createMedia } from './media/media.js';
import type { ProgramPaths } from './media/child-programs.js';
import { createSimulators } from './simulators.js';
import { createWorld } from './world.js';

export interface SimulatorOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where to listen; 127.0.0.1 unless said. */
  readonly host?: string | undefined;
  /** A folder of its own is made in it and removed at the end. */
  readonly folder: string;
  /** Found on PATH unless said. */
  readonly programs?: ProgramPaths | undefined;
  /** 6 s and FULL unless said. */
  readonly speed?: Partial<SimulatedSpeed> | undefined;
  /** How clients reach this server, when that is not host and port: result addresses start with it. */
  readonly publicOrigin?: string | undefined;
  /** Where the ledger is kept as JSON lines over restarts. */
  readonly ledgerPath?: string | undefined;
}

export interface RunningSimulator {
  readonly origin: string;
  readonly port: number;
  /** What to set as each vendor's base URL. */
  readonly baseUrls: Readonly<
    Record<'openai' | 'elevenlabs' | 'heygen' | 'synthesia' | 'runway' | 'pika', string>
  >;
  ledger(): LedgerRow[];
  /** Ends every socket, job, delivery and child process, and removes the folder. */
  close(): Promise<void>;
}

const USUAL_SPEED: SimulatedSpeed = { jobSeconds: 6, media: 'FULL' };

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/**
 * Starts one HTTP server that speaks all vendors' wires.
 *
 * @throws when the port is taken or the folder cannot be made
 */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const host = options.host ?? '127.0.0.1';
  await mkdir(options.folder, { recursive: true });
  const folder = await mkdtemp(join(options.folder, 'simulator-'));
  let origin = '';
  let media: (SimulatedMedia & { close(): Promise<void> }) | null = null;
  const stop = new AbortController();
  const world = createWorld({
    origin: () => origin,
    folder,
    speed: { ...USUAL_SPEED, ...options.speed },
    ledger: createLedger(options.ledgerPath),
    stopSignal: stop.signal,
    programs: options.programs,
    media: (speed) =>
      (media = createMedia({ folder: join(folder, 'media'), speed, programs: options.programs })),
  });
  const simulators = createSimulators(world);
  const calls: SeenCall[] = [];
  const control = createControl({ world, simulators, calls });
  const handler = createHandler({ world, simulators, calls, control });
  const server = createServer((request, response) => void handler(request, response));

  const closeParts = async () => {
    stop.abort();
    world.jobs.close();
    await world.webhooks.close();
    await Promise.all([media?.close(), world.programs.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  let port: number;
  try {
    port = await listen(server, options.port, host);
  } catch (error) {
    await closeParts();
    throw error;
  }
  origin = (options.publicOrigin ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(
    /\/$/,
    '',
  );

  let closing: Promise<void> | null = null;
  return {
    origin,
    port,
    baseUrls: {
      openai: `${origin}/openai/v1`,
      elevenlabs: `${origin}/elevenlabs`,
      heygen: `${origin}/heygen`,
      synthesia: `${origin}/synthesia`,
      runway: `${origin}/runway`,
      pika: `${origin}/fal`,
    },
    ledger: () => world.ledger.rows(),
    close() {
      closing ??= (async () => {
        const ended = new Promise<void>((resolve) => server.close(() => resolve()));
        server.closeAllConnections();
        await ended;
        await closeParts();
      })();
      return closing;
    },
  };
}
