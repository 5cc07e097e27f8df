import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { WebSocket } from 'ws';
import { findFreePorts } from '../scripts/bootstrap/ports.mjs';
import { startServices } from './engine/services.mjs';
import { given, say, withClosers } from './live/closers.mjs';
import { ADMIN_KEY, residentMb, startNode } from './live/node.mjs';
import { requireBuild } from './live/requirements.mjs';

/**
 * `npm run bench -- churn [--cycles 10000]`: subscribes and completes again and again, half of the time before the stream has
 * begun. It ends when no stream and no channel is left, and says what memory did. After `npm run build`.
 */
requireBuild();
const { openWriter } = await import('./live/run-writer.mjs');
const cycles = Number(given('--cycles', '10000'));
const SOCKETS = 10;
const QUERY = 'subscription($runId: ID!) { runEvents(runId: $runId) { sequence kind } }';

await withClosers(async (kept) => {
  const services = await startServices();
  kept(services, () => services.close());
  const writer = await openWriter(services);
  kept(writer, () => writer.close());
  const [port] = await findFreePorts(1);
  // every subscription costs points; here they are not what is measured
  const node = await startNode({ ...services, port, env: { ACOG_POINTS_PER_HOUR: '1000000000' } });
  kept(node, () => node.stop('SIGKILL'));
  const redis = createClient({ url: services.redisUrl });
  await redis.connect();
  kept(redis, () => redis.destroy());
  const channels = async () => (await redis.pubSubChannels('acog:events:*')).length;

  const runs = await Promise.all(Array.from({ length: SOCKETS }, () => writer.makeRun()));
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => open(node.url)));
  const pass = async (count) => {
    await Promise.all(sockets.map((socket, n) => churn(socket, runs[n].globalId, count / SOCKETS)));
    while ((await node.metric('acog_live_streams')) > 0 || (await channels()) > 0) await sleep(50);
  };
  await pass(2_000); // so that the memory of plain work is there before
  const beforeMb = residentMb(node.pid);
  const from = performance.now();
  await pass(cycles);
  const perSecond = (cycles * 1_000) / (performance.now() - from);
  const grownMb = residentMb(node.pid) - beforeMb;
  say(
    `${cycles} cycles, ${perSecond.toFixed(0)} a second: 0 streams and 0 channels left, grown by ${grownMb.toFixed(1)} MB`,
  );
  return 0;
});

async function open(url) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${ADMIN_KEY}` } }));
  await once(socket, 'message');
  return socket;
}

async function churn(socket, runId, count) {
  for (let n = 0; n < count; n += 1) {
    const id = `${runId}-${n}`;
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: QUERY, variables: { runId } } }));
    if (n % 2 === 0) await once(socket, 'message');
    socket.send(JSON.stringify({ id, type: 'complete' }));
  }
}
