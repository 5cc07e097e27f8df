import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneAtATime } from './one-at-a-time.mjs';
import { runStep } from './run-step.mjs';
import { SetupError, explainFileError, say } from './setup-error.mjs';

/** Brings node_modules in line with package-lock.json, by `npm ci`, when it is not. */
export async function installPackages({ root, token, environment }) {
  const wanted = wantedStamp(root);
  const stamp = join(root, 'node_modules', '.acog-installed');
  await oneAtATime({
    root,
    name: 'install',
    token,
    doing: 'install the packages',
    isDone: () => isInstalled(root, stamp, wanted),
    work: async () => {
      refuseLink(root);
      say('Installing packages (npm ci) …');
      const [program, args] = npmCommand(environment);
      await runStep('npm ci', program, [...args, 'ci', '--include=dev', '--include=optional'], {
        cwd: root,
        env: environment,
      });
      writeFileSync(stamp, wanted);
    },
  });
}

/** `npm ci` empties the folder first, and through a link that would be the folder of another checkout. */
function refuseLink(root) {
  const folder = join(root, 'node_modules');
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  throw new SetupError(
    `node_modules is a link to ${readlinkSync(folder)}, which does not match package-lock.json; remove the link, or install there.`,
  );
}

/** How to call the npm that called us, else the one on PATH. */
export function npmCommand(environment) {
  const script = environment.npm_execpath;
  if (script?.endsWith('.js') && existsSync(script)) return [process.execPath, [script]];
  return ['npm', []];
}

function wantedStamp(root) {
  try {
    const lock = readFileSync(join(root, 'package-lock.json'));
    return `${process.platform}-${process.arch} ${createHash('sha256').update(lock).digest('hex')}\n`;
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new SetupError('package-lock.json is missing: this is not a whole checkout.');
    throw explainFileError(error, 'read package-lock.json');
  }
}

function isInstalled(root, stamp, wanted) {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === wanted;
  if (!matchesLock(root)) return false;
  try {
    writeFileSync(stamp, wanted); // installed by hand and right: remembered, so that it is compared only once
  } catch {
    // a checkout we may not write to is compared every time
  }
  return true;
}

/** npm writes down what it installed; packages of other platforms may be absent, everything else must be the same. */
function matchesLock(root) {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(
      readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || (present[path] === undefined ? optional === true : present[path].version === version),
    );
  } catch {
    return false;
  }
}
