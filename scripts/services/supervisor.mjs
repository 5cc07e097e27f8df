import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePorts } from '../bootstrap/ports.mjs';
import { identify, pause, sendSignal } from '../bootstrap/process-table.mjs';
import { SetupError, explainOutput } from '../bootstrap/setup-error.mjs';

const PORT_TRIES = 5;
const READY_WITHIN_MS = 120_000; // a database that was killed replays its log first
const STOP_STEP_MS = 1500;
const RESTARTS_A_MINUTE = 5;

/**
 * Starts one service and keeps it running: a part that dies comes back on its port with its data.
 *
 * A service is `{ name, portCount, prepare(), configure(ports), parts, variables() }`; a part is one process:
 * `{ name, launch(): {program, args, options}, isReady(pid), stopSignals, beforeRestart?() }`.
 * @returns `{ variables, identities(), stop() }`
 * @throws {SetupError} with the last words of the part that would not start
 */
export async function superviseService(service, { folder, say, onGivenUp, onChange }) {
  await service.prepare();
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const parts = service.parts.map((part) => new Part(part, join(logs, `${part.name}.log`)));
  for (let attempt = 1; ; attempt += 1) {
    await service.configure(await findFreePorts(service.portCount));
    const results = await Promise.allSettled(parts.map((part) => part.start('w')));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed === undefined) break;
    await Promise.all(parts.map((part) => part.stop()));
    if (!failed.reason.isPortTaken || attempt === PORT_TRIES) throw failed.reason;
  }
  for (const part of parts) part.keepAlive(service.name, { say, onGivenUp, onChange });
  return {
    variables: service.variables(),
    identities: () => parts.map((part) => part.identity).filter((identity) => identity !== null),
    stop: () => Promise.all(parts.map((part) => part.stop())),
  };
}

class Part {
  identity = null;
  #definition;
  #log;
  #exited = Promise.resolve();
  #isStopping = false;
  #restarts = [];

  constructor(definition, log) {
    this.#definition = definition;
    this.#log = log;
  }

  async start(logMode) {
    this.#isStopping = false;
    const { program, args, options } = this.#definition.launch();
    const output = openSync(this.#log, logMode, 0o600);
    // a group of its own: Swift ends its whole group when told to stop
    const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', output, output] });
    closeSync(output);
    let end = null;
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => resolve((end = error.message)));
      child.once('exit', (code, signal) => resolve((end = `exit ${code ?? signal}`)));
    });
    this.identity = child.pid === undefined ? null : identify(child.pid);
    const deadline = Date.now() + READY_WITHIN_MS;
    while (end === null && !(await this.#definition.isReady(child.pid))) {
      if (Date.now() > deadline) {
        await this.stop();
        end = `not ready after ${READY_WITHIN_MS / 1000} s`;
      }
      await pause(15);
    }
    if (end !== null) throw this.#explain(end);
  }

  /** From now on a death that nobody asked for is answered by a restart. */
  keepAlive(serviceName, listeners) {
    void this.#exited.then(async (end) => {
      if (this.#isStopping) return;
      try {
        await this.#restart(serviceName, end, listeners.say);
        listeners.onChange();
        this.keepAlive(serviceName, listeners);
      } catch (error) {
        if (!this.#isStopping) listeners.onGivenUp(`${serviceName} does not come back: ${error.message}`);
      }
    });
  }

  async #restart(serviceName, end, say) {
    this.#restarts = [...this.#restarts.filter((at) => at > Date.now() - 60_000), Date.now()];
    if (this.#restarts.length > RESTARTS_A_MINUTE)
      throw new SetupError(`it ended ${RESTARTS_A_MINUTE + 1} times within a minute`);
    say(`${serviceName} ended (${end}); starting it again on its data …`);
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#definition.beforeRestart?.();
        if (!this.#isStopping) await this.start('a');
        return;
      } catch (error) {
        if (tries === 10 || this.#isStopping) throw error;
        await pause(300); // what is left of the old one lets go of port and memory
      }
    }
  }

  async stop() {
    this.#isStopping = true;
    const pid = this.identity?.pid;
    if (pid === undefined) return;
    for (const signal of this.#definition.stopSignals) {
      sendSignal(pid, signal);
      const hasEnded = await Promise.race([
        this.#exited.then(() => true),
        pause(STOP_STEP_MS).then(() => false),
      ]);
      if (hasEnded) break;
    }
    this.identity = null;
  }

  #explain(end) {
    const words = readFileSync(this.#log, 'utf8');
    const error = new SetupError(explainOutput(`${this.#definition.name} did not start (${end})`, words));
    error.isPortTaken = /address (is )?already in use|EADDRINUSE|could not bind|failed listening/i.test(
      words,
    );
    return error;
  }
}
