import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { findFreePorts } from '../scripts/bootstrap/ports.mjs';
import { startServices } from './engine/services.mjs';
import { given, say, withClosers } from './live/closers.mjs';
import { ADMIN_KEY, residentMb, startNode } from './live/node.mjs';
import { requireBuild } from './live/requirements.mjs';

/**
 * `npm run bench -- stalled [--stalled 20] [--events 20000]`: clients that stop reading, beside five that read, while events
 * pass. The server's memory may grow by less than 40 MB, and the others hear everything, as quickly as without them.
 * After `npm run build`.
 */
requireBuild();
const { openWriter } = await import('./live/run-writer.mjs');
const stalledCount = Number(given('--stalled', '20'));
const count = Number(given('--events', '20000'));
const MOST_GROWTH_MB = 40;
const READERS = 5;
const BATCH = 100;
const TEXT = 'Waits for a vendor. '.repeat(50);
const QUERY =
  'subscription($runId: ID!) { runEvents(runId: $runId) { sequence kind message run { id status } } }';

await withClosers(async (kept) => {
  const services = await startServices();
  kept(services, () => services.close());
  const writer = await openWriter(services);
  kept(writer, () => writer.close());
  const [port] = await findFreePorts(1);
  const node = await startNode({ ...services, port });
  kept(node, () => node.stop('SIGKILL'));

  await pass(node, await writer.makeRun(), { stalled: 0 }); // so that the memory of plain work is there before
  const alone = await pass(node, await writer.makeRun(), { stalled: 0 });
  const beside = await pass(node, await writer.makeRun(), { stalled: stalledCount });
  const grown = beside.mostMb - alone.mostMb;
  const closed = await node.metric('acog_sockets_closed_total{code="1013"}');
  say(
    `${count} events, ${READERS} readers: ${alone.perSecond.toFixed(0)} events/s, at most ${alone.mostMb.toFixed(0)} MB resident`,
  );
  say(
    `the same beside ${stalledCount} that do not read: ${beside.perSecond.toFixed(0)} events/s, at most ${beside.mostMb.toFixed(0)} MB resident, ${closed} closed with 1013`,
  );
  say(`grown by ${grown.toFixed(1)} MB; ${alone.faults + beside.faults} events missing or out of order`);
  return grown < MOST_GROWTH_MB && alone.faults + beside.faults === 0 && closed === stalledCount ? 0 : 1;
});

async function pass(node, run, { stalled }) {
  const readers = await Promise.all(Array.from({ length: READERS }, () => reader(node.url, run.globalId)));
  const lazy = await Promise.all(Array.from({ length: stalled }, () => reader(node.url, run.globalId)));
  for (const { socket } of lazy) socket.pause();
  let mostMb = residentMb(node.pid);
  const from = performance.now();
  for (let sent = 0; sent < count; sent += BATCH) {
    run.publish(await run.write(BATCH, 'LOG', TEXT));
    while (readers.some(({ last }) => last() < run.last)) await sleep(1);
    mostMb = Math.max(mostMb, residentMb(node.pid));
  }
  const perSecond = (count * 1_000) / (performance.now() - from);
  await sleep(5_000); // who was given up is gone by then
  mostMb = Math.max(mostMb, residentMb(node.pid));
  for (const { socket } of [...readers, ...lazy]) socket.terminate();
  return { perSecond, mostMb, faults: readers.reduce((sum, { faults }) => sum + faults(), 0) };
}

async function reader(url, runId) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let last = 0;
  let faults = 0;
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${ADMIN_KEY}` } }));
  await once(socket, 'message');
  socket.send(
    JSON.stringify({ id: 'a', type: 'subscribe', payload: { query: QUERY, variables: { runId } } }),
  );
  await once(socket, 'message'); // the snapshot
  socket.on('message', (data) => {
    const [, sequence] = /"sequence":(\d+)/.exec(data.toString()) ?? [];
    if (Number(sequence) !== last + 1) faults += 1;
    last = Number(sequence);
  });
  return { socket, last: () => last, faults: () => faults };
}
