import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `npm run bench -- engine [--jobs 2000] [--rounds 5] [--only NAME,NAME] [--json]`: durable tasks per second and how soon
 * they start, beside raw Bee-Queue, BullMQ, pg-boss and graphile-worker in one run. What it measures, and how, stands in
 * `engine/README.md`. After `npm run build`. The peers are a package of their own and are installed at the first run.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), 'engine');
const lock = join(folder, 'package-lock.json');
const installed = join(folder, 'node_modules/.package-lock.json');

if (!existsSync(join(folder, '../../dist/src/jobs/worker.js'))) {
  process.stderr.write('There is no compiled program in dist/; run npm run build first.\n');
  process.exit(2);
}
if (!isInstalled()) {
  process.stderr.write('Installing what the engine is measured beside.\n');
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (status !== 0) process.exit(1);
}
await import(pathToFileURL(join(folder, 'main.mjs')).href);

/** Everything that the lock file names stands there in its version. */
function isInstalled() {
  if (!existsSync(installed)) return false;
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages).flatMap(
      ([path, { version, optional }]) => (path === '' || optional ? [] : [`${path} ${version}`]),
    );
  const there = new Set(versions(installed));
  return versions(lock).every((one) => there.has(one));
}
