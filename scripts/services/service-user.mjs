import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SetupError } from '../bootstrap/setup-error.mjs';

/** `nobody`, everywhere: PostgreSQL refuses to run as root, and no user has to be made for it. */
export const NOBODY = 65534;

export const isRoot = () => process.getuid?.() === 0;

/**
 * How to run a program as a user PostgreSQL accepts. As root that is `nobody`; where a folder above the data is closed
 * to others (a checkout in /root), it gets the one right to pass through closed folders.
 * @returns `{ program, args, options }` for spawn
 */
export function asServiceUser(program, args, data) {
  if (!isRoot()) return { program, args, options: {} };
  const closed = closedFolderAbove(data);
  if (closed === null) return { program, args, options: { uid: NOBODY, gid: NOBODY } };
  const right = passRight();
  if (right === null || !existsSync('/usr/bin/setpriv')) {
    throw new SetupError(
      `PostgreSQL does not run as root, and other users may not enter ${closed}; move the checkout (or ACOG_DATA_DIR) to a folder others can enter, or run as an ordinary user.`,
    );
  }
  const drop = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const keep = [`--inh-caps=+${right}`, `--ambient-caps=+${right}`];
  return { program: '/usr/bin/setpriv', args: [...drop, ...keep, '--', program, ...args], options: {} };
}

/** A folder on the way, as it is written or behind its links, that others may not enter; null when the way is free. */
export function closedFolderAbove(path) {
  const folders = [...foldersAbove(path), ...foldersAbove(realpathSync(path))];
  return folders.find((folder) => (statSync(folder).mode & 0o001) === 0) ?? null;
}

function foldersAbove(path) {
  const above = dirname(path);
  return above === path ? [] : [...foldersAbove(above), above];
}

const CAPABILITIES = [
  ['dac_read_search', 2n],
  ['dac_override', 1n],
];

/** The smallest right that root still has here; containers take some away. */
function passRight() {
  try {
    const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    const effective = BigInt(`0x${line?.[1] ?? '0'}`);
    return CAPABILITIES.find(([, bit]) => (effective >> bit) & 1n)?.[0] ?? null;
  } catch {
    return null;
  }
}
