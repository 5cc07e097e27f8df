import { buildApp } from '../app.js';
import { AcogError, ConfigError } from '../errors.js';
import { createLogger } from '../logger.js';
import { wallProblem } from '../services/wall.js';
import { readOptions, type Command } from './command.js';
import { sharedVendors } from './vendor-mode.js';

const PATIENCE_MS = 5_000;

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
    try {
      const { config, simulated } = sharedVendors();
      const app = await buildApp(config, createLogger('silent'), simulated);
      say('settings', null);
      try {
        for (const [name, check] of Object.entries(app.checks)) say(name, await problemOf(check));
        const walls = await wallProblem(app.orm.em.fork()).catch(() => null); // that the database is away was said
        say('second wall', walls);
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
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems) say('settings', problem);
    }
    return problems.length === 0 ? 0 : 1;
  },
};

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
