import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { readVendorSettings } from '../../src/integrations/index.js';
import { codeSpans, pages, read } from './markdown.js';
import { examples, LEAST, variablesRead } from './settings.js';

const names = examples().map(({ variable }) => variable);

test('.env.example names each setting that the program reads, once, and no other', () => {
  expect([...names].sort()).toEqual([...variablesRead()].sort());
});

test('nothing in .env.example is set: a copy of it changes nothing', () => {
  const lines = read('.env.example').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

test.each(examples().filter(({ fallback }) => fallback !== null))(
  'the default of $variable is $fallback',
  ({ variable, fallback }) => {
    const given = { ...LEAST, [variable]: fallback ?? '' };
    const { env: _given, ...config } = readConfig(given);
    const { env: _least, ...usual } = readConfig(LEAST);
    expect(config).toEqual(usual);
    expect(readVendorSettings(given)).toEqual(readVendorSettings(LEAST));
  },
);

test('every setting has a row in docs/configuration.md, with the same default', () => {
  const rows = read('docs/configuration.md').matchAll(/^\| (`[A-Z].*?) \| (.*?) ?\| /gm);
  const inBackticks = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
  const documented = [...rows].flatMap(([, variables = '', fallbacks = '']) => {
    const values = inBackticks(fallbacks);
    return inBackticks(variables).map((variable, index) => ({ variable, fallback: values[index] ?? null }));
  });
  const sorted = (all: typeof documented) => all.sort((a, b) => a.variable.localeCompare(b.variable));
  expect(sorted(documented)).toEqual(sorted(examples()));
});

test('no page speaks of a setting that nothing reads', () => {
  const OURS = /^(?:ACOG|S3|OPENAI|ELEVENLABS|HEYGEN|SYNTHESIA|RUNWAY|PIKA)_[A-Z0-9_]+$/;
  // of tests, and named among what is not there yet
  const known = new Set([...names, 'ACOG_OPENAPI_DIR', 'ACOG_DOCUMENTS']);
  const strangers = pages().flatMap((file) =>
    codeSpans(file)
      .filter((span) => OURS.test(span) && !known.has(span))
      .map((span) => `${file}: ${span}`),
  );
  expect(strangers).toEqual([]);
});
