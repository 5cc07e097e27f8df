import { tmpdir } from 'node:os';
import { environment } from '../config.js';
import { startSimulator } from '../simulator/server.js';
import { oneOf, readOptions, wholeNumber, type Command } from './command.js';
import { untilStopped } from './stopping.js';
import { programsOf } from './simulated-vendors.js';

export const simulate: Command = {
  summary: 'one server that speaks the wires of all six vendors',
  help: `acog simulate: the vendors' simulator. Answers carry real media; nothing costs money.

  --port N            where to listen (default: a free port)
  --host ADDRESS      default 127.0.0.1
  --job-seconds N     how long asynchronous jobs take (0 to 3600; default 6)
  --media FULL|TINY   TINY makes tiny pictures, for tests that are not about pictures
  --json              prints the base URLs as one JSON document

Under /_control: POST faults, DELETE, POST speed, GET calls, GET ledger.
`,
  async run(args) {
    const { values } = readOptions(args, {
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      'job-seconds': { type: 'string', default: '6' },
      media: { type: 'string', default: 'FULL' },
      json: { type: 'boolean', default: false },
    });
    const simulator = await startSimulator({
      port: wholeNumber('--port', values.port, 0, 65_535),
      host: values.host,
      folder: tmpdir(),
      programs: programsOf(environment()),
      speed: {
        jobSeconds: wholeNumber('--job-seconds', values['job-seconds'], 0, 3600),
        media: oneOf('--media', values.media, ['FULL', 'TINY']),
      },
    });
    if (values.json)
      process.stdout.write(`${JSON.stringify({ origin: simulator.origin, baseUrls: simulator.baseUrls })}\n`);
    else
      for (const [vendor, url] of Object.entries(simulator.baseUrls))
        process.stdout.write(`${vendor.toUpperCase()}_BASE_URL=${url}\n`);
    await untilStopped();
    await simulator.close();
    return 0;
  },
};
