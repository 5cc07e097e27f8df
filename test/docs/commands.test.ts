import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { aPlace, type Place } from '../commands/command-line.js';
import { codeBlocks, codeSpans, pages, read } from './markdown.js';

jest.setTimeout(120_000);

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')));

/** A line that a reader may run: `npm …` or `npx acog …`. */
interface Shown {
  readonly place: string;
  readonly words: readonly string[];
}

const shown: Shown[] = pages().flatMap((file) => {
  const lines = codeBlocks(file)
    .filter(({ language }) => language === 'sh' || language === 'bash')
    .flatMap(({ text }) => text.split('\n'));
  return [...lines, ...codeSpans(file)]
    .map((line) => line.replace(/\s+#.*$/, '').replace(/^(?:[A-Z_]+=\S+ +)+/, ''))
    .filter((line) => /^(?:npm (?:run|test|start)\b|npx acog\b)/.test(line))
    .map((line) => ({ place: `${file}: ${line}`, words: line.match(/"[^"]*"|\S+/g) ?? [] }));
});

/** The script of `npm run x`, `npm test`, `npm start`. */
const scriptOf = ({ words: [, verb = '', name = ''] }: Shown): string => (verb === 'run' ? name : verb);

/** The command behind a line and what it is given; null for scripts that run something else. */
function commandOf(line: Shown): { command: string; args: readonly string[] } | null {
  if (line.words[0] === 'npx') return { command: line.words[2] ?? '', args: line.words.slice(3) };
  const match = /scripts\/acog\.mjs (\w+)(.*)$/.exec(scripts[scriptOf(line)] ?? '');
  if (match === null || match[1] === 'test') return null;
  const dashes = line.words.indexOf('--');
  const own = (match[2] ?? '').split(' ').filter(Boolean);
  return { command: match[1] ?? '', args: [...own, ...(dashes === -1 ? [] : line.words.slice(dashes + 1))] };
}

const help = new Map<string, string>();
let place: Place;
beforeAll(async () => {
  place = await aPlace();
  for (const command of new Set(shown.flatMap((line) => commandOf(line)?.command ?? []))) {
    const { code, stdout } = await place.acog([command, '--help']);
    help.set(command, code === 0 ? stdout : '');
  }
});
afterAll(() => place.remove());

test('the pages show each command of the program', async () => {
  const { stdout } = await place.acog(['--help']);
  const listed = [...stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map((match) => match[1]);
  expect(listed.length).toBeGreaterThan(5);
  expect([...help.keys()]).toEqual(expect.arrayContaining(listed));
});

test('every npm script that a page names is there', () => {
  const missing = shown.filter((line) => line.words[0] === 'npm' && scripts[scriptOf(line)] === undefined);
  expect(missing.map((line) => line.place)).toEqual([]);
});

test('every command that a page names has a help, and every option stands in it', () => {
  const faults = shown.flatMap((line) => {
    const { command, args } = commandOf(line) ?? { command: null, args: [] };
    if (command === null) return [];
    const text = help.get(command) ?? '';
    if (!text.includes(command)) return [`${line.place}: acog ${command} --help says nothing`];
    const options = args.filter((arg) => arg.startsWith('--') && arg !== '--help');
    return options
      .filter((option) => !new RegExp(`${option}\\b`).test(text))
      .map((option) => `${line.place}: there is no ${option}`);
  });
  expect(faults).toEqual([]);
});

test('every file or folder of tests that a page names is there', () => {
  const paths = shown.flatMap(({ place: where, words }) =>
    words.filter((word) => /^test\/\S+/.test(word)).map((path) => ({ where, path })),
  );
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter(({ path }) => !existsSync(path))).toEqual([]);
});
