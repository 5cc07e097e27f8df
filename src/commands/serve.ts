import { buildApp } from '../app.js';
import { createLogger } from '../logger.js';
import { readOptions, type Command } from './command.js';
import { untilStopped } from './stopping.js';
import { untilUsable } from './until-database.js';
import { sharedVendors } from './vendor-mode.js';

export const serve: Command = {
  summary: 'the API alone, for machines that share database, Redis and storage',
  help: `acog serve: the API, GraphiQL and subscriptions, without a worker.

Needs DATABASE_URL and REDIS_URL; S3_ENDPOINT when workers run on other machines. PORT and HOST say where it listens.
It never starts services and never simulates vendors unless ACOG_VENDORS=simulated. Run acog migrate first.
`,
  async run(args) {
    readOptions(args, {});
    const { config, simulated } = sharedVendors();
    const logger = createLogger(config.logLevel);
    const app = await buildApp(config, logger, simulated);
    try {
      await untilUsable(app, logger);
      const key = await app.ensureAdminKey();
      if (key) process.stdout.write(`admin key (shown this once): ${key}\n`);
      const { url } = await app.serve();
      logger.info({ url }, 'serving');
      await untilStopped();
    } finally {
      await app.close();
    }
    return 0;
  },
};
