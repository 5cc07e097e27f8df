import { availableParallelism, loadavg } from 'node:os';
import { readFileSync } from 'node:fs';
import { startServices } from '../engine/services.mjs';
import { answerOf, measure, median, startServer } from './measures.mjs';
import { memoryRequests } from './memory-graph.mjs';
import { sha256 } from './ours.mjs';
import { fillPostgres, postgresRequests } from './postgres-graph.mjs';
import { load } from './program.mjs';

const args = process.argv.slice(2);
const given = (name, fallback) => (args.includes(name) ? args[args.indexOf(name) + 1] : fallback);
const rounds = Number(given('--rounds', '3'));
const seconds = Number(given('--seconds', '3'));
const data = given('--data', 'memory');
const only = given('--only', null)?.split(',');
const json = args.includes('--json');
const say = (text) => (json ? process.stderr : process.stdout).write(`${text}\n`);

const size = given('--size', null);
const all = data === 'postgres' ? postgresRequests : memoryRequests;
const requests = Object.fromEntries(Object.entries(all).filter(([name]) => !size || name === size));
const texts = Object.values(requests).map(({ query }) => query);
/** The same text with a blank behind it is in no manifest. */
const free = ({ query, variables }) => ({ query: `${query} `, variables });
const trusted = ({ query, variables }) => ({ documentId: `sha256:${sha256(query)}`, variables });
const plain = (request) => request;
const contenders = [
  { name: 'mercurius', server: 'mercurius', bodyOf: plain },
  { name: 'mercurius + jit', server: 'mercurius + jit', bodyOf: plain },
  { name: 'yoga', server: 'yoga', bodyOf: plain },
  { name: 'ours free', server: 'ours', bodyOf: free },
  { name: 'ours trusted', server: 'ours', bodyOf: trusted },
].filter(({ name }) => !only || only.includes(name));

const services = await startServices();
const servers = new Map();
try {
  const { createOrm } = await load('orm.js');
  const orm = await createOrm({ databaseUrl: services.databaseUrl, poolSize: 2 });
  await orm.migrator.up();
  await fillPostgres(orm);
  await orm.close(true);
  for (const { server } of contenders)
    if (!servers.has(server)) servers.set(server, await startServer(server, { data, services, texts }));
  say(
    `${rounds} rounds of ${seconds} s, data in ${data}, ${availableParallelism()} cores, load before ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );
  const results = [];
  for (const [size, request] of Object.entries(requests)) {
    const taken = contenders.map(() => []);
    const answers = [];
    for (const { server, bodyOf } of contenders)
      answers.push(await answerOf(servers.get(server), bodyOf(request)));
    if (new Set(answers.map((each) => each.data)).size > 1) throw new Error(`the answers of ${size} differ`);
    for (let round = 1; round <= rounds; round += 1) {
      const order = contenders.map((each, index) => ({ ...each, index }));
      for (const { server, bodyOf, index } of round % 2 === 0 ? order.reverse() : order)
        taken[index].push(await measure(servers.get(server), bodyOf(request), seconds));
    }
    contenders.forEach(({ name }, index) =>
      results.push({
        ...{ size, name, bytes: answers[index].bytes },
        usPerRequest: median(taken[index].map((each) => each.usPerRequest)),
        perSecond: median(taken[index].map((each) => each.perSecond)),
      }),
    );
  }
  report(results);
} finally {
  for (const server of servers.values()) server.close();
  await services.close();
}
process.exit(0);

function report(results) {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  const command = `npm run bench -- http --rounds ${rounds} --seconds ${seconds} --data ${data}`;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ command, versions: { node: process.version, ...dependencies }, results }, null, 2)}\n`,
    );
    return;
  }
  for (const size of Object.keys(requests)) {
    const own = results.filter((each) => each.size === size);
    const base = own.find(({ name }) => name === 'mercurius');
    say(`\n${size}: ${own[0].bytes} bytes${' '.repeat(12)}CPU us    beside mercurius    a second`);
    for (const { name, usPerRequest, perSecond } of own) {
      const ratio = base ? `${(base.usPerRequest / usPerRequest).toFixed(2)} x` : '';
      say(
        `${name.padEnd(20)} ${usPerRequest.toFixed(1).padStart(13)} ${ratio.padStart(18)} ${perSecond.toFixed(0).padStart(12)}`,
      );
    }
  }
  say(`\n${command}`);
}
