import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePorts } from '../../scripts/bootstrap/ports.mjs';
import { startServices } from '../engine/services.mjs';
import { given, say, withClosers } from '../live/closers.mjs';
import { ADMIN_KEY, cpuMs, startNode } from '../live/node.mjs';
import { openWriter } from '../live/run-writer.mjs';
import { SELECTION } from './events.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const clients = Number(given('--clients', '200'));
const count = Number(given('--events', '300'));
const rounds = Number(given('--rounds', '5'));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

await withClosers(async (kept) => {
  const services = await startServices();
  kept(services, () => services.close());
  const writer = await openWriter(services);
  kept(writer, () => writer.close());
  const [port] = await findFreePorts(1);
  const node = await startNode({ ...services, port });
  kept(node, () => node.stop('SIGKILL'));
  const servers = {
    ours: {
      pid: node.pid,
      url: node.url,
      query: `subscription($runId: ID!) { runEvents(runId: $runId) { ${SELECTION} } }`,
      authorization: `Bearer ${ADMIN_KEY}`,
      async prepare() {
        const run = await writer.makeRun();
        return {
          variables: { runId: run.globalId },
          wake: null,
          send: () => run.write(count).then((all) => () => run.publish(all)),
        };
      },
    },
    'graphql-ws + type-graphql + createPubSub': await peer('documented.mjs', kept),
    mercurius: await peer('mercurius.mjs', kept),
  };

  const results = {};
  say(
    `${clients} clients, ${count} events, ${rounds} rounds, ${availableParallelism()} cores, load before ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, server] of Object.entries(servers)) {
      const measured = await measure(server);
      if (round === 0) continue; // to warm up
      (results[name] ??= []).push(measured);
      say(
        `round ${round} ${name}: ${measured.perSecond.toFixed(0)} deliveries/s, ${measured.cpuUs.toFixed(1)} us CPU each`,
      );
    }
  const rate = Object.fromEntries(
    Object.entries(results).map(([name, all]) => [name, median(all.map(({ perSecond }) => perSecond))]),
  );
  const cpu = Object.fromEntries(
    Object.entries(results).map(([name, all]) => [name, median(all.map(({ cpuUs }) => cpuUs))]),
  );
  say('\nmedians');
  for (const name of Object.keys(servers))
    say(
      `${name.padEnd(42)} ${rate[name].toFixed(0).padStart(7)} deliveries/s  ${cpu[name].toFixed(1).padStart(6)} us CPU  ours: ${(rate.ours / rate[name]).toFixed(2)} times the rate, ${(cpu[name] / cpu.ours).toFixed(2)} times less CPU`,
    );
  return 0;
});

async function peer(file, kept) {
  const child = fork(join(here, file));
  kept(child, () => child.disconnect());
  const [{ port: own }] = await once(child, 'message');
  return {
    ...{ child, pid: child.pid, url: `http://127.0.0.1:${own}`, authorization: '' },
    query: `subscription { runEvents { ${SELECTION} } }`,
    prepare: () =>
      Promise.resolve({
        variables: {},
        wake: () => child.send({ from: 0, count: 1 }),
        send: () => Promise.resolve(() => child.send({ from: 1, count })),
      }),
  };
}

async function measure({ url, query, authorization, pid, prepare }) {
  const { variables, wake, send } = await prepare();
  const watchers = fork(join(here, 'clients.mjs'), [
    url,
    String(clients),
    query,
    JSON.stringify(variables),
    authorization,
  ]);
  const ready = once(watchers, 'message');
  while (wake && (await Promise.race([ready, sleep(200)])) === undefined) wake(); // theirs say nothing of themselves
  await ready;
  await sleep(300);
  watchers.send(count);
  const publish = await send();
  const cpuBefore = cpuMs(pid);
  const done = once(watchers, 'message');
  const from = Date.now();
  publish();
  const [{ at, faults }] = await done;
  await sleep(50);
  const cpuUs = ((cpuMs(pid) - cpuBefore) * 1_000) / (clients * count);
  if (faults > 0) throw new Error(`${faults} events were missing or out of order`);
  watchers.disconnect();
  await once(watchers, 'exit');
  return { perSecond: (clients * count * 1_000) / (at - from), cpuUs };
}
