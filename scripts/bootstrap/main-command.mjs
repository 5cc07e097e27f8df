import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { identify, sendSignal } from './process-table.mjs';

/**
 * The command itself, in a process group of its own, on our terminal.
 * @returns `{ identity, ended: Promise<exit code>, signal(name) }`; ended by a signal n the code is 128 + n
 */
export function runMain(program, args, { cwd, env }) {
  const child = spawn(program, args, { cwd, env, stdio: 'inherit', detached: true });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
  // a group of its own is not told when the window changes its size
  const onResize = () => sendSignal(child.pid, 'SIGWINCH');
  process.on('SIGWINCH', onResize);
  return {
    identity: child.pid === undefined ? null : identify(child.pid),
    ended: ended.finally(() => process.off('SIGWINCH', onResize)),
    signal: (name) => sendSignal(child.pid, name),
    kill: () => sendSignal(-child.pid, 'SIGKILL'),
  };
}

/** Both npm and the terminal pass a Ctrl-C on: within this time it is one, later it is impatience. */
const SAME_PRESS_MS = 1000;

/**
 * Turns the signals we get into two calls: `onFirst(signal)` once, `onAgain()` for a later Ctrl-C.
 */
export function listenToSignals({ onFirst, onAgain }) {
  let firstAt = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (firstAt === null) {
        firstAt = Date.now();
        onFirst(signal);
      } else if (Date.now() - firstAt > SAME_PRESS_MS) {
        onAgain();
      }
    });
  }
}
