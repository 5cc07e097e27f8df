import { buildApp } from '../app.js';
import { STAGES } from '../entities/stage.js';
import { createLogger } from '../logger.js';
import { oneOf, readOptions, wholeNumber, type Command } from './command.js';
import { untilStopped } from './stopping.js';
import { untilUsable } from './until-database.js';
import { sharedVendors } from './vendor-mode.js';

export const work: Command = {
  summary: 'a worker alone; start as many as you like, anywhere',
  help: `acog work: takes tasks of the pipeline until it is stopped; then gives back what it holds.

  --concurrency N   tasks that keep a core busy at the same time (1 to 256; default: cores of this machine)
  --stages A,B      only these stages (default: all of ${STAGES.join(', ')})

Needs DATABASE_URL, REDIS_URL, storage and ffmpeg. It never simulates vendors unless ACOG_VENDORS=simulated.
`,
  async run(args) {
    const { values } = readOptions(args, { concurrency: { type: 'string' }, stages: { type: 'string' } });
    const asked =
      values.concurrency === undefined ? null : wholeNumber('--concurrency', values.concurrency, 1, 256);
    const stages = values.stages?.split(',').map((name) => oneOf('--stages', name.trim(), STAGES));
    const { config, simulated } = sharedVendors();
    const concurrency = asked ?? config.concurrency;
    const logger = createLogger(config.logLevel);
    const app = await buildApp(config, logger, simulated);
    try {
      await untilUsable(app, logger);
      app.work({ concurrency, ...(stages ? { stages } : {}) });
      logger.info({ concurrency, stages: stages ?? STAGES }, 'working');
      await untilStopped();
      logger.info('stopping: nothing new is taken');
    } finally {
      await app.close();
    }
    return 0;
  },
};
