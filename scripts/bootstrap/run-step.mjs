import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError, explainOutput } from './setup-error.mjs';

const running = new Set();

/** Passes a signal on to whatever set-up step is under way. */
export function signalSteps(signal) {
  for (const child of running) child.kill(signal);
}

/**
 * Runs one step of the set-up with its output kept in a file, away from the terminal.
 * @param options as for spawn, and `inputFile`: what it reads from stdin
 * @returns its output
 * @throws {SetupError} `what`, and the last lines, when it cannot start or exits non-zero
 */
export async function runStep(what, program, args, { inputFile, ...options } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'acog-'));
  const log = join(folder, 'output.log');
  const output = openSync(log, 'w');
  const input = inputFile === undefined ? 'ignore' : openSync(inputFile, 'r');
  try {
    const child = spawn(program, args, { ...options, stdio: [input, output, output] });
    running.add(child);
    const end = await new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(code === 0 ? null : `exit ${code ?? signal}`));
    });
    running.delete(child);
    const text = readFileSync(log, 'utf8');
    if (end !== null) throw new SetupError(explainOutput(`${what} failed (${end})`, text));
    return text;
  } finally {
    closeSync(output);
    if (input !== 'ignore') closeSync(input);
    rmSync(folder, { recursive: true, force: true });
  }
}
