import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildGraph, type GraphParts } from './index.js';
import { textOf } from './schema-text.js';

const FILE = 'schema.graphql';

/** The graph as text, the same for the same types whatever the order of files. */
export function schemaText(): string {
  // as: types are built without any of the parts; only resolvers use them
  return textOf(buildGraph({} as GraphParts));
}

/** `npm run schema` writes the file, `npm run check:schema` says whether it is what the code says. */
function main([flag]: readonly string[]): number {
  if (flag !== '--check') {
    writeFileSync(FILE, schemaText());
    return 0;
  }
  if (readFileSync(FILE, 'utf8') === schemaText()) return 0;
  process.stderr.write(`${FILE} is not what the code says; run npm run schema and commit it.\n`);
  return 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = main(process.argv.slice(2));
