import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { createRedis, type RedisClient } from '../../src/redis.js';
import { nextOf, socketClient, subscribe } from '../support/client.js';
import { RunEventsDocument } from '../support/generated/operations.js';
import { greeted } from '../support/raw-socket.js';
import { aStage } from '../support/rows.js';
import { startServer, type TestServer } from '../support/server.js';

const CYCLES = 300;
const QUERY =
  'subscription($runId: ID!, $after: String) { runEvents(runId: $runId, after: $after) { kind } }';

let server: TestServer;
let redis: RedisClient;
beforeAll(async () => {
  server = await startServer();
  redis = createRedis(process.env['REDIS_URL'] ?? '', createLogger('fatal'));
  await redis.connect();
});
afterAll(async () => {
  redis.destroy();
  await server.close();
});

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('subscribing and completing again and again leaves no stream, channel or timer, and the next one is live', async () => {
  const { episode, run, writer } = await aStage(server);
  const topic = `acog:events:episode:${episode.id}`;
  const listening = async () => (await redis.pubSubNumSub(topic))[topic];
  const raw = await greeted(server.url, await server.key('VIEWER'));
  const cycle = async (id: string, wait: boolean) => {
    raw.say({ id, type: 'subscribe', payload: { query: QUERY, variables: { runId: run.globalId } } });
    if (wait) expect(await raw.heard()).toMatchObject({ id, type: 'next' });
    raw.say({ id, type: 'complete' }); // without waiting: often before the stream has begun
  };
  await cycle('warm', true);
  await settled(listening);
  const before = timers();
  for (let n = 0; n < CYCLES; n += 1) await cycle(String(n), n % 2 === 0);
  await settled(listening);
  expect(await server.metric('acog_live_streams')).toBe(0);
  expect(timers()).toBeLessThan(before + CYCLES / 10); // those of the database come and go

  const client = socketClient(server.url, await server.key('VIEWER'));
  const stream = subscribe(client, RunEventsDocument, { runId: run.globalId });
  await nextOf(stream);
  const from = performance.now();
  await writer.write('RUN_QUEUED');
  expect((await nextOf(stream))?.data?.runEvents.kind).toBe('RUN_QUEUED');
  expect(performance.now() - from).toBeLessThan(4_000); // through Redis: the rows alone would take 5 s
  await client.dispose();
  raw.socket.close();
});

/** Resolves when nobody listens any more; the test runs into its deadline when that does not happen. */
async function settled(listening: () => Promise<number | undefined>): Promise<void> {
  while ((await listening()) !== 0 || (await server.metric('acog_live_streams')) !== 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
