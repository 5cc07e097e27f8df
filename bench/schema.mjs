import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { installOwnPackage } from './shared/own-package.mjs';

/**
 * `npm run bench -- schema`: what others say of `schema.graphql`. graphql-schema-linter with its default rules and the rules
 * for Relay of graphql-eslint find nothing, and Relay's compiler compiles an example app. Exits with 1 otherwise. They are a package of their own, installed at the
 * first run.
 */
const folder = join(dirname(fileURLToPath(import.meta.url)), 'schema');
installOwnPackage(folder);
await import(pathToFileURL(join(folder, 'main.mjs')).href);
