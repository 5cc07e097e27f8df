import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import type {
  LedgerRow,
  SimulatedJobs,
  SimulatedReply,
  SimulatedRequest,
  SimulatedSpeed,
  SimulatedWorld,
  VendorSimulator,
} from '../../src/simulator/contracts.js';
import { createMedia } from '../../src/simulator/media/media.js';

/** A world for one simulator without a server: real media, no jobs. */
export async function aSimulatedWorld(speed: SimulatedSpeed = { jobSeconds: 0, media: 'TINY' }) {
  const folder = await mkdtemp(join(tmpdir(), 'acog-world-'));
  const media = createMedia({ folder, speed: () => speed });
  const ledger: Omit<LedgerRow, 'at'>[] = [];
  const world: SimulatedWorld = {
    origin: () => 'http://127.0.0.1:1',
    media,
    jobs: new Proxy({} as SimulatedJobs, {
      get: () => () => {
        throw new Error('This world has no jobs.');
      },
    }),
    bill: (row) => ledger.push(row),
    unbill: () => undefined,
    stableId(...words) {
      const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    folder,
  };
  return {
    world,
    media,
    ledger,
    folder,
    async close(): Promise<void> {
      await media.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sends one request to a simulator. `path` may carry a query. */
export function ask(
  simulator: VendorSimulator,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; json?: unknown; body?: string } = {},
): Promise<SimulatedReply> {
  const url = new URL(path, 'http://vendor.test');
  const request: SimulatedRequest = {
    ...{ method, path: url.pathname, query: url.searchParams, headers: options.headers ?? {} },
    body: Buffer.from(options.body ?? (options.json === undefined ? '' : JSON.stringify(options.json))),
    signal: new AbortController().signal,
  };
  return simulator.handle(request);
}

/**
 * Checks bodies against a vendor's published description.
 * @returns null where the descriptions are not at hand: they are not part of this repository
 */
export function publishedDescription(fileName: string) {
  const folder = process.env['ACOG_OPENAPI_DIR'] ?? join(process.cwd(), '../shared/providers/openapi');
  const path = join(folder, fileName);
  if (!existsSync(path)) {
    console.warn(
      `${fileName} is not checked: set ACOG_OPENAPI_DIR to the folder of the vendors' descriptions`,
    );
    return null;
  }
  const ajv = new Ajv2020.default({ strict: false, allErrors: true, validateFormats: false });
  const base = `https://x/${fileName}`;
  ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')) as object, base); // a JSON file of ours to read
  const validate = (pointer: string, body: unknown): string[] => {
    const check = ajv.compile({ $ref: `${base}#${pointer}` });
    return check(body)
      ? []
      : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };
  return {
    /** Faults of a 200 answer; empty when it fits. */
    answerFaults(method: string, path: string, body: unknown): string[] {
      const escaped = path
        .replace(/~/g, '~0')
        .replace(/\//g, '~1')
        .replace(/\{/g, '%7B')
        .replace(/\}/g, '%7D');
      return validate(`/paths/${escaped}/${method}/responses/200/content/application~1json/schema`, body);
    },
    /** Faults against a named component. */
    componentFaults: (name: string, body: unknown): string[] => validate(`/components/schemas/${name}`, body),
  };
}
