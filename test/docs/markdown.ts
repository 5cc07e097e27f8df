import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface CodeBlock {
  readonly file: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** What stands behind the fence, such as `graphql`; empty for none. */
  readonly language: string;
  readonly text: string;
}

/** The pages that people read, as paths from the root of the checkout. */
export function pages(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inFolder('docs'), ...inFolder('docs/adr')];
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}

export function codeBlocks(file: string): CodeBlock[] {
  const found: CodeBlock[] = [];
  let open: { line: number; language: string; lines: string[] } | null = null;
  for (const [index, line] of read(file).split('\n').entries()) {
    if (!line.startsWith('```')) open?.lines.push(line);
    else if (open === null) open = { line: index + 1, language: line.slice(3).trim(), lines: [] };
    else {
      found.push({ file, line: open.line, language: open.language, text: open.lines.join('\n') });
      open = null;
    }
  }
  if (open !== null) throw new Error(`${file}:${String(open.line)} opens a block that is never closed`);
  return found;
}

/** The text of a page without its blocks: what is written, not what is shown. */
export function prose(file: string): string {
  return read(file).replace(/^```[^]*?^```/gm, '');
}

/** What stands in single backticks. */
export function codeSpans(file: string): string[] {
  return [...prose(file).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
}
