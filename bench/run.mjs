import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** `npm run bench -- NAME [options]`: runs one of the scripts beside this one. */
const folder = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(folder).flatMap((file) =>
  file.endsWith('.mjs') && file !== 'run.mjs' ? [file.slice(0, -4)] : [],
);
const [, , name] = process.argv;
if (!names.includes(name)) {
  process.stderr.write(`Say which: npm run bench -- ${names.join(' | ')}\n`);
  process.exit(2);
}
process.argv.splice(2, 1);
await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
