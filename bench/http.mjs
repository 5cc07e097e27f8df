import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installOwnPackage } from './shared/own-package.mjs';

/**
 * `npm run bench -- http [--rounds 3] [--seconds 3] [--data memory|postgres] [--only NAME,NAME] [--json]`: CPU that a
 * server needs for a GraphQL request, ours beside Mercurius and Yoga in one run. What it measures, and how, stands in
 * `http/README.md`. After `npm run build`.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), 'http');
if (!existsSync(join(folder, '../../dist/src/http/server.js'))) {
  process.stderr.write('There is no compiled program in dist/; run npm run build first.\n');
  process.exit(2);
}
installOwnPackage(folder);
await import(pathToFileURL(join(folder, 'main.mjs')).href);
