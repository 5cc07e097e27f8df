import 'reflect-metadata';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../../dist/src');

/** A module of the compiled program. */
export const load = (file) => import(pathToFileURL(join(dist, file)).href);

const silence = () => undefined;
export const logger = {
  ...{ debug: silence, info: silence, warn: silence },
  error: (facts, text) => process.stderr.write(`${text}: ${facts.error?.stack ?? facts.error}\n`),
  child: () => logger,
};
