import { join } from 'node:path';
import { releaseLock, takeLock } from './lock.mjs';
import { pause } from './process-table.mjs';
import { explainFileError, say } from './setup-error.mjs';

/**
 * Does a piece of work on the checkout that two processes must not do at once. Who comes second waits, looks again
 * and finds it done.
 * @param isDone tells whether the work is still needed; asked before and after the wait
 */
export async function oneAtATime({ root, name, token, isDone, work, doing }) {
  if (isDone()) return;
  const path = join(root, '.acog', `${name}.lock`);
  try {
    let lock = takeLock(path, { token });
    if (!lock.taken) say(`Another process (${lock.holder.pid}) is already at it; waiting to ${doing} …`);
    while (!lock.taken) {
      await pause(200);
      lock = takeLock(path, { token });
    }
    if (!isDone()) await work();
  } catch (error) {
    throw explainFileError(error, doing);
  } finally {
    releaseLock(path, token);
  }
}
