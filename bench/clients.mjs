import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * `npm run bench -- clients`: the clients of `docs/clients.md` follow one run through a line that breaks again and again;
 * each must see every event once and in order. After `npm run build`. The clients are a package of their own and are
 * installed at the first run.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'bench/clients');
const self = join(folder, 'node_modules/acog');

if (!existsSync(join(root, 'dist/src/client/index.js'))) {
  process.stderr.write('There is no compiled program in dist/; run npm run build first.\n');
  process.exit(2);
}
if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], options);
  if (status !== 0) process.exit(1);
}
if (!existsSync(self)) symlinkSync(root, self, 'dir'); // as `npm install` would put it there
await import(pathToFileURL(join(folder, 'main.mjs')).href);
