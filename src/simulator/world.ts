import { createHash } from 'node:crypto';
import type { SimulatedMedia, SimulatedSpeed, SimulatedWorld } from './contracts.js';
import { Faults } from './faults.js';
import { createFiles, type SimulatedFiles } from './files.js';
import { createJobs, type JobQueue } from './jobs.js';
import type { Ledger } from './ledger.js';
import { ChildPrograms, type ProgramPaths } from './media/child-programs.js';
import { createWebhooks, type SimulatedWebhooks } from './webhooks.js';

/** What the vendors with slow jobs need beyond the common world. */
export interface JobVendorWorld extends SimulatedWorld {
  readonly jobs: JobQueue;
  readonly files: SimulatedFiles;
  readonly webhooks: SimulatedWebhooks;
  /** As it is now. */
  readonly speed: SimulatedSpeed;
  readonly programs: ChildPrograms;
  /** Aborts when the server ends. */
  readonly stopSignal: AbortSignal;
}

/** The world and what the control interface and the server reach into. */
export interface World extends JobVendorWorld {
  readonly faults: Faults;
  readonly ledger: Ledger;
  speed: SimulatedSpeed;
}

/** The same words give the same id, in the form of a UUID v4. */
export function stableId(...words: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x40;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** @param options.media is made from the speed of the world that it becomes part of */
export function createWorld(options: {
  origin: () => string;
  folder: string;
  speed: SimulatedSpeed;
  ledger: Ledger;
  programs?: ProgramPaths | undefined;
  media: (speed: () => SimulatedSpeed) => SimulatedMedia;
  stopSignal: AbortSignal;
}): World {
  const faults = new Faults();
  const files = createFiles({ origin: options.origin, faults });
  const world: World = {
    origin: options.origin,
    folder: options.folder,
    ledger: options.ledger,
    speed: options.speed,
    programs: new ChildPrograms(options.programs),
    stopSignal: options.stopSignal,
    faults,
    files,
    media: options.media(() => world.speed),
    jobs: createJobs({ jobSeconds: () => world.speed.jobSeconds, faults, files }),
    webhooks: createWebhooks({ faults }),
    bill: (row) => options.ledger.write(row),
    unbill: (vendor, externalId) => options.ledger.strike(vendor, externalId),
    stableId,
  };
  return world;
}
