import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bench is measured beside is a package of its own, installed at the first run and whenever its lock changes. */
export function installOwnPackage(folder) {
  if (isInstalled(folder)) return;
  process.stderr.write(`Installing what stands in ${join(folder, 'package.json')}.\n`);
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (status !== 0) process.exit(1);
}

/** Everything that the lock file names stands there in its version. */
function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).flatMap(
      ([path, { version, optional }]) => (path === '' || optional ? [] : [`${path} ${version}`]),
    );
  const there = new Set(versions(installed));
  return versions(join(folder, 'package-lock.json')).every((one) => there.has(one));
}
