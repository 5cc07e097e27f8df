import { randomInt } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runCases } from './all-cases.js';
import { allCases, oneCasePerFailpoint } from './case-list.js';
import { startKeeper } from './child.js';
import { FAULT_NAMES } from './fault-plan.js';
import { randomRun } from './random-run.js';
import { startServices } from './services.js';
import { runSimulator } from './simulator.js';
import { tell } from './summary.js';
import type { Ground } from './world.js';

const HELP = `npm run chaos -- [options]: real workers on a PostgreSQL and a Redis of their own, while things go wrong

  --seconds N          random faults for so long (default 60)
  --seed N             the same faults again; printed by every random run
  --workers N          worker processes (default 3)
  --runs N             runs under way at the same time (default 8)
  --every MS           between two faults, on average (default 600)
  --rate N             requests that each vendor takes in a minute (default: so many that nobody waits)
  --grace N            seconds in which everything must have ended afterwards (default 180)
  --all                instead: each failpoint × kill, stop, throw × each vendor where it is passed, once
  --one-per-failpoint  instead: one kill at each failpoint
  --lanes N            cases at the same time (default 2)
  --only A,B           only these kinds of faults: ${FAULT_NAMES.join(', ')}
  --show               says each fault as it is made
  --keep               leaves the folder with logs, database and files
`;

export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'simulator') {
    const [, folder = '', port = '0', publicOrigin = ''] = args;
    await runSimulator(folder, Number(port), publicOrigin === '' ? null : publicOrigin);
    return 0;
  }
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
      ...{ workers: { type: 'string', default: '3' }, runs: { type: 'string', default: '8' } },
      ...{ every: { type: 'string', default: '600' }, grace: { type: 'string', default: '180' } },
      ...{
        all: { type: 'boolean', default: false },
        'one-per-failpoint': { type: 'boolean', default: false },
      },
      ...{ rate: { type: 'string' }, only: { type: 'string' }, lanes: { type: 'string', default: '2' } },
      ...{ show: { type: 'boolean', default: false } },
      ...{ keep: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const isOne = values['one-per-failpoint'];
  if (values.all || isOne) {
    const cases = (isOne ? oneCasePerFailpoint() : allCases()).filter(({ plan, target }) =>
      `${plan} ${target.vendor}`.includes(values.only ?? ''),
    );
    return onGround(values.keep, async (ground) => {
      const mode = isOne ? 'one per failpoint' : 'all';
      const summary = await runCases(ground, cases, { lanes: Number(values.lanes), mode, say });
      process.stdout.write(`${tell({ ...summary })}\n`);
      return summary.broken.length === 0;
    });
  }
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  return onGround(values.keep, async (ground) => {
    say(`seed ${seed}; logs in ${ground.folder}`);
    const summary = await randomRun(ground, {
      ...{ seed, say, seconds: Number(values.seconds), workers: Number(values.workers) },
      ...{
        runs: Number(values.runs),
        faultEveryMs: Number(values.every),
        graceSeconds: Number(values.grace),
      },
      requestsPerMinute: values.rate === undefined ? null : Number(values.rate),
      isLoud: values.show,
      only: values.only === undefined ? null : new Set(values.only.split(',')),
    });
    process.stdout.write(`${tell({ ...summary })}\n`);
    return summary.broken.length === 0;
  });
}

function say(line: string): void {
  process.stderr.write(`chaos: ${line}\n`);
}

/** Services and a folder of our own, gone in the end. */
async function onGround(isKept: boolean, work: (ground: Ground) => Promise<boolean>): Promise<number> {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const folder = await mkdtemp(join(tmpdir(), 'acog-chaos-'));
  await chmod(folder, 0o755); // PostgreSQL runs as another user
  const keeper = startKeeper(isKept ? '/nonexistent' : folder);
  try {
    const services = await startServices({ root, folder, keeper });
    const isWell = await work({ root, folder, keeper, ...services });
    await services.redis.down('SIGKILL');
    await services.postgres.down('SIGQUIT');
    return isWell ? 0 : 1;
  } finally {
    keeper.end();
  }
}
