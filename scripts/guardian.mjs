import { createInterface } from 'node:readline';
import { restoreDaemonPolicy } from './bootstrap/apt.mjs';
import { discardFolder } from './bootstrap/data-folder.mjs';
import { amendLock } from './bootstrap/lock.mjs';
import { endMarked, isAlive, pause, sendSignal } from './bootstrap/process-table.mjs';
import { explainFileError } from './bootstrap/setup-error.mjs';
import { createServices } from './services/services.mjs';
import { superviseService } from './services/supervisor.mjs';

/**
 * Parent of the services, in a session of its own, tied to the launcher by its stdin: when that ends, for whatever
 * reason, everything of this run is ended and thrown away. It outlives a launcher that was killed by some seconds.
 *
 * In: `{folder}`, `{start}`, `{main}`, `{stop}`. Out: `{ready}`, `{failed}`, `{say}`, `{identities}`, `{stopped}`.
 */
const token = process.env.ACOG_RUN_TOKEN;
const MAIN_GRACE_MS = 1200;

let folder = null;
let main = null;
let services = [];
let bringingUp = Promise.resolve();
let stopping = null;

function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Some servers overwrite the mark in their environment: so that nobody has to search for them, the lock names them. */
function writeDown() {
  const identities = services.flatMap((service) => service.identities());
  amendLock(folder.lock, { services: identities });
  tell({ identities });
}

async function start(wanted) {
  try {
    const say = (text) => tell({ say: text });
    const options = {
      folder: folder.path,
      say,
      onChange: writeDown,
      onGivenUp: (text) => tell({ failed: text }),
    };
    const results = await Promise.allSettled(
      createServices({ ...wanted, folder: folder.path, throwaway: folder.throwaway, token, say }).map(
        async (service) => {
          const running = await superviseService(service, options);
          services.push(running);
          writeDown();
          return running.variables;
        },
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    tell({ ready: Object.assign({}, ...results.map((result) => result.value)) });
  } catch (error) {
    const explained = explainFileError(error, `start the services in ${folder.path}`);
    tell({
      failed: explained.name === 'SetupError' ? explained.message : (explained.stack ?? explained.message),
    });
  }
}

/** The command first, so that it does not see its services go; then those; then what went astray; then the data. */
function stop() {
  stopping ??= (async () => {
    if (isAlive(main)) await endMain();
    await Promise.all(services.map((service) => service.stop()));
    const leftovers = await endMarked(token, 300);
    await Promise.race([bringingUp, pause(500)]);
    if (folder !== null) discardFolder({ ...folder, token, remove: folder.throwaway || folder.isUnfinished });
    try {
      restoreDaemonPolicy();
    } catch {
      // the next install mends it
    }
    tell({ stopped: { leftovers } });
    process.exit(0);
  })();
}

async function endMain() {
  sendSignal(-main.pid, 'SIGTERM');
  const deadline = Date.now() + MAIN_GRACE_MS;
  while (isAlive(main) && Date.now() < deadline) await pause(30);
  sendSignal(-main.pid, 'SIGKILL');
}

function hear(message) {
  if (message.folder) folder = message.folder;
  if (message.main) main = message.main;
  if (message.start && stopping === null) bringingUp = start(message.start);
  if (message.stop) stop();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
process.stdout.on('error', () => undefined); // the launcher is gone; its end of stdin says so too
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => hear(JSON.parse(line)));
lines.on('close', stop);
