import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createTestPipeline, type TestPipeline } from '../support/pipeline.js';

let pipeline: TestPipeline;
beforeAll(async () => {
  pipeline = await createTestPipeline();
});
beforeEach(() => pipeline.reset());
afterAll(() => pipeline.close());

interface Sent {
  readonly operation: string;
}

async function sent(operation: string): Promise<Sent[]> {
  const response = await fetch(`${pipeline.simulator.origin}/_control/calls`);
  const { rows } = (await response.json()) as { rows: Sent[] }; // as the simulator says
  return rows.filter((call) => call.operation === operation);
}

test('SDK retries are off: a create that the vendor answers with 500 is sent once, and the account decides what then', async () => {
  await pipeline.plant({
    vendor: 'openai',
    operation: 'createResponse',
    fault: { kind: 'STATUS', status: 500 },
    times: 50,
  });
  const run = await pipeline.start(await pipeline.anEpisode({ topic: 'Why snow is white' }), {
    until: 'PLANNING',
  });
  await pipeline.until(run, 'STAGE_RETRYING');
  expect(await sent('createResponse')).toHaveLength(1);
});
