import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly edits: readonly (readonly [file: string, text: string, becomes: string])[];
}

// as: the list is plain JavaScript, which the command reads without a build
const { mutants } = (await import(new URL('mutants.mjs', import.meta.url).href)) as {
  readonly mutants: readonly Mutant[];
};

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the fault "%s" can still be put into the source',
  (_name, { file, edits }) => {
    expect(existsSync(file)).toBe(true);
    const found = edits.map(([source, text]) => readFileSync(source, 'utf8').split(text).length - 1);
    expect(found).toEqual(edits.map(() => 1));
  },
);
