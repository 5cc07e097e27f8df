import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

const LEAST = [22, 17];

/** `v24.21.0` is new enough; `v22.9.0` is not. */
export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/**
 * The Node that runs the program: the one the lockfile pins, else the one we run under.
 * @throws {SetupError} when neither is new enough
 */
export function findNode(root) {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) {
    const answer = spawnSync(pinned, ['--version'], { encoding: 'utf8' }); // one for another libc does not start
    if (answer.status === 0 && isNewEnough(answer.stdout.trim())) return pinned;
  }
  if (isNewEnough(process.version)) return process.execPath;
  throw new SetupError(
    `ACOG needs Node ${LEAST.join('.')} or newer, and this is ${process.version}; install Node 24 from https://nodejs.org and run the command again.`,
  );
}
