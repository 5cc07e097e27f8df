import { buildApp } from '../app.js';
import { environment } from '../config.js';
import { AcogError, ConfigError } from '../errors.js';
import { createLogger } from '../logger.js';
import { wallProblem } from '../services/wall.js';
import { readOptions, type Command } from './command.js';
import { COMING } from './settings.js';
import { sharedVendors, type VendorMode } from './vendor-mode.js';

const PATIENCE_MS = 5_000;
/** The database is away or not named, which was said. */
const NOT_SEEN = 'not seen';
/** The settings that lead to what is looked at: one of these is wrong when nothing answers. */
const LED_TO_BY: Readonly<Record<string, readonly string[]>> = {
  postgres: ['DATABASE_URL'],
  migrations: ['DATABASE_URL'],
  'second wall': ['DATABASE_URL'],
  redis: ['REDIS_URL'],
  queue: ['REDIS_URL'],
  storage: ['S3_ENDPOINT', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_BUCKET', 'S3_REGION'],
};

export const doctor: Command = {
  summary: 'checks settings, services, ffmpeg and vendors, and says what to mend',
  help: `acog doctor: one line for each thing that is looked at; exit code 1 when something must be mended.

Looks at the services that DATABASE_URL, REDIS_URL and S3_ENDPOINT name. Vendors are looked at without a paid call.
`,
  async run(args) {
    readOptions(args, {});
    const problems: string[] = [];
    const say = (name: string, problem: string | null, fine = 'fine'): void => {
      if (problem !== null) problems.push(problem);
      process.stdout.write(`${problem === null ? 'ok  ' : 'FAIL'}  ${name.padEnd(12)} ${problem ?? fine}\n`);
    };
    const { mode, faults } = readWhatIsRight();
    for (const fault of faults) say('settings', fault);
    if (mode === null) return 1;
    if (faults.length === 0) say('settings', null);
    const isWrong = (setting: string): boolean => faults.some((fault) => fault.startsWith(`${setting} `));
    const isKnown = (name: string): boolean => !LED_TO_BY[name]?.some(isWrong);
    const { config, simulated } = mode;
    const app = await buildApp(config, createLogger('silent'), simulated).catch((error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems)
        say(problem.startsWith('ACOG_DATA_DIR') ? 'data folder' : 'programs', problem);
      return null;
    });
    if (app === null) return 1;
    try {
      for (const [name, check] of Object.entries(app.checks))
        if (isKnown(name)) say(name, advised(name, await problemOf(check)));
      const walls = isKnown('second wall')
        ? await wallProblem(app.orm.em.fork()).catch(() => NOT_SEEN)
        : NOT_SEEN;
      if (walls !== NOT_SEEN) say('second wall', walls);
      for (const vendor of app.control.vendors) {
        const how = simulated.has(vendor.name)
          ? 'simulated'
          : vendor.configured
            ? 'key is set'
            : 'no key: stages that need it wait for a person';
        say(vendor.name, null, how);
      }
    } finally {
      await app.close();
    }
    return problems.length === 0 ? 0 : 1;
  },
};

/** The settings without those that are wrong, so that the rest can be looked at; null when that is not enough. */
function readWhatIsRight(): { mode: VendorMode | null; faults: readonly string[] } {
  const given = environment();
  try {
    return { mode: sharedVendors(given), faults: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const wrong = new Set(error.problems.map((problem) => /^\w+/.exec(problem)?.[0]));
    const right = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
    try {
      return { mode: sharedVendors({ ...COMING, ...right }), faults: error.problems };
    } catch {
      return { mode: null, faults: error.problems };
    }
  }
}

function advised(name: string, problem: string | null): string | null {
  const setting = LED_TO_BY[name]?.[0];
  if (problem === null || setting === undefined || problem.includes(setting) || name === 'migrations')
    return problem;
  return `${problem}: look at ${setting}, and whether the service runs.`;
}

async function problemOf(check: () => Promise<unknown>): Promise<string | null> {
  const tooLate = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref();
  });
  try {
    await Promise.race([check(), tooLate]);
    return null;
  } catch (error) {
    if (error instanceof AcogError) return error.message;
    return error instanceof Error ? error.message || error.name : String(error);
  }
}
