import { createElevenLabsSimulator } from '../integrations/elevenlabs/simulator.js';
import { createHeyGenSimulator } from '../integrations/heygen/simulator.js';
import { createOpenAiSimulator } from '../integrations/openai/simulator.js';
import { createPikaSimulator } from '../integrations/pika/simulator.js';
import { createRunwaySimulator } from '../integrations/runway/simulator.js';
import { createSynthesiaSimulator } from '../integrations/synthesia/simulator.js';
import type { VendorSimulator } from './contracts.js';
import { usualErrorBodies } from './error-bodies.js';
import type { JobVendorWorld } from './world.js';

/** Every vendor that the simulator speaks for, one line each. */
const FACTORIES: readonly ((world: JobVendorWorld) => VendorSimulator)[] = [
  createOpenAiSimulator,
  createElevenLabsSimulator,
  createHeyGenSimulator,
  createSynthesiaSimulator,
  createRunwaySimulator,
  createPikaSimulator,
];

/** All of them, each able to say an error in its vendor's words. */
export function createSimulators(world: JobVendorWorld): VendorSimulator[] {
  return FACTORIES.map((create) => {
    const simulator = create(world);
    const errorBody = simulator.errorBody ?? usualErrorBodies[simulator.vendor];
    return errorBody ? { ...simulator, errorBody } : simulator;
  });
}
