import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { discardFolder } from './data-folder.mjs';
import { endMarked, identify, isAlive, sendSignal } from './process-table.mjs';
import { SetupError, say } from './setup-error.mjs';

const GUARDIAN = fileURLToPath(new URL('../guardian.mjs', import.meta.url));

/**
 * The launcher's side of the guardian. Emits `lost` with a sentence when the services, or the guardian itself, are
 * gone for good.
 */
export class GuardianLink extends EventEmitter {
  #child;
  #token;
  #identities = [];
  #isStopping = false;
  #leftovers = [];
  #outcome;
  #folder = null;
  #cleanUp = Promise.resolve();

  constructor(token) {
    super();
    this.#token = token;
    this.#child = spawn(process.execPath, [GUARDIAN], {
      detached: true, // no Ctrl-C of the terminal reaches it
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ACOG_RUN_TOKEN: token },
    });
    this.identity = identify(this.#child.pid);
    this.#child.stdin.on('error', () => undefined); // told by `exit`
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#hear(JSON.parse(line)));
    this.#child.once('exit', () => this.#onExit());
  }

  /** @param isUnfinished made by this run, and not worth keeping until something is in it */
  useFolder({ path, lock, throwaway }, isUnfinished) {
    this.#folder = { path, lock, throwaway, isUnfinished };
    this.#send({ folder: this.#folder });
  }

  /** @returns the variables that name the services. @throws {SetupError} */
  async startServices(wanted) {
    this.#send({ start: wanted });
    return new Promise((resolve, reject) => {
      this.#outcome = { resolve, reject };
    });
  }

  watchMain(identity) {
    this.#send({ main: identity });
  }

  /** Ends everything of this run. @returns the commands that were still running */
  async stop() {
    this.#isStopping = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#send({ stop: true });
      await once(this.#child, 'exit');
    }
    await this.#cleanUp;
    return this.#leftovers;
  }

  #send(message) {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  #hear(message) {
    if (message.say) say(message.say);
    if (message.identities) this.#identities = message.identities;
    if (message.stopped) this.#leftovers = message.stopped.leftovers;
    if (message.ready) this.#settle('resolve', message.ready);
    if (message.failed) this.#fail(message.failed);
  }

  #settle(how, value) {
    const outcome = this.#outcome;
    this.#outcome = undefined;
    outcome?.[how](value);
    return outcome !== undefined;
  }

  #fail(message) {
    if (!this.#settle('reject', new SetupError(message))) this.emit('lost', message);
  }

  /** Without its guardian a run must not go on: nobody would clean up after it. */
  #onExit() {
    if (this.#isStopping) return;
    this.#cleanUp = this.#endEverything();
    this.#fail('The process that guards the services was killed; everything was stopped.');
  }

  async #endEverything() {
    for (const identity of this.#identities) if (isAlive(identity)) sendSignal(identity.pid, 'SIGKILL');
    await endMarked(this.#token, 500);
    const folder = this.#folder;
    if (folder !== null) discardFolder({ ...folder, token: this.#token, remove: folder.throwaway });
  }
}
