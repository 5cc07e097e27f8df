import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { look, pause, sendSignal } from '../bootstrap/process-table.mjs';
import { runStep } from '../bootstrap/run-step.mjs';
import { findPostgresBinaries } from './postgres-binaries.mjs';
import { NOBODY, asServiceUser, isRoot } from './service-user.mjs';

const USER = 'acog';
const DATABASE = 'acog';
const PASSWORD_FILE = 'acog-password';
const ORPHAN_GRACE_MS = 5000;

/** A PostgreSQL of our own: on 127.0.0.1 alone, with a password, data in `<folder>/postgres`. */
export function createPostgres({ root, folder, throwaway, token, say }) {
  const data = join(folder, 'postgres');
  const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ACOG_RUN_TOKEN: token };
  let binaries = null;
  let port = null;
  const asUser = (name, args, at) => asServiceUser(join(binaries, name), args, at);
  return {
    name: 'PostgreSQL',
    portCount: 1,
    async prepare() {
      for (const name of readdirSync(folder).filter((each) => each.startsWith('postgres.'))) {
        rmSync(join(folder, name), { recursive: true, force: true }); // a first start that was cut short
      }
      const isNew = !existsSync(data);
      const major = isNew ? null : readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
      binaries = findPostgresBinaries(root, major, say);
      if (isNew) await makeCluster({ data, throwaway, environment, asUser });
      else await endOrphan(data);
    },
    configure: ([free]) => void (port = free),
    parts: [
      {
        name: 'postgres',
        launch: () => {
          const run = asUser('postgres', [...baseArguments(data, throwaway), '-p', String(port)], data);
          return { ...run, options: { ...run.options, env: environment } };
        },
        isReady: (pid) => isReady(data, pid),
        beforeRestart: () => endOrphan(data),
        // immediate for what is thrown away; fast, with a checkpoint, for what is kept
        stopSignals: throwaway ? ['SIGQUIT', 'SIGKILL'] : ['SIGINT', 'SIGQUIT', 'SIGKILL'],
      },
    ],
    variables: () => {
      const password = readFileSync(join(data, PASSWORD_FILE), 'utf8');
      return { DATABASE_URL: `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}` };
    },
  };
}

function baseArguments(data, throwaway) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '', // paths of sockets are short, those of checkouts are not
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(throwaway && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Made beside its place and moved there when whole, so that a cut-short start leaves no half of a cluster. */
async function makeCluster({ data, throwaway, environment, asUser }) {
  const fresh = `${data}.init-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${fresh}.password`;
  const password = randomBytes(18).toString('hex');
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    for (const path of isRoot() ? [fresh, passwordFile] : []) chownSync(path, NOBODY, NOBODY);
    const locale = process.platform === 'darwin' ? 'C' : 'C.UTF-8';
    const options = ['--encoding=UTF8', `--locale=${locale}`, ...(throwaway ? ['--no-sync'] : [])];
    const access = ['-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    await run(asUser('initdb', ['-D', fresh, ...access, ...options], fresh), environment);
    await createDatabase(
      asUser('postgres', ['--single', '-D', fresh, 'postgres'], fresh),
      environment,
      `${fresh}.sql`,
    );
    chmodSync(passwordFile, 0o600);
    renameSync(passwordFile, join(fresh, PASSWORD_FILE));
    renameSync(fresh, data);
  } finally {
    for (const path of [fresh, passwordFile, `${fresh}.sql`]) rmSync(path, { recursive: true, force: true });
  }
}

function run({ program, args, options }, environment) {
  return runStep('Making the PostgreSQL database', program, args, { ...options, env: environment });
}

/** No client program comes with the package; the server in single-user mode reads its commands from a file. */
function createDatabase(single, environment, sqlFile) {
  writeFileSync(sqlFile, `CREATE DATABASE ${DATABASE}\n`);
  return runStep('Making the PostgreSQL database', single.program, single.args, {
    ...single.options,
    env: environment,
    inputFile: sqlFile,
  });
}

/** The server writes `ready` as the eighth line of its pid file when it takes connections. */
function isReady(data, pid) {
  const lines = readPidFile(data);
  return lines !== null && Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** A server whose guardian was killed still runs on this data; a pid file may also name a stranger by now. */
async function endOrphan(data) {
  const pid = Number(readPidFile(data)?.[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const isOurs = () => look(pid)?.command.includes(data) ?? false;
  const deadline = Date.now() + ORPHAN_GRACE_MS;
  if (isOurs()) sendSignal(pid, 'SIGQUIT');
  while (isOurs() && Date.now() < deadline) await pause(30);
  if (isOurs()) sendSignal(pid, 'SIGKILL');
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

function readPidFile(data) {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}
