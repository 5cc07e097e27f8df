import { createHeyGenSimulator } from '../integrations/heygen/simulator.js';
import { createPikaSimulator } from '../integrations/pika/simulator.js';
import { createRunwaySimulator } from '../integrations/runway/simulator.js';
import { createSynthesiaSimulator } from '../integrations/synthesia/simulator.js';
import type { VendorSimulator } from './contracts.js';
import type { JobVendorWorld } from './world.js';

/** Every vendor that the simulator speaks for, one line each. */
export const simulatorFactories = {
  heygen: createHeyGenSimulator,
  synthesia: createSynthesiaSimulator,
  runway: createRunwaySimulator,
  pika: createPikaSimulator,
} satisfies Readonly<Record<string, (world: JobVendorWorld) => VendorSimulator>>;
