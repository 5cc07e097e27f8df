import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { identify, isAlive } from './process-table.mjs';

/**
 * A lock is a file that says who holds it: `{ pid, started, since, token, … }`. It appears whole or not at all
 * (link), and a lock whose holder is gone is taken over.
 */
export function takeLock(path, details = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = { ...identify(process.pid), since: new Date().toISOString(), ...details };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(draft, path)) return { taken: true, holder: mine, stale: null };
      const holder = readLock(path);
      if (holder === null) continue; // released between the two looks
      if (isHeld(holder)) return { taken: false, holder, stale: null };
      if (removeStale(path, holder) && tryLink(draft, path))
        return { taken: true, holder: mine, stale: holder };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The launcher holds it, and after the launcher's death its guardian, until that has cleaned up. */
export function isHeld(holder) {
  return isAlive(holder) || isAlive(holder.guardian);
}

/** What the lock says, null when there is none; one that cannot be read belongs to nobody. */
export function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    if (error instanceof SyntaxError) return { pid: 0, started: '', since: '' };
    throw error;
  }
}

/** Adds to a lock we hold, in one step for any reader. */
export function amendLock(path, details) {
  const next = { ...readLock(path), ...details };
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(next), { mode: 0o600 });
  renameSync(draft, path);
}

/** Only the token's owner may release. */
export function releaseLock(path, token) {
  try {
    if (readLock(path)?.token === token) rmSync(path, { force: true });
  } catch {
    // a lock that cannot be removed is stale from now on, and healed by the next start
  }
}

function tryLink(draft, path) {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Two may find the same stale lock: whoever moves away a lock that is not the stale one puts it back. */
function removeStale(path, stale) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    throw error;
  }
  const moved = readLock(aside);
  const isStale = moved?.token === stale.token && moved?.pid === stale.pid;
  if (!isStale) tryLink(aside, path);
  rmSync(aside, { force: true });
  return isStale;
}
