import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { findFreePorts } from '../scripts/bootstrap/ports.mjs';
import { startServices } from './engine/services.mjs';
import { given, say, withClosers } from './live/closers.mjs';
import { ADMIN_KEY, startNode } from './live/node.mjs';
import { openRedis } from './live/own-redis.mjs';
import { requireBuild } from './live/requirements.mjs';

/**
 * `npm run bench -- resume [--clients 40] [--events 3000] [--seconds 60]`: stock clients of graphql-ws follow one run through
 * two servers that are killed at random, as are sockets; 2 of 100 messages are never published, Redis is killed and
 * started again. Every client must hear every event once and in order. After `npm run build`.
 */
requireBuild();
const { openWriter } = await import('./live/run-writer.mjs');
const clients = Number(given('--clients', '40'));
const count = Number(given('--events', '3000'));
const seconds = Number(given('--seconds', '60'));
const DROPPED_PERCENT = 2;
const QUERY = `subscription($runId: ID!, $after: String) {
  runEvents(runId: $runId, after: $after) { cursor sequence kind run { id status episode { id topic } } }
}`;

await withClosers(async (kept) => {
  const services = await startServices();
  kept(services, () => services.close());
  const [redisPort, ...ports] = await findFreePorts(3);
  const redis = await openRedis(redisPort);
  kept(redis, () => redis.kill());
  const where = { ...services, redisUrl: redis.redisUrl };
  const writer = await openWriter(where);
  kept(writer, () => writer.close());
  const run = await writer.makeRun();
  const nodes = await Promise.all(ports.map((port) => startNode({ ...where, port })));
  kept(nodes, () => Promise.all(nodes.map((node) => node.stop('SIGKILL'))));
  const tally = { nodes: 0, sockets: 0, redis: 0, dropped: 0, connections: 0 };
  const sockets = new Set();
  const readers = Array.from({ length: clients }, () => follow(run.globalId, { nodes, sockets, tally }));

  let isOver = false;
  const breaking = breakThings({ ports, nodes, where, redis, sockets, tally, isOver: () => isOver });
  const started = Date.now();
  for (let sent = 0; sent < count - 1;) {
    const size = Math.min(randomInt(1, 6), count - 1 - sent);
    const messages = await run.write(size);
    const published = messages.filter(() => randomInt(100) >= DROPPED_PERCENT);
    tally.dropped += messages.length - published.length;
    run.publish(published);
    sent += size;
    await sleep(Math.max(0, started + (sent / count) * seconds * 1_000 - Date.now()));
  }
  isOver = true;
  await breaking;
  run.publish(await run.write(1, 'RUN_SUCCEEDED'));
  const heard = await Promise.all(readers.map(({ done }) => done));

  const faults = { missing: 0, doubled: 0, disordered: 0 };
  for (const sequences of heard) {
    const distinct = new Set(sequences);
    faults.missing += count - distinct.size;
    faults.doubled += sequences.length - distinct.size;
    faults.disordered += sequences.filter((each, n) => n > 0 && each < sequences[n - 1]).length;
  }
  say(
    `${clients} clients, 2 servers, ${count} events: ${tally.nodes} servers killed, ${tally.sockets} sockets killed, Redis killed ${tally.redis} times, ${tally.dropped} messages dropped; ${tally.connections} connections`,
  );
  say(`${faults.missing} missing, ${faults.doubled} doubled, ${faults.disordered} out of order`);
  return Object.values(faults).every((each) => each === 0) ? 0 : 1;
});

/** The client as anybody would set it up: it only remembers the cursor. */
function follow(runId, { nodes, sockets, tally }) {
  const client = createClient({
    url: () => `${nodes[randomInt(nodes.length)].url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () => ({ authorization: `Bearer ${ADMIN_KEY}` }),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true, // also when nobody listens at the moment
    retryWait: () => sleep(randomInt(50, 400)),
    on: {
      connected(socket) {
        tally.connections += 1;
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      },
    },
  });
  const sequences = [];
  // the client comes before the first event: cursor 0 of its run asks for all of them
  const raw = Buffer.from(runId, 'base64url').toString().split(':')[1];
  const payload = {
    query: QUERY,
    variables: { runId, after: Buffer.from(`r:${raw}:0`).toString('base64url') },
  };
  const done = new Promise((resolve, reject) => {
    client.subscribe(payload, {
      next({ data, errors }) {
        if (errors) throw new Error(JSON.stringify(errors));
        const { sequence, cursor, kind } = data.runEvents;
        if (kind === 'SNAPSHOT' || kind === 'STREAM_RESET')
          throw new Error(`a ${kind} although the cursor was good`);
        sequences.push(sequence);
        payload.variables.after = cursor;
      },
      error: (error) =>
        reject(new Error(`the client gave up: ${error.code ?? error.message} ${error.reason ?? ''}`)),
      complete: () => resolve(sequences),
    });
  });
  return { done };
}

async function breakThings({ ports, nodes, where, redis, sockets, tally, isOver }) {
  const acts = [
    async () => {
      const which = randomInt(nodes.length);
      await nodes[which].stop('SIGKILL');
      tally.nodes += 1;
      await sleep(randomInt(200, 1_500));
      nodes[which] = await startNode({ ...where, port: ports[which] });
    },
    ...Array.from({ length: 5 }, () => () => {
      const open = [...sockets];
      for (const socket of open.filter(() => randomInt(4) === 0)) {
        socket.terminate();
        tally.sockets += 1;
      }
    }),
    async () => {
      await redis.kill();
      tally.redis += 1;
      await sleep(randomInt(200, 2_000));
      await redis.start();
    },
  ];
  for (let n = 0; !isOver(); n += 1) {
    await sleep(randomInt(200, 900));
    await acts[n < acts.length ? n : randomInt(acts.length)]();
  }
}
