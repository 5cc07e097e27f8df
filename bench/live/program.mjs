import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A file of the compiled program. */
export const load = (file) => import(pathToFileURL(join(root, 'dist/src', file)).href);

const silent = {
  debug() {},
  info() {},
  warn() {},
  error: (facts, text) => void process.stderr.write(`${text}: ${facts.error}\n`),
};
export const logger = { ...silent, child: () => silent };
