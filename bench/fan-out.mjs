import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { requireBuild, requirePeers } from './live/requirements.mjs';

/**
 * `npm run bench -- fan-out [--clients 200] [--events 300] [--rounds 5]`: deliveries of a subscription a second, beside the
 * documented way with graphql-ws, type-graphql and createPubSub, and beside Mercurius, in one run. What it measures, and
 * how, stands in `fan-out/README.md`. After `npm run build`. The peers are a package of their own.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), 'fan-out');
requireBuild();
requirePeers(folder, 'the API');
await import(pathToFileURL(join(folder, 'main.mjs')).href);
