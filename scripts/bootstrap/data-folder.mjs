import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { amendLock, isHeld, readLock, releaseLock, takeLock } from './lock.mjs';
import { endMarked, isAlive, pause, sendSignal } from './process-table.mjs';
import { SetupError, explainFileError } from './setup-error.mjs';

/** A guardian whose launcher died has this long to clean up before its successor does it. */
const GUARDIAN_GRACE_MS = 6000;

/**
 * Takes the folder a command may use as its own. `start` has one, kept; `demo` and `test` have as many as there are
 * of them at once, thrown away afterwards. What earlier, killed runs left is ended and removed.
 * @returns `{ path, lock, throwaway, amend(details), discard() }`
 */
export async function takeDataFolder({ root, environment, command, token, url }) {
  const base = resolve(root, environment.ACOG_DATA_DIR ?? '.acog');
  const throwaway = command !== 'start';
  try {
    makeFolders(base);
    if (throwaway) await sweep(base, command, token);
    else await waitForGuardian(join(base, `${command}.lock`));
    for (let number = 1; ; number += 1) {
      const path = join(base, number === 1 ? command : `${command}-${number}`);
      const folder = await tryFolder({ path, throwaway, token, url });
      if (folder.taken) return folder;
      if (!throwaway) throw new SetupError(heldBy(folder.holder, path));
    }
  } catch (error) {
    throw explainFileError(error, `use the data folder ${base}`);
  }
}

/** Says who holds the folder that is kept, before anything else is found to be taken. @throws {SetupError} */
export function refuseWhileHeld({ root, environment, command }) {
  const path = join(resolve(root, environment.ACOG_DATA_DIR ?? '.acog'), command);
  try {
    const holder = readLock(`${path}.lock`);
    if (holder !== null && isAlive(holder)) throw new SetupError(heldBy(holder, path));
  } catch (error) {
    if (error instanceof SetupError) throw error; // a folder that cannot be read is spoken of where it is taken
  }
}

/** As `mkdir -p`. Node's own never comes back where a file system refuses folders with ENOENT, as /proc does. */
function makeFolders(path) {
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return;
    throw new SetupError(`Cannot use the data folder ${path}: it is a file, not a folder.`);
  }
  makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new SetupError(`Cannot use the data folder ${path}: no folder can be made there.`);
    if (error.code !== 'EEXIST') throw error; // another one of ours was faster
  }
}

async function tryFolder({ path, throwaway, token, url }) {
  const lock = `${path}.lock`;
  const { taken, holder, stale } = takeLock(lock, { token, url });
  if (!taken) return { taken, holder };
  if (stale !== null) await endRun(stale);
  if (throwaway) removeFolder(path);
  const isNew = !existsSync(path);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o711); // PostgreSQL, run as another user, has to pass through
  return {
    taken,
    path,
    lock,
    throwaway,
    isNew,
    amend: (details) => amendLock(lock, details),
    discard: () => discardFolder({ path, lock, token, remove: throwaway }),
  };
}

/** Ends what a killed run left running. */
async function endRun({ token, services = [] }) {
  for (const identity of services) if (isAlive(identity)) sendSignal(identity.pid, 'SIGKILL');
  if (token) await endMarked(token, 0);
  while (services.some(isAlive)) await pause(20);
}

/** Gives the folder back; safe to be called by the guardian and by the launcher. */
export function discardFolder({ path, lock, token, remove }) {
  if (readLock(lock)?.token !== token) return;
  if (remove) removeFolder(path);
  releaseLock(lock, token);
}

/** Servers may still be writing their last files while the folder goes. */
function removeFolder(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Removes what killed runs of the same command left behind; what a guardian still cleans up is left to it. */
async function sweep(base, command, token) {
  const own = new RegExp(`^${command}(-\\d+)?\\.lock$`);
  for (const name of readdirSync(base).filter((entry) => own.test(entry))) {
    const holder = readLock(join(base, name));
    if (holder === null || isHeld(holder)) continue;
    const folder = await tryFolder({ path: join(base, basename(name, '.lock')), throwaway: true, token });
    if (folder.taken) folder.discard();
  }
}

/** The launcher that held it was killed a moment ago: its guardian is about to let go. */
async function waitForGuardian(lock) {
  const holder = readLock(lock);
  if (holder === null || isAlive(holder)) return;
  const deadline = Date.now() + GUARDIAN_GRACE_MS;
  while (isHeld(holder) && Date.now() < deadline) await pause(50);
  if (isHeld(holder)) await endRun(holder);
}

function heldBy(holder, path) {
  const since = holder.since ? ` since ${holder.since}` : '';
  const url = holder.url ? ` and serves ${holder.url}` : '';
  return `ACOG already runs in ${path}: process ${holder.pid} holds it${since}${url}. Stop it first, or set ACOG_DATA_DIR (and PORT) to run a second one.`;
}
