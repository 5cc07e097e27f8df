import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './program.mjs';

/** Ends the process when there is no compiled program. */
export function requireBuild() {
  if (existsSync(join(root, 'dist/src/cli.js'))) return;
  process.stderr.write('There is no compiled program in dist/; run npm run build first.\n');
  process.exit(2);
}

/** Installs the package in a folder unless everything that its lock file names stands there in its version. */
export function requirePeers(folder, what) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).flatMap(
      ([path, { version, optional }]) => (path === '' || optional ? [] : [`${path} ${version}`]),
    );
  const there = new Set(existsSync(installed) ? versions(installed) : []);
  if (versions(join(folder, 'package-lock.json')).every((one) => there.has(one))) return;
  process.stderr.write(`Installing what ${what} is measured beside.\n`);
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (status !== 0) process.exit(1);
}
