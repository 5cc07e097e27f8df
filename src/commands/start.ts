import { join } from 'node:path';
import { buildApp } from '../app.js';
import { environment } from '../config.js';
import type { VendorName } from '../entities/vendor.js';
import { createLogger } from '../logger.js';
import { startSimulator, type RunningSimulator } from '../simulator/server.js';
import { readOptions, type Command } from './command.js';
import { assertFree } from './port.js';
import { checkSettings, readSettings } from './settings.js';
import { programsOf, simulatedEnvironment } from './simulated-vendors.js';
import { untilStopped } from './stopping.js';
import { vendorsWithoutKey } from './vendor-mode.js';

export const start: Command = {
  summary: 'everything on this machine, until Ctrl-C: API, GraphiQL and a worker',
  help: `npm start: sets up what is missing and serves API, GraphiQL and a worker in one process tree until Ctrl-C.

PORT (4000) and HOST (127.0.0.1) say where it listens; data stays in ACOG_DATA_DIR (./.acog).
Vendors that have no key in the environment are simulated; ACOG_VENDORS=simulated simulates all, live none.
`,
  async check(args) {
    readOptions(args, {});
    const { port, host } = checkSettings(environment());
    await assertFree(port, host);
  },
  async run(args) {
    readOptions(args, {});
    const { env, simulated, simulator } = await vendorsForOneMachine();
    const config = readSettings(env);
    const logger = createLogger(env['LOG_LEVEL'] ? config.logLevel : 'warn');
    try {
      const app = await buildApp(config, logger, new Set(simulated));
      try {
        await app.migrate();
        const key = await app.ensureAdminKey();
        const { url } = await app.serve();
        app.work({ concurrency: config.concurrency });
        process.stdout.write(welcome(config.publicUrl ?? url, simulated, key));
        await untilStopped();
        process.stdout.write('stopping …\n');
      } finally {
        await app.close();
      }
    } finally {
      await simulator?.close();
    }
    return 0;
  },
};

/** Real vendors where there is a key, the simulator for the others. */
async function vendorsForOneMachine(): Promise<{
  env: Record<string, string | undefined>;
  simulated: VendorName[];
  simulator: RunningSimulator | null;
}> {
  const given = environment();
  const mode = given['ACOG_VENDORS'];
  const simulated =
    mode === 'live' ? [] : mode === 'simulated' ? vendorsWithoutKey({}) : vendorsWithoutKey(given);
  if (simulated.length === 0) return { env: { ...given }, simulated, simulator: null };
  const folder = join(given['ACOG_DATA_DIR'] ?? '.acog', 'simulator');
  const simulator = await startSimulator({ port: 0, folder, programs: programsOf(given) });
  return { env: { ...given, ...simulatedEnvironment(simulator.baseUrls, simulated) }, simulated, simulator };
}

function welcome(url: string, simulated: readonly VendorName[], key: string | null): string {
  const vendors = simulated.length === 0 ? 'none: all vendors are real and cost money' : simulated.join(', ');
  const lines = [
    `ACOG is ready at ${url}`,
    `  GraphQL     ${url}/graphql`,
    `  GraphiQL    ${url}/graphiql${key ? `#key=${key}` : ''}`,
    `  simulated   ${vendors}`,
    ...(key ? [`  admin key   ${key}   (shown this once)`] : []),
    'Ctrl-C stops it; data stays.',
  ];
  return `${lines.join('\n')}\n`;
}
