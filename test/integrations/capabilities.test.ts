import { afterAll, beforeAll } from '@jest/globals';
import { z } from 'zod';
import { presents } from './capability-avatar.js';
import { makesFootage } from './capability-footage.js';
import { speaks } from './capability-speech.js';
import { writesText } from './capability-text.js';
import { type SimulatedVendors, startSimulatedVendors } from './simulated-vendors.js';

let running: SimulatedVendors;
const world = () => running;

beforeAll(async () => {
  running = await startSimulatedVendors();
});

afterAll(() => running.close());

/** The first look that the account has. */
async function aLook(): Promise<string> {
  const response = await fetch(`${running.baseUrls['heygen'] ?? ''}/v3/avatars/looks`, {
    headers: { 'x-api-key': 'k' },
  });
  const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await response.json());
  return data[0]?.id ?? 'none';
}

writesText('OPENAI', 'createResponse', world);
speaks('ELEVENLABS', 'speak', world);
presents('HEYGEN', 'createVideo', world, aLook);
presents('SYNTHESIA', 'createVideo', world, () => Promise.resolve('anna_costume1_cameraA'));
makesFootage('RUNWAY', 'textToVideo', world);
makesFootage('PIKA', 'submit', world);
