import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pages, prose, read } from './markdown.js';

/** The anchor that a heading gets on GitHub. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#{1,6} +(.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Why a link of a page leads nowhere; null when it leads somewhere. Other sites are not asked. */
function faultOf(file: string, target: string): string | null {
  if (/^[a-z]+:/.test(target)) return null;
  const [path = '', anchor] = target.split('#');
  const found = path === '' ? file : join(dirname(file), path);
  if (!existsSync(found)) return `${target}: there is no ${found}`;
  if (anchor === undefined || statSync(found).isDirectory()) return null;
  return anchorsOf(found).includes(anchor) ? null : `${target}: ${found} has no such heading`;
}

test.each(pages())('every link of %s leads somewhere', (file) => {
  const targets = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  expect(targets.flatMap((target) => faultOf(file, target) ?? [])).toEqual([]);
});

test('every decision is linked from its number and told under the same headings', () => {
  const decisions = pages().filter((file) => file.startsWith('docs/adr/'));
  const numbers = decisions.map((file) => Number(/\/(\d{4})-/.exec(file)?.[1]));
  expect(numbers).toEqual(decisions.map((_file, index) => index + 1));
  for (const [index, file] of decisions.entries()) {
    const text = read(file);
    expect(text.startsWith(`# ${String(index + 1)}. `)).toBe(true);
    for (const heading of ['Context', 'Decision', 'Consequences', 'Turned down'])
      expect({ file, has: text.includes(`\n**${heading}.**`) }).toEqual({ file, has: true });
  }
});
