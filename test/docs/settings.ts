import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config.js';
import { readVendorSettings } from '../../src/integrations/index.js';
import { channelDefaults } from '../../src/services/channel-defaults.js';
import { read } from './markdown.js';

/** What must be set for the program to start at all. */
export const LEAST: Readonly<Record<string, string>> = {
  DATABASE_URL: 'postgresql://user:password@host:5432/acog',
  REDIS_URL: 'redis://host:6379',
};

/** A variable of `.env.example` and its default, as text; null for none. */
export interface Example {
  readonly variable: string;
  readonly fallback: string | null;
}

export function examples(): Example[] {
  return [...read('.env.example').matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => ({
    variable: match[1] ?? '',
    fallback: match[2] === '' ? null : (match[2] ?? null),
  }));
}

/** Passed on between our own processes, or of the system: nobody sets them. */
const NOT_SETTINGS = new Set([
  'PATH',
  'NODE_OPTIONS',
  'ACOG_RUN_TOKEN',
  'ACOG_TEST_SUMMARY',
  'ACOG_MODE',
  'REDIS_PROGRAM',
]);
const IN_THE_PROGRAM = /(?:env|given|environment\(\))\[['"]([A-Z][A-Z0-9_]+)['"]\]/g;
const IN_THE_LAUNCHER = /(?:environment\.|env\.|setting: ')([A-Z][A-Z0-9_]+)/g;

/** Every variable that something of ours looks at: watched where all are read at once, found in the code elsewhere. */
export function variablesRead(): Set<string> {
  const found = new Set<string>();
  const watched = new Proxy(LEAST, {
    get(target, name) {
      if (typeof name === 'string') found.add(name);
      return Reflect.get(target, name) as string | undefined; // LEAST has texts only
    },
  });
  readConfig(watched);
  readVendorSettings(watched);
  channelDefaults(watched);
  for (const name of namesIn('src', '.ts', IN_THE_PROGRAM)) found.add(name);
  for (const name of namesIn('scripts', '.mjs', IN_THE_LAUNCHER)) found.add(name);
  return new Set([...found].filter((name) => !NOT_SETTINGS.has(name)));
}

function namesIn(folder: string, ending: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => [...read(join(folder, name)).matchAll(pattern)].map((match) => match[1] ?? ''));
}
