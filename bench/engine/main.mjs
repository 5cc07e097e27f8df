import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { measureRates, measureStarts, median, percentile } from './measures.mjs';
import { ours } from './ours.mjs';
import { peers } from './peers.mjs';
import { measureGrowth, measureBusy } from './worker-load.mjs';
import { startServices } from './services.mjs';

const args = process.argv.slice(2);
const given = (name, fallback) => (args.includes(name) ? args[args.indexOf(name) + 1] : fallback);
const jobs = Number(given('--jobs', '2000'));
const rounds = Number(given('--rounds', '5'));
const only = given('--only', null)?.split(',');
const json = args.includes('--json');
const say = (text) => (json ? process.stderr : process.stdout).write(`${text}\n`);
const STARTS = 200;

const services = await startServices();
try {
  const all = Object.entries({ ...peers, ours });
  const wanted = all.filter(([name]) => !only || name === 'bee-queue' || only.includes(name));
  const opened = [];
  for (const [name, open] of wanted) opened.push([name, await open(services)]);
  say(
    `${jobs} jobs, ${rounds} rounds, ${availableParallelism()} cores, load before ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
  );

  const results = Object.fromEntries(
    opened.map(([name]) => [name, { enq: [], drain: [], e2e: [], starts: [] }]),
  );
  for (const [name, peer] of opened) await measureRates(peer, `warm_${slug(name)}`, 200); // not counted
  const own = opened.find(([name]) => name === 'ours')?.[1];
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, peer] of opened) {
      await own?.analyze();
      const rates = await measureRates(peer, `rates_${slug(name)}_${round}`, jobs);
      for (const [key, rate] of Object.entries(rates)) results[name][key].push(rate);
      results[name].starts.push(...(await measureStarts(peer, `starts_${slug(name)}_${round}`, STARTS)));
      say(
        `round ${round} ${name}: ${Object.entries(rates)
          .map(([key, rate]) => `${key} ${rate.toFixed(0)}/s`)
          .join(', ')}`,
      );
    }
  }

  const figures = figuresOf(results);
  const load = own ? { busy: await measureBusy(own), growth: await measureGrowth(services, own) } : null;
  const command = `npm run bench -- engine --jobs ${jobs} --rounds ${rounds}${only ? ` --only ${only.join(',')}` : ''}`;
  if (json)
    process.stdout.write(
      `${JSON.stringify({ command, versions: versions(), jobs, rounds, figures, load }, null, 2)}\n`,
    );
  else print(figures, load, command);
  for (const [, peer] of opened) await peer.close();
} finally {
  await services.close();
}
process.exit(0);

function figuresOf(results) {
  const of = (name) => {
    const { enq, drain, e2e, starts } = results[name];
    return {
      enq: median(enq),
      drain: median(drain),
      e2e: median(e2e),
      p50Ms: percentile(starts, 0.5),
      p99Ms: percentile(starts, 0.99),
    };
  };
  const base = of('bee-queue');
  return Object.fromEntries(
    Object.keys(results).map((name) => {
      const one = of(name);
      const ratio = Object.fromEntries(['enq', 'drain', 'e2e'].map((key) => [key, one[key] / base[key]]));
      return [
        name,
        {
          perSecond: { enq: one.enq, drain: one.drain, e2e: one.e2e },
          ratio,
          p50Ms: one.p50Ms,
          p99Ms: one.p99Ms,
        },
      ];
    }),
  );
}

function print(figures, load, command) {
  say(
    `\n${'beside raw Bee-Queue'.padEnd(20)} ${['enq', 'drain', 'e2e'].map((key) => key.padStart(18)).join('')}   start p50    p99 ms`,
  );
  for (const [name, { perSecond, ratio, p50Ms, p99Ms }] of Object.entries(figures)) {
    const cells = ['enq', 'drain', 'e2e'].map((key) =>
      `${ratio[key].toFixed(3)} ${perSecond[key].toFixed(0).padStart(6)}/s`.padStart(18),
    );
    say(
      `${name.padEnd(20)} ${cells.join('')} ${p50Ms.toFixed(1).padStart(11)} ${p99Ms.toFixed(1).padStart(9)}`,
    );
  }
  if (load) {
    const { busy, growth } = load;
    say(
      `\n${busy.waiting} vendor jobs waiting, concurrency 2: a new quick task starts after ${busy.p50Ms.toFixed(0)} ms (p50), ${busy.worstMs.toFixed(0)} ms (worst of ${busy.tasks})`,
    );
    say(
      `memory of a worker with ${growth.queued} tasks queued: ${growth.beforeMb.toFixed(0)} MB, grows by ${growth.grownMb.toFixed(0)} MB`,
    );
  }
  say(`\n${command}`);
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  return { node: process.version, ...dependencies };
}

function slug(name) {
  return name.replace(/\W/g, '_');
}
